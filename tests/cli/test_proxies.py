"""A proxy that the environment asks for and nothing can leave through: told as what it is, before anything leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from processes import CREDENTIALS, lote

if TYPE_CHECKING:
    from processes import Machine


@pytest.mark.parametrize(
    ("name", "proxy"),
    [
        ("ALL_PROXY", "socks9://ana:clave-del-proxy@127.0.0.1:9"),
        ("HTTPS_PROXY", "ftp://ana:clave-del-proxy@127.0.0.1:9"),
        ("HTTPS_PROXY", "http://ana:clave-del-proxy@127.0.0.1:ninguno"),
    ],
)
def test_an_unusable_proxy_is_wrong_usage_and_its_password_is_not_shown(
    machine: Machine, name: str, proxy: str
) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    machine.variables.update({**CREDENTIALS, "FACTUS_BASE_URL": "https://factus.invalid", name: proxy})
    done = machine.run("send", "lote.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "proxy"), done.out
    assert "127.0.0.1" in done.json["error"]["message"]
    assert "clave-del-proxy" not in done.out + done.err


def test_a_proxy_without_scheme_is_a_proxy(machine: Machine) -> None:
    machine.write("lote.csv", lote(["FV-1"]))
    variables = {"FACTUS_BASE_URL": "https://factus.invalid", "HTTPS_PROXY": "127.0.0.1:9", "FACTUS_TIMEOUT": "2"}
    machine.variables.update({**CREDENTIALS, **variables})
    done = machine.run("send", "lote.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (7, "unreachable"), done.out
