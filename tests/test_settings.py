"""Settings: the environment over .env over defaults, generated secrets."""

import multiprocessing
import stat
from pathlib import Path

import pytest

from bot.commands import example
from bot.settings import ROOT, SETTINGS, Settings, SettingsError


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path):
    (tmp_path / ".env").write_text("PORT=9001\nOFFICE_NAME=BHXH cơ sở Tam Kỳ\n")
    settings = Settings.load({"PORT": "9002"}, tmp_path)
    assert (settings.port, settings.office_name) == (9002, "BHXH cơ sở Tam Kỳ")
    assert settings.office_hotline == "1900 9068"


def test_a_wrong_value_is_named_in_one_line_that_says_what_it_should_be(tmp_path):
    with pytest.raises(SettingsError) as error:
        Settings.load({"PORT": "tám nghìn"}, tmp_path)
    assert "PORT" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_relative_database_counts_from_the_projects_root(tmp_path):
    settings = Settings.load({"DATABASE_URL": "sqlite:///var/x.db"}, tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/var/x.db"


def test_a_plain_postgres_address_is_understood(tmp_path):
    settings = Settings.load({"DATABASE_URL": "postgres://u@h/db"}, tmp_path)
    assert settings.database_url == "postgresql+psycopg://u@h/db"


def test_secrets_are_made_once_and_only_their_owner_can_read_them(tmp_path):
    first = Settings.load({}, tmp_path).with_generated_secrets()
    again = Settings.load({}, tmp_path).with_generated_secrets()
    assert first.secret_key == again.secret_key
    assert first.admin_password == again.admin_password
    for name in ("secret_key", "encryption_keys", "admin_password"):
        path = tmp_path / "var" / f"{name}.txt"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _secret(root: str) -> str:
    return str(Settings.load({}, Path(root)).with_generated_secrets().secret_key)


def test_processes_that_start_at_once_agree_on_the_secrets(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert len(set(pool.map(_secret, [str(tmp_path)] * 8))) == 1


def test_given_secrets_are_not_written_down(tmp_path):
    given = {"SECRET_KEY": "s", "ENCRYPTION_KEYS": "k", "ADMIN_PASSWORD": "p"}
    Settings.load(given, tmp_path).with_generated_secrets()
    assert not (tmp_path / "var").exists()


def test_the_example_file_holds_every_setting():
    assert (ROOT / "config.example.env").read_text(encoding="utf-8") == example()
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
