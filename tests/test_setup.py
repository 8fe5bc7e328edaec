"""Connecting both platforms, against their simulators."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from click.testing import CliRunner
from sqlalchemy import select

from bot.app import build_services, create_app
from bot.settings import Settings
from bot.setup import setup_command
from bot.simulator.platforms import SimulatedPlatforms
from bot.storage.models import ChannelAccount
from tests.conftest import KEYS


@pytest.fixture
def platforms():
    with SimulatedPlatforms() as running:
        yield running


@pytest.fixture
def environment(platforms, sqlite_url, monkeypatch):
    values = {
        **platforms.environment(),
        "DATABASE_URL": sqlite_url,
        "SECRET_KEY": "test",
        "ENCRYPTION_KEYS": KEYS,
        "ADMIN_PASSWORD": "x",
        "PUBLIC_URL": "https://bhxh.example",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def setup(*words: str) -> str:
    done = CliRunner().invoke(setup_command, words, catch_exceptions=False)
    return done.output


def test_a_page_gets_its_greeting_menu_and_subscriptions_as_often_as_one_likes(environment):
    assert "Đã đặt lời chào" in setup("messenger")
    assert "Đã đăng ký nhận sự kiện" in setup("messenger")


def test_what_is_done_by_hand_at_facebook_is_said_with_the_rights_for_comments(environment):
    printed = setup("messenger")
    assert "https://bhxh.example/webhooks/messenger, mã xác minh" in printed
    assert "pages_read_user_content (đọc bình luận" in printed
    assert "pages_manage_engagement (ẩn bình luận" in printed
    assert "https://bhxh.example/webhooks/messenger/deletion" in printed


def test_a_page_token_that_is_wrong_is_said_in_one_line(environment, monkeypatch):
    monkeypatch.setenv("MESSENGER_PAGE_TOKEN", "wrong")
    assert "Facebook từ chối (190" in setup("messenger")


def test_zalo_with_a_good_token_is_proved_by_a_call(environment):
    assert "Mã truy cập Zalo dùng được" in setup("zalo")


def authorised(environment, answer: dict[str, str] | None = None):
    """Run the first authorisation as a browser would; give the page and the account's row."""
    printed = setup("zalo")
    address = re.search(r"http\S+/v4/oa/permission\S+", printed)
    assert address, printed
    settings = Settings.load()
    services = build_services(settings)
    browser = create_app(settings, services).test_client()
    permitted = requests.get(address[0], allow_redirects=False, timeout=10)
    back = urlsplit(permitted.headers["Location"])
    query = {key: values[0] for key, values in parse_qs(back.query).items()}
    page = browser.get(back.path, query_string={**query, **(answer or {})})
    with services.database.read() as session:
        account = session.scalar(select(ChannelAccount).where(ChannelAccount.channel == "zalo"))
    services.database.close()
    return page, account


@pytest.fixture
def without_tokens(environment, monkeypatch):
    monkeypatch.setenv("ZALO_ACCESS_TOKEN", "")
    monkeypatch.setenv("ZALO_REFRESH_TOKEN", "")
    return environment


def test_zalos_first_authorisation_starts_the_chain_of_tokens(without_tokens):
    page, account = authorised(without_tokens)
    assert (page.status_code, "Đã nối Zalo" in page.text) == (200, True)
    assert account.access_token
    assert account.refresh_token
    assert account.token_expires_at is not None
    assert "Mã truy cập Zalo dùng được" in setup("zalo")


@pytest.mark.parametrize(
    ("answer", "status"), [({"state": "forged"}, 403), ({"code": "x"}, 502), ({"oa_id": "9"}, 400)]
)
def test_an_authorisation_that_is_not_ours_changes_nothing(without_tokens, answer, status):
    page, account = authorised(without_tokens, answer)
    assert page.status_code == status
    assert account is None


def test_what_is_missing_is_named(environment, monkeypatch):
    monkeypatch.setenv("PUBLIC_URL", "")
    done = CliRunner().invoke(setup_command, ["zalo"])
    assert "PUBLIC_URL" in str(done.exception)
