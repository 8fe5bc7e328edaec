"""Zalo's tokens: permission with PKCE, and a refresh that works once."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from bot.channels.base import Credentials
from bot.channels.errors import Do, SendError
from bot.channels.zalo.oauth import Tokens, ZaloOAuth
from bot.simulator.faults import Fault
from tests.channels.conftest import CITIZEN, zalo_at

VERIFIER, ANOTHER = "a1" * 21 + "a", "b2" * 21 + "b"

BACK = "https://bhxh.example/oauth/zalo/callback"


@pytest.fixture
def oauth(platforms) -> ZaloOAuth:
    account = platforms.zalo_account
    return ZaloOAuth(base=platforms.base_url, app_id=account.app_id, app_secret=account.app_secret)


def permit(oauth: ZaloOAuth, verifier: str) -> dict[str, list[str]]:
    """Do what the administrator's browser does; gives what it carries back."""
    url = oauth.permission_url(BACK, verifier, "state-1")
    answer = requests.get(url, allow_redirects=False, timeout=5)
    assert answer.headers["Location"].startswith(BACK)
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def refused(call, *args) -> SendError:
    with pytest.raises(SendError) as caught:
        call(*args)
    return caught.value


def test_the_permission_page_leads_to_tokens_that_work(platforms, oauth):
    verifier = VERIFIER
    carried = permit(oauth, verifier)
    assert carried["state"] == ["state-1"]
    tokens = oauth.exchange(carried["code"][0], verifier)
    assert tokens.expires_in == 90_000
    request = {"recipient": {"user_id": CITIZEN}, "message": {"text": "Dạ."}}
    channel = zalo_at(platforms.base_url, platforms)
    assert channel.send(request, Credentials("", tokens.access_token)).platform_id


def test_a_code_is_worth_nothing_without_its_verifier(oauth):
    carried = permit(oauth, VERIFIER)
    assert refused(oauth.exchange, carried["code"][0], ANOTHER).do is Do.PAUSE_CHANNEL


def test_a_refresh_gives_the_next_token_and_uses_up_the_old(platforms, oauth):
    first = platforms.tokens.refresh_token
    second = oauth.refresh(first)
    assert second.refresh_token != first
    error = refused(oauth.refresh, first)
    assert (error.do, error.code) == (Do.PAUSE_CHANNEL, "-14014")
    assert "setup zalo" in error.staff_text
    assert oauth.refresh(second.refresh_token).access_token


def test_a_wrong_app_secret_names_the_setting(platforms):
    account = platforms.zalo_account
    oauth = ZaloOAuth(base=platforms.base_url, app_id=account.app_id, app_secret="wrong")
    error = refused(oauth.refresh, platforms.tokens.refresh_token)
    assert (error.do, error.code) == (Do.PAUSE_CHANNEL, "-14004")
    assert "ZALO_APP_SECRET" in error.staff_text


@pytest.mark.parametrize("fault", [Fault("status", status=503), Fault("reset")], ids=str)
def test_a_fault_of_the_server_is_tried_again(platforms, oauth, fault):
    platforms.faults.add(fault)
    assert refused(oauth.refresh, platforms.tokens.refresh_token).do is Do.RETRY


@pytest.mark.parametrize(
    ("body", "life"),
    [
        (b'{"access_token":"a","refresh_token":"r","expires_in":"90000"}', 90_000),
        (b'{"access_token":"a","refresh_token":"r","expires_in":3600}', 3600),
        (b'{"access_token":"a","refresh_token":"r","expires_in":"soon"}', 90_000),
        (b'{"access_token":"a","refresh_token":"r","expires_in":"999999999999"}', 90_000),
        (b'{"access_token":"a","refresh_token":"r"}', 90_000),
    ],
)
def test_tokens_are_kept_however_long_they_are_said_to_live(odd, body, life):
    odd.body = body
    oauth = ZaloOAuth(base=odd.url, app_id="1", app_secret="s")
    assert oauth.refresh("old") == Tokens("a", "r", life)


@pytest.mark.parametrize("body", [b"{}", b'{"access_token":"a"}', b"<html>"])
def test_an_answer_without_both_tokens_is_no_success(odd, body):
    odd.body = body
    oauth = ZaloOAuth(base=odd.url, app_id="1", app_secret="s")
    assert refused(oauth.refresh, "old").do is Do.RETRY


def test_tokens_do_not_show_when_printed_and_travel_outside_the_address(odd):
    assert "secret" not in repr(Tokens("secret-a", "secret-r", 1))
    odd.body = b'{"error":-14014}'
    refused(ZaloOAuth(base=odd.url, app_id="1", app_secret="app-secret").refresh, "secret-r")
    ((path, headers, body),) = odd.requests
    assert path == "/v4/oa/access_token"
    assert headers["secret_key"] == "app-secret"
    assert b"refresh_token=secret-r" in body
