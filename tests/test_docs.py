"""What an operator can use is documented: settings, commands, routes."""

import re

import pytest

from bot.__main__ import COMMANDS
from bot.app import build_services, create_app
from bot.settings import ROOT, SETTINGS, Settings
from tests.conftest import KEYS

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", [setting.name for setting in SETTINGS])
def test_every_setting_is_in_the_operators_guide(setting):
    assert f"`{setting}`" in OPERATIONS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    assert re.search(rf"`[^`]*\b{command}\b[^`]*`", README)


def test_every_route_is_in_the_operators_guide(sqlite_url, tmp_path):
    values = {
        "DATABASE_URL": sqlite_url,
        "SECRET_KEY": "test",
        "ENCRYPTION_KEYS": KEYS,
        "ZALO_OA_ID": "1",
        "ZALO_VERIFIER": "zalo_verifierX.html",
        "MESSENGER_PAGE_ID": "2",
    }
    settings = Settings.load(values, tmp_path)
    services = build_services(settings)
    routes = [
        rule.rule
        for rule in create_app(settings, services).url_map.iter_rules()
        if not rule.rule.startswith(("/staff", "/static"))
    ]
    services.database.close()
    missing = [route for route in routes if f"`{route}`" not in OPERATIONS]
    assert not missing
