"""Pictures and pages to print under signed addresses."""

import zlib
from base64 import urlsafe_b64decode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.app import build_services, create_app
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome
from bot.delivery.services import Services
from bot.pictures.studio import PDF, PNG, Studio
from bot.settings import Settings
from tests.conftest import KEYS
from tests.web.chat_site import ChatSite

CARD = {"kind": "contribution", "data": {"income": 3_000_000}, "on": "2026-11-24"}


class Site:
    def __init__(self, url: str, root, **values: str) -> None:
        known = {"DATABASE_URL": url, "SECRET_KEY": "test", "ENCRYPTION_KEYS": KEYS, **values}
        settings = Settings.load(known, root)
        self.services: Services = build_services(settings)
        self.app: Flask = create_app(settings, self.services)
        self.client: FlaskClient = self.app.test_client()

    @property
    def studio(self) -> Studio:
        assert self.services.pictures
        return self.services.pictures


@pytest.fixture
def site(sqlite_url, tmp_path):
    opened = Site(sqlite_url, tmp_path)
    yield opened
    opened.services.database.close()


def test_a_signed_address_gives_the_picture_which_browsers_keep(site):
    answer = site.client.get(site.studio.path(CARD, PNG))
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert answer.data.startswith(b"\x89PNG")
    assert len(answer.data) < 300_000
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_to_print_is_one_pdf_page_with_a_link_to_this_server(site):
    answer = site.client.get(site.studio.path(CARD, PDF), base_url="http://10.0.0.5:8000")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")
    assert b"http://10.0.0.5:8000/" in answer.data


def test_the_code_on_the_page_leads_to_the_public_address(sqlite_url, tmp_path):
    site = Site(sqlite_url, tmp_path, PUBLIC_URL="https://bhxh.example")
    assert b"https://bhxh.example" in site.client.get(site.studio.path(CARD, PDF)).data
    assert site.studio.address(CARD, PDF).startswith("https://bhxh.example/files/")
    site.services.database.close()


def test_no_address_is_named_that_people_cannot_reach(site):
    assert site.studio.address(CARD, PDF) == ""


def test_another_day_is_another_address(site):
    assert site.studio.path(CARD, PNG) != site.studio.path({**CARD, "on": "2027-01-01"}, PNG)


def test_a_forged_or_broken_address_is_not_found(site):
    path = site.studio.path(CARD, PNG)
    for address in (f"{path}x", path[:-4], "/files/abc", "/files/e30.abc", "/files/" + path[:6:-1]):
        answer = site.client.get(address)
        assert answer.status_code == 404
        assert "Không có hình này." in answer.text


def test_one_secret_does_not_open_what_another_signed(site):
    other = Studio(site.studio.parameters, site.studio.office, "another", "")
    assert site.client.get(other.path(CARD, PNG)).status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        {**CARD, "kind": "cat"},
        {**CARD, "data": {"income": 1}},
        {**CARD, "data": None},
        {**CARD, "on": "hôm nay"},
        {**CARD, "on": None},
    ],
    ids=["kind", "too low", "no data", "no date", "no day"],
)
@pytest.mark.parametrize("form", [PNG, PDF])
def test_what_cannot_be_drawn_is_not_found_and_says_why(site, odd, form):
    answer = site.client.get(site.studio.path(odd, form))
    assert answer.status_code == 404
    assert answer.text.startswith("Không có hình này. ")


class Painter:
    """Answers with a picture."""

    def __init__(self, picture) -> None:
        self.picture = {**picture, "alt": "Mình đóng 594.000 đ."}

    def handle(self, turn):
        return Outcome(turn.state, (Reply("Hình ạ.", picture=self.picture),))


def pictured(database, eventually, picture):
    site = ChatSite(database, Painter(picture)).work()
    try:
        visitor = site.visitor()
        visitor.write("cho xem hình")
        eventually(lambda: len(visitor.texts()) == 2)
        return visitor, visitor.news()["messages"][-1]
    finally:
        site.close()


def test_the_chat_says_where_its_picture_is_and_how_large(sqlite_database, eventually):
    visitor, message = pictured(sqlite_database, eventually, CARD)
    picture = message["picture"]
    png = visitor.client.get(picture["src"]).data
    size = [int.from_bytes(png[at : at + 4], "big") for at in (16, 20)]
    assert [picture["width"], picture["height"]] == size
    assert picture["alt"] == "Mình đóng 594.000 đ."
    assert visitor.client.get(picture["pdf"]).mimetype == "application/pdf"


def test_the_chat_says_in_words_what_it_cannot_draw(sqlite_database, eventually):
    _, message = pictured(sqlite_database, eventually, {**CARD, "kind": "cat"})
    assert (message["text"], message["picture"]) == ("Hình ạ.\nMình đóng 594.000 đ.", None)


def test_an_address_tells_nothing_of_the_person_and_is_always_the_same(site):
    born = {
        "kind": "pension-chart",
        "data": {"income": 3_000_000, "sex": "female", "birth": "1975-05", "months_paid": 144},
        "on": "2026-11-24",
    }
    path = site.studio.path(born, PNG)
    assert path == site.studio.path(born, PNG)
    sealed = path.removeprefix("/files/")
    opened = urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
    assert not any(word in opened for word in (b"1975", b"female", b"3000000", b"pension"))
    with pytest.raises(zlib.error):
        zlib.decompress(opened[16:])
    assert len(path) < 300  # leaves room in a message of either platform
    assert site.client.get(path).status_code == 200


def test_browsers_keep_the_fonts_for_a_year(site):
    with site.client.get("/static/fonts/be-vietnam-pro-vietnamese-400-normal.woff2") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000"
