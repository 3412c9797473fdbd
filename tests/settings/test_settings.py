"""Which value counts, where it comes from, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factus_cli import settings
from factus_cli.domain.documents import DocumentType
from factus_cli.errors import UsageProblem
from factus_cli.settings import file

if TYPE_CHECKING:
    from pathlib import Path


def resolve(environ: dict[str, str], **options: object) -> settings.Settings:
    return settings.resolve(options, environ, settings.home(environ))


def test_defaults_are_the_sandbox_with_e_mails_off(environ: dict[str, str]) -> None:
    found = resolve(environ)
    assert (found.profile, found.environment, found.base_url) == ("default", "sandbox", settings.SANDBOX_URL)
    assert (found.rpm, found.concurrency, found.timeout, found.email) == (80, 8, 60, False)
    assert {one.origin for one in found.origins.values()} == {"default"}


def test_option_before_environment_before_profile(environ: dict[str, str], config: Path) -> None:
    file.add(config, "acme", file.ProfileModel(environment="production", rpm=10, ranges={"invoice": "FE"}))
    assert (resolve(environ).profile, resolve(environ).rpm) == ("acme", 10)
    assert resolve(environ).origins["rpm"] == settings.Value(10, "profile")
    assert resolve(environ).ranges == {DocumentType.INVOICE: "FE"}
    assert resolve(environ).base_url == settings.PRODUCTION_URL
    environ["FACTUS_RPM"] = "0.5"
    assert resolve(environ).rpm == 0.5
    assert resolve(environ).origins["rpm"] == settings.Value("0.5", "environment")
    assert resolve(environ, rpm=7).rpm == 7
    assert resolve(environ, rpm=7).origins["rpm"] == settings.Value(7, "option")


def test_a_variable_left_blank_is_no_value(environ: dict[str, str]) -> None:
    blank = {"FACTUS_PROFILE": "", "FACTUS_ENVIRONMENT": "", "FACTUS_BASE_URL": "", "FACTUS_RPM": ""}
    assert resolve({**environ, **blank}) == resolve(environ)


def test_no_variable_makes_customers_receive_e_mails(environ: dict[str, str]) -> None:
    assert resolve({**environ, "FACTUS_EMAIL": "1"}).email is False
    assert resolve(environ, email=True).email is True


def test_a_profile_may_turn_e_mails_on_and_an_option_off(environ: dict[str, str], config: Path) -> None:
    file.add(config, "acme", file.ProfileModel(email=True))
    assert resolve(environ).email is True
    assert resolve(environ, email=False).email is False


@pytest.mark.parametrize(
    ("variable", "value", "accepted"),
    [
        ("FACTUS_RPM", "0", "mayor que cero"),
        ("FACTUS_RPM", "muchas", "mayor que cero"),
        ("FACTUS_RPM", "0,5", "0.5"),
        ("FACTUS_RPM", "1_0", "mayor que cero"),
        ("FACTUS_RPM", "nan", "mayor que cero"),
        ("FACTUS_RPM", "inf", "mayor que cero"),
        ("FACTUS_CONCURRENCY", "0", "entero desde 1"),
        ("FACTUS_CONCURRENCY", "1.5", "entero desde 1"),
        ("FACTUS_TIMEOUT", "-1", "segundos"),
        ("FACTUS_ENVIRONMENT", "pruebas", "production"),
        ("FACTUS_ENVIRONMENT", "PRODUCTION", "production"),
        ("FACTUS_BASE_URL", "http://example.com", "https"),
        ("FACTUS_BASE_URL", "http://127.0.0.1.example.com", "https"),
        ("FACTUS_BASE_URL", "ftp://example.com", "https"),
        ("FACTUS_BASE_URL", "example.com", "https"),
        ("FACTUS_BASE_URL", "https://", "https"),
        ("FACTUS_BASE_URL", "http://[::1", "https"),
        ("FACTUS_BASE_URL", "https://example.com:99999", "https"),
        ("FACTUS_BASE_URL", "https://exam ple.com", "https"),
        ("FACTUS_PROFILE", "nadie", "profile add nadie"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_is_accepted(
    environ: dict[str, str], variable: str, value: str, accepted: str
) -> None:
    with pytest.raises(UsageProblem) as refused:
        resolve({**environ, variable: value})
    assert variable in refused.value.message
    assert value in refused.value.message
    assert accepted in refused.value.hint


@pytest.mark.parametrize(
    ("options", "named"),
    [({"rpm": 0}, "la opción --rpm"), ({"rpm": float("inf")}, "--rpm"), ({"base_url": "x"}, "la opción --base-url")],
)
def test_an_option_that_cannot_be_is_named(environ: dict[str, str], options: dict[str, object], named: str) -> None:
    with pytest.raises(UsageProblem, match=named):
        resolve(environ, **options)


def test_an_address_that_cannot_be_is_named_in_its_profile(environ: dict[str, str], config: Path) -> None:
    config.write_text('default_profile = "a"\n[profiles.a]\nbase_url = "http://example.com"\n', encoding="utf-8")
    with pytest.raises(UsageProblem, match="«base_url» del perfil"):
        resolve(environ)


@pytest.mark.parametrize("url", ["https://ana:clave@example.com", "https://example.com?clave=1", "https://x.co/#clave"])
def test_an_address_with_a_password_is_refused_without_repeating_it(environ: dict[str, str], url: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        resolve({**environ, "FACTUS_BASE_URL": url})
    assert "clave" not in refused.value.message + refused.value.hint


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost:1", "http://LOCALHOST", "http://[::1]:1", "https://example.com/"]
)
def test_plain_http_is_for_this_machine_alone(environ: dict[str, str], url: str) -> None:
    assert resolve({**environ, "FACTUS_BASE_URL": url}).base_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ("sandbox", settings.PRODUCTION_URL),
        ("production", settings.SANDBOX_URL),
        ("sandbox", "https://API.factus.com.co"),
        ("sandbox", "https://api.factus.com.co:443"),
        ("sandbox", "https://api.factus.com.co."),
        ("sandbox", "https://api.factus.com.co/v2"),
    ],
)
def test_an_address_of_the_other_environment_is_refused(environ: dict[str, str], environment: str, url: str) -> None:
    with pytest.raises(UsageProblem) as refused:
        resolve({**environ, "FACTUS_ENVIRONMENT": environment, "FACTUS_BASE_URL": url})
    assert refused.value.code == "environment_mismatch"


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("http://127.0.0.1:8000", "localhost"),
        ("http://[::1]:9", "localhost"),
        ("http://LOCALHOST", "localhost"),
        (settings.SANDBOX_URL, "api-sandbox.factus.com.co"),
        ("https://API-sandbox.factus.com.co.:443/", "api-sandbox.factus.com.co"),
        ("https://factus.example.com:8443", "factus.example.com:8443"),
    ],
)
def test_an_address_is_told_from_another_by_its_host(url: str, account: str) -> None:
    assert settings.account_address(url) == account


def test_practice_does_not_mind_the_address(environ: dict[str, str]) -> None:
    environ["FACTUS_BASE_URL"] = settings.PRODUCTION_URL
    assert settings.resolve({}, environ, settings.home(environ), simulate=True).environment == "sandbox"


def test_only_the_default_profile_needs_not_exist(environ: dict[str, str]) -> None:
    assert resolve({**environ, "FACTUS_PROFILE": "default"}).profile == "default"
    with pytest.raises(UsageProblem, match="opción --profile"):
        resolve(environ, profile="default")


def test_a_default_profile_that_is_gone_is_told(environ: dict[str, str], config: Path) -> None:
    config.write_text('default_profile = "ida"\n[profiles.otra]\n', encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"default_profile de config\.toml\); hay: otra"):
        resolve(environ)
