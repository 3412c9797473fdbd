"""Profiles in config.toml: read strictly, rewritten with the user's comments."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factus_cli.errors import UsageProblem
from factus_cli.settings import file

COMMENTED = """# mi nota

default_profile = "uno"  # el de siempre

# la primera
[profiles.uno]
environment = "sandbox"  # pruebas

[profiles.dos]
environment = 'production'
"""
NAMES = st.from_regex(file.PROFILE_NAME, fullmatch=True)
PROFILES = st.builds(
    file.ProfileModel,
    environment=st.sampled_from(["sandbox", "production"]),
    company=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    email=st.booleans(),
    rpm=st.none() | st.floats(min_value=0.001, max_value=1e9),
    ranges=st.dictionaries(
        st.sampled_from(["invoice", "credit-note"]), st.from_regex(r"[A-Z0-9]{1,4}", fullmatch=True)
    ),
)


def test_choosing_a_profile_changes_that_line_alone(config: Path) -> None:
    config.write_text(COMMENTED, encoding="utf-8")
    file.use(config, "dos")
    assert config.read_text(encoding="utf-8") == COMMENTED.replace('"uno"  # el', '"dos"  # el')


def test_adding_a_profile_keeps_every_comment(config: Path) -> None:
    config.write_text(COMMENTED, encoding="utf-8")
    file.add(config, "tres", file.ProfileModel(company="Tres SAS", email=True))
    assert config.read_text(encoding="utf-8").startswith(COMMENTED)
    assert file.load(config).profiles["tres"].company == "Tres SAS"
    assert file.load(config).default_profile == "uno"


def test_the_first_profile_becomes_the_default_below_the_users_notes(config: Path) -> None:
    config.write_text("# mi nota\n", encoding="utf-8")
    file.add(config, "uno", file.ProfileModel())
    assert config.read_text(encoding="utf-8").startswith("# mi nota\n")
    assert file.load(config).default_profile == "uno"


def test_removing_a_profile_leaves_the_others_and_no_default_that_is_gone(config: Path) -> None:
    config.write_text(COMMENTED, encoding="utf-8")
    file.remove(config, "uno")
    assert file.load(config).default_profile is None
    assert list(file.load(config).profiles) == ["dos"]
    file.use(config, "dos")
    file.add(config, "tres", file.ProfileModel())
    file.remove(config, "tres")
    assert file.load(config).default_profile == "dos"


@given(st.dictionaries(NAMES, PROFILES, min_size=1, max_size=4))
def test_what_is_added_is_what_is_read(profiles: dict[str, file.ProfileModel]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        for name, profile in profiles.items():
            file.add(config, name, profile)
        assert file.load(config) == file.ConfigModel(default_profile=next(iter(profiles)), profiles=profiles)


@pytest.mark.parametrize("name", ["", "Con Espacio", "a" * 41, "ñ", "-a", "../a", "a\n"])
def test_a_profile_needs_a_plain_name(config: Path, name: str) -> None:
    with pytest.raises(UsageProblem, match="no se puede llamar"):
        file.add(config, name, file.ProfileModel())


def test_a_profile_is_added_once_and_must_exist_to_be_used(config: Path) -> None:
    file.add(config, "uno", file.ProfileModel())
    with pytest.raises(UsageProblem, match="ya existe"):
        file.add(config, "uno", file.ProfileModel())
    for change in (file.use, file.remove):
        with pytest.raises(UsageProblem, match="no existe"):
            change(config, "nadie")


@pytest.mark.parametrize("url", ["http://example.com", "https://api.factus.com.co"])
def test_a_profile_that_could_not_be_used_is_not_added(config: Path, url: str) -> None:
    with pytest.raises(UsageProblem):
        file.add(config, "uno", file.ProfileModel(base_url=url))
    assert not config.exists()


def test_profiles_in_one_line_are_not_broken(config: Path) -> None:
    config.write_text("profiles = {uno = {environment = 'sandbox'}}\n", encoding="utf-8")
    assert list(file.load(config).profiles) == ["uno"]
    with pytest.raises(UsageProblem, match="una sola línea"):
        file.add(config, "dos", file.ProfileModel())


def test_a_file_saved_by_notepad_is_read(config: Path) -> None:
    config.write_text("\ufeff" + COMMENTED, encoding="utf-8")
    assert file.load(config).default_profile == "uno"


def test_the_id_of_a_range_may_be_written_as_a_number(config: Path) -> None:
    config.write_text("[profiles.a.ranges]\ninvoice = 8\n", encoding="utf-8")
    assert file.load(config).profiles["a"].ranges == {"invoice": "8"}


@pytest.mark.parametrize(
    ("text", "named", "accepted"),
    [
        ("esto no es toml = = ", "TOML", "corrija"),
        ("n = " + "9" * 5000, "TOML", "corrija"),
        ("raro = 1", "«raro»", "default_profile, profiles"),
        ("[profiles.a]\nraro = 1", "«profiles.a.raro»", "environment, base_url"),
        ("[profiles.a]\npassword = 's3cr3t0'", "«profiles.a.password»", "factus auth login"),
        ("default_profile = 3", "«default_profile»", "nombre de un perfil"),
        ("profiles = 3", "«profiles»", "[profiles.mi-empresa]"),
        ("[profiles.'../x']", "«../x»", "letras minúsculas"),
        ("[profiles.a]\nenvironment = 'pruebas'", "«pruebas»", "sandbox"),
        ("[profiles.a]\nemail = 'no'", "«profiles.a.email»", "true o false"),
        ("[profiles.a]\nrpm = inf", "«profiles.a.rpm»", "mayor que cero"),
        ("[profiles.a]\nconcurrency = 0", "«profiles.a.concurrency»", "desde 1"),
        ("[profiles.a.ranges]\nfactura = '8'", "«profiles.a.ranges.factura»", "invoice"),
        ("[profiles.a.ranges]\ninvoice = [1]", "«profiles.a.ranges.invoice»", "prefijo"),
    ],
    ids=lambda text: text.splitlines()[-1][:30],
)
def test_a_config_that_is_wrong_is_named_with_its_key(config: Path, text: str, named: str, accepted: str) -> None:
    config.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"config\.toml") as refused:
        file.load(config)
    assert named in refused.value.message
    assert accepted in refused.value.hint
    assert "s3cr3t0" not in str(refused.value.as_json())


def test_a_config_that_cannot_be_read_is_told(config: Path) -> None:
    config.write_bytes(b"# a\xf1o\n")
    with pytest.raises(UsageProblem, match="UTF-8"):
        file.load(config)
    config.unlink()
    config.mkdir()
    with pytest.raises(UsageProblem, match="no se puede leer"):
        file.load(config)
