"""Where things are, which value counts, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from factus_cli import settings
from factus_cli.domain.documents import DocumentType
from factus_cli.errors import HomeUnwritable, UsageProblem
from factus_cli.settings import file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"FACTUS_HOME": str(tmp_path)}


def resolve(environ: dict[str, str], **options: object) -> settings.Settings:
    return settings.resolve(options, environ, settings.home(environ))


def test_factus_home_moves_everything_and_reading_makes_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    home = settings.home(environ)
    resolve(environ)
    assert home.ledger("a", "sandbox").is_relative_to(tmp_path)
    assert home.config_file.parent == tmp_path
    assert list(tmp_path.iterdir()) == []


def test_without_it_the_platforms_folders_are_used() -> None:
    assert settings.home({}).config.name == "factus"


def test_defaults_are_the_sandbox_with_e_mails_off(environ: dict[str, str]) -> None:
    found = resolve(environ)
    assert (found.profile, found.environment, found.base_url) == ("default", "sandbox", settings.SANDBOX_URL)
    assert (found.rpm, found.concurrency, found.timeout, found.email) == (80, 8, 60, False)


def test_option_before_environment_before_profile(environ: dict[str, str]) -> None:
    where = settings.home(environ).config_file
    file.add(where, "acme", file.ProfileModel(environment="production", rpm=10, ranges={"invoice": "FE"}))
    assert (resolve(environ).profile, resolve(environ).rpm) == ("acme", 10)
    assert resolve(environ).ranges == {DocumentType.INVOICE: "FE"}
    assert resolve(environ).base_url == settings.PRODUCTION_URL
    environ["FACTUS_RPM"] = "0.5"
    assert resolve(environ).rpm == 0.5
    assert resolve(environ, rpm=7).rpm == 7
    assert resolve(environ, rpm=7).origins["rpm"].origin == "option"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FACTUS_RPM", "0"),
        ("FACTUS_RPM", "muchas"),
        ("FACTUS_CONCURRENCY", "0"),
        ("FACTUS_TIMEOUT", "-1"),
        ("FACTUS_ENVIRONMENT", "pruebas"),
        ("FACTUS_BASE_URL", "http://example.com"),
        ("FACTUS_BASE_URL", "ftp://example.com"),
        ("FACTUS_BASE_URL", settings.PRODUCTION_URL),
        ("FACTUS_PROFILE", "nadie"),
    ],
)
def test_a_value_that_cannot_be_is_refused(environ: dict[str, str], variable: str, value: str) -> None:
    with pytest.raises(UsageProblem):
        resolve({**environ, variable: value})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:1", "https://example.com/"]
)
def test_plain_http_is_for_this_machine_alone(environ: dict[str, str], url: str) -> None:
    assert resolve({**environ, "FACTUS_BASE_URL": url}).base_url == url.rstrip("/")


def test_practice_does_not_mind_the_address(environ: dict[str, str]) -> None:
    environ["FACTUS_BASE_URL"] = settings.PRODUCTION_URL
    assert settings.resolve({}, environ, settings.home(environ), simulate=True).environment == "sandbox"


def test_profiles_are_added_chosen_and_removed_and_comments_stay(environ: dict[str, str]) -> None:
    where = settings.home(environ).config_file
    file.add(where, "uno", file.ProfileModel())
    file.add(where, "dos", file.ProfileModel(company="Dos SAS", email=True))
    where.write_text("# mi nota\n" + where.read_text(encoding="utf-8"), encoding="utf-8")
    file.use(where, "dos")
    config = file.load(where)
    assert (config.default_profile, config.profiles["dos"].company) == ("dos", "Dos SAS")
    file.remove(where, "dos")
    assert file.load(where).default_profile is None
    assert list(file.load(where).profiles) == ["uno"]


@pytest.mark.parametrize("name", ["", "Con Espacio", "a" * 41, "ñ"])
def test_a_profile_needs_a_plain_name(environ: dict[str, str], name: str) -> None:
    with pytest.raises(UsageProblem):
        file.add(settings.home(environ).config_file, name, file.ProfileModel())


def test_a_profile_is_added_once_and_must_exist_to_be_used(environ: dict[str, str]) -> None:
    where = settings.home(environ).config_file
    file.add(where, "uno", file.ProfileModel())
    with pytest.raises(UsageProblem, match="ya existe"):
        file.add(where, "uno", file.ProfileModel())
    for change in (file.use, file.remove):
        with pytest.raises(UsageProblem, match="no existe"):
            change(where, "nadie")


@pytest.mark.parametrize("text", ["esto no es toml = = ", "[profiles.a]\nraro = 1\n", "default_profile = 3\n"])
def test_a_config_that_is_wrong_is_named(environ: dict[str, str], text: str) -> None:
    where = settings.home(environ).config_file
    where.write_text(text, encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"config\.toml"):
        file.load(where)


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "archivo"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(HomeUnwritable):
        settings.write_whole(blocked / "config.toml", "")
