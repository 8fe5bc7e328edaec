"""What a leaflet's code opens."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.leads import links
from bot.leads.links import LinkForm
from bot.storage.models import Conversation
from bot.web.links import short_links
from tests.web.chat_site import ChatSite

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def site(sqlite_database):
    opened = ChatSite(sqlite_database, ZALO_OA_ID="123456", MESSENGER_PAGE_ID="987")
    opened.app.register_blueprint(short_links(opened.services))
    yield opened
    opened.close()


def make(site, target, **more):
    site.database.write(
        lambda session: links.create(session, "TK05", LinkForm(target, **more), NOW)
    )


def opened(site, code="TK05"):
    return site.app.test_client().get(f"/q/{code}")


@pytest.mark.parametrize(
    ("target", "address"),
    [("messenger", "https://m.me/987?ref=TK05"), ("chat", "/?ref=TK05")],
)
def test_channels_that_hear_the_code_by_themselves_open_at_once(site, target, address):
    make(site, target)
    answer = opened(site)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("target", "first"),
    [
        ("zalo", 'class="first" href="https://zalo.me/123456"'),
        ("call", 'class="first" href="tel:+84905111222"'),
        ("code", 'class="first" href="https://zalo.me/123456"'),
    ],
)
def test_the_others_show_the_code_to_type_and_the_way_first(site, target, first):
    make(site, target, phone="0905 111 222")
    answer = opened(site, "tk05")
    assert answer.status_code == 200
    assert "<strong>TK05</strong>" in answer.text
    assert first in answer.text


def test_a_call_without_a_number_of_its_own_goes_to_the_hotline(site):
    make(site, "call")
    assert 'href="tel:19009068"' in opened(site).text


def test_the_target_can_be_changed_for_ever(site):
    make(site, "zalo")
    assert opened(site).status_code == 200
    site.database.write(lambda session: links.change(session, 1, LinkForm("chat"), NOW))
    assert opened(site).headers["Location"] == "/?ref=TK05"


@pytest.mark.parametrize("code", ["TK99", "tk05", "x", "%00", "a" * 300])
def test_a_code_of_nobody_or_a_closed_one_still_helps(site, code):
    make(site, "chat")
    site.database.write(
        lambda session: links.change(session, 1, LinkForm("chat", disabled=True), NOW)
    )
    answer = opened(site, code)
    assert answer.status_code == 404
    assert "không còn dùng" in answer.text
    assert 'href="/"' in answer.text


def test_a_platform_that_is_not_set_up_is_not_offered(sqlite_database):
    site = ChatSite(sqlite_database)
    site.app.register_blueprint(short_links(site.services))
    make(site, "zalo")
    assert "zalo.me" not in opened(site).text
    assert 'class="first" href="/?ref=TK05"' in opened(site).text


@pytest.mark.parametrize(("given", "kept"), [("TK05", "TK05"), ("<b>", None), ("", None)])
def test_the_first_message_of_the_web_chat_brings_the_code(site, eventually, given, kept):
    from bot.live import LiveContent

    object.__setattr__(site.services, "handler", LiveContent(site.database))
    site.work()
    visitor = site.visitor()
    assert visitor.write("mức đóng bao nhiêu", ref=given).status_code == 200
    eventually(lambda: not visitor.news()["due"] and len(visitor.texts()) > 1)
    with site.database.read() as session:
        assert session.scalar(select(Conversation.ref)) == kept
