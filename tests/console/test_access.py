"""What every kind of visitor gets on every route."""

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bot.console import exports
from bot.console.access import ADMIN, IDLE, LEADER, OFFICE, OPEN, WHOLE
from bot.console.blueprint import ROUTES
from bot.console.door.entry import new_id
from bot.delivery.exports import Exports
from bot.leads.importing import jobs as import_jobs
from bot.leads.viewers import Viewer
from bot.storage.database import Database
from tests.conftest import KEYS
from tests.console.office import PASSWORD, Clock, OfficeAtWork

WHO = (
    "anonymous",
    "expired",
    "ended",
    "stranger",
    "competitor",
    "elsewhere",
    "member",
    "collector",
    "leader",
    "here",
    "officer",
    "admin",
)
"""`stranger`: of another team; `competitor`: leads one of another organisation; `elsewhere` and
`here`: officers of another local office and of the lead's."""

NAMES = {
    "stranger": "la",
    "competitor": "viettel",
    "elsewhere": "hoi-an",
    "member": "hoa",
    "collector": "thu",
    "leader": "truong",
    "here": "tam-ky",
    "officer": "can-bo",
    "admin": "sep",
}
SEE_IT = ("member", "collector", "leader", "here", "officer", "admin")


@dataclass
class Built:
    """A database file, the time in it, and cookie and form token of each who had signed in."""

    path: Path
    now: datetime
    signed_in: dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory, migrated_file):
    path = shutil.copyfile(migrated_file, tmp_path_factory.mktemp("busy") / "bot.db")
    database = Database(f"sqlite:///{path}", KEYS)
    office = OfficeAtWork(database)
    office.begin()
    fill(office)
    signed_in = {}

    def sits(who, desk):
        token = desk.token()
        signed_in[who] = (desk.client.get_cookie("session").value, token)

    sits("expired", office.staff("sep"))
    office.clock.pass_by(seconds=IDLE + 1)
    sits("ended", office.staff("sep"))
    office.staff("sep").post("/account/end-sessions")
    for who, name in NAMES.items():
        sits(who, office.staff(name))
    office.close()
    database.close()
    return Built(path, office.clock(), signed_in)


@pytest.fixture
def busy(built, tmp_path):
    """A copy of the office in which every route has something to show."""
    path = shutil.copyfile(built.path, tmp_path / "bot.db")
    database = Database(f"sqlite:///{path}", KEYS)
    opened = OfficeAtWork(database, Clock(built.now))
    yield opened
    opened.close()
    database.close()


@pytest.fixture
def desk_of(built, busy):
    """Gives the desk at which somebody sits already, and the token of its forms."""

    def give(who):
        desk = busy.visitor()
        if who not in built.signed_in:
            return desk, desk.token()
        cookie, token = built.signed_in[who]
        desk.client.set_cookie("session", cookie)
        return desk, token

    return give


def fill(office):
    """Let a lead of Hoa's team wait, beside other teams and units, a campaign and an export."""
    office.tree()
    office.user("can-bo", "officer")
    office.user("truong", "leader", 1)
    office.user("la", "member", office.team("an-phu", "Phường An Phú"))
    rival = office.team("viettel-1", "Phường Hội An")
    office.organisation("Viettel Đà Nẵng", rival)
    office.user("viettel", "leader", rival)
    post = office.organisation("Bưu điện Đà Nẵng", 1)
    office.user("thu", "collector", 1, card="BD-01", organisation_id=post)
    office.user("tam-ky", "officer", unit_id=office.unit("BHXH Tam Kỳ", "Phường Bàn Thạch"))
    office.user("hoi-an", "officer", unit_id=office.unit("BHXH Hội An", "Phường Hội An"))
    office.lead(
        person="one",
        former_ward="Phường Tân Thạnh",
        ward="Phường Bàn Thạch",
        province="Thành phố Đà Nẵng",
    )
    office.asks_for_a_human("one")
    sep = office.staff("sep")
    sep.post(
        "/campaigns",
        code="dot-1",
        name="Đợt 1",
        begins="2026-11-20",
        ends="2026-11-30",
        **{"rank_by": "count", "target-1": "15"},
    )
    office.staff("hoa").post("/campaigns/dot-1/joins", entry_id=new_id(), team=1, kind="new")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exports, "AT_ONCE", 0)
        sep.post("/leads/export", format="csv")
    Exports(office.services).once()
    boss, now = Viewer(1, "admin"), office.clock()
    office.database.write(lambda session: import_jobs.ask(session, boss, (), "a.xlsx", now))


def expected(route, who):
    """Give the status: pages are shown, forms lead on or are refused for what they hold."""
    if route.path.startswith("/join"):
        return {410}  # without an invitation's key
    if route.needs == OPEN:
        return {200, 302} if route.method == "GET" else {403}
    if who in ("anonymous", "expired", "ended"):
        return {302} if route.method == "GET" else {401}
    needs = {
        ADMIN: ("admin",),
        WHOLE: ("admin", "officer"),
        OFFICE: ("admin", "officer", "here", "elsewhere"),
        LEADER: ("leader", "competitor"),
    }
    allowed = needs.get(route.needs, WHO)
    if route.path.startswith("/members"):
        allowed = ("leader", "admin")
    of_a_team = route.path.startswith(("/leads/<code>", "/conversations", "/campaigns/<code>"))
    if route.path.startswith(("/exports/<int", "/leads/import/<int")) and who != "admin":
        return {404}  # the administrator asked for it
    if who not in allowed or (who not in SEE_IT and of_a_team):
        return {404}
    return {200, 302, 422}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_checks_who_asks(busy, desk_of, route):
    path = filled(route.path)
    for who in WHO:
        busy.asks_for_a_human("one")
        desk, token = desk_of(who)
        if route.method == "GET":
            answer = desk.get(path)
        else:
            answer = desk.post(path, token, do="enable", name="x", text="Chào", status="new")
        assert answer.status_code in expected(route, who), (who, answer.data[:500])
        if answer.status_code == 302 and who in ("anonymous", "expired", "ended"):
            assert answer.headers["Location"].startswith("/staff/sign-in")
        if who not in SEE_IT:
            assert "Đặng Thị Bé".encode() not in answer.data


def filled(path):
    """Give the path of what `busy` holds."""
    code = "dot-1" if path.startswith("/campaigns") else "KH-000001"
    number = "2" if path.startswith(("/users", "/members")) else "1"  # Hoa
    path = re.sub(r"<int.*?>", number, path).replace("<code>", code)
    return path.replace("<key>", "x").replace("<topic>", "tax")


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if route.method == "POST"],
    ids=lambda route: route.path,
)
def test_a_form_that_is_not_ours_changes_nothing(busy, desk_of, route):
    desk, _ = desk_of("admin")
    for given in ("", "forged", busy.visitor().token()):
        data = {"csrf_token": given, "do": "disable"}
        answer = desk.client.post(f"/staff{filled(route.path)}", data=data)
        assert answer.status_code == 400
        assert "mở lại trang" in answer.text


def test_a_wrong_method_is_refused_in_vietnamese(busy):
    answer = busy.staff("sep").client.get("/staff/leads/KH-000001/follow-up")
    assert answer.status_code in (404, 405)


def test_the_session_lives_while_one_works_and_not_by_its_own_polling(busy):
    desk = busy.staff("sep")
    busy.clock.pass_by(seconds=IDLE - 60)
    assert desk.get("/leads").status_code == 200
    busy.clock.pass_by(seconds=IDLE - 60)
    assert desk.get("/waiting/count").status_code == 200
    busy.clock.pass_by(seconds=120)
    answer = desk.get("/leads")
    assert answer.status_code == 302
    assert "hết hạn" in desk.client.get(answer.headers["Location"]).text


def test_a_part_of_a_page_is_not_replaced_by_the_sign_in_page_when_the_session_is_over(desk_of):
    desk, _ = desk_of("ended")
    answer = desk.client.get("/staff/exports/1/state", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (401, "")


def test_a_session_ends_after_a_day_however_busy(busy):
    desk = busy.staff("sep")
    for _ in range(24):
        busy.clock.pass_by(hours=1)
        assert desk.get("/leads").status_code == 200
    busy.clock.pass_by(minutes=1)
    assert desk.get("/leads").status_code == 302


def test_signing_in_leads_back_to_the_page_that_was_asked_for(busy):
    desk = busy.visitor()
    location = desk.get("/leads?status=new").headers["Location"]
    form = desk.client.get(location).text
    wanted = re.search(r'name="next" value="([^"]*)"', form)[1]
    assert desk.sign_in("sep", next=wanted).headers["Location"] == "/staff/leads?status=new"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/staff", "/staff\\@evil", "/other"]
)
def test_signing_in_never_leads_elsewhere(busy, wanted):
    assert busy.visitor().sign_in("sep", next=wanted).headers["Location"] == "/staff/"


def test_many_attempts_from_one_address_are_stopped(busy):
    desk = busy.visitor()
    token = desk.token()
    answers = [
        desk.post("/sign-in", token, username="nobody", password="x").status_code for _ in range(31)
    ]
    assert answers == [403] * 30 + [429]
    assert desk.post("/sign-in", token, username="sep", password=PASSWORD).status_code == 429


def test_signing_out_ends_the_session(busy):
    desk = busy.staff("sep")
    desk.post("/sign-out")
    assert desk.get("/leads").status_code == 302
    assert busy.audit("signed-out")


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(busy):
    desk, thief = busy.staff("sep"), busy.visitor()
    cookie = desk.client.get_cookie("session").value
    desk.post("/sign-out")
    thief.client.set_cookie("session", cookie)
    assert thief.get("/leads").status_code == 302


def test_another_password_ends_the_other_sessions(busy):
    phone, desk = busy.staff("sep"), busy.staff("sep")
    answer = desk.post(
        "/account/password", old=PASSWORD, new="mot-mat-khau-khac", again="mot-mat-khau-khac"
    )
    assert answer.status_code == 302
    assert phone.get("/leads").status_code == 302
    assert desk.get("/leads").status_code == 200
    assert busy.visitor().sign_in("sep", "mot-mat-khau-khac").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "mot-mat-khau-khac", "mot-mat-khau-khac", "hiện tại không đúng"),
        (PASSWORD, "mot-mat-khau-khac", "khac", "chưa giống nhau"),
        (PASSWORD, "ngan", "ngan", "10 ký tự"),
    ],
)
def test_a_password_that_cannot_be_set_is_explained(busy, old, new, again, said):
    answer = busy.staff("sep").post("/account/password", old=old, new=new, again=again)
    assert answer.status_code == 422
    assert said in answer.text


def test_cookies_and_headers_keep_others_out(sqlite_database):
    office = OfficeAtWork(sqlite_database, settings={"PUBLIC_URL": "https://bhxh.example"})
    office.user("sep")
    answer = office.visitor().get("/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "<int" in route.path], ids=lambda route: route.path
)
def test_a_number_that_no_row_can_have_is_not_found(desk_of, route):
    path = re.sub("<int.*?>", "9" * 20, route.path).replace("<code>", "dot-1")
    desk, token = desk_of("admin")
    answer = desk.get(path) if route.method == "GET" else desk.post(path, token)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "query", ["from=0001-01-01", "to=9999-12-31", f"team={'9' * 20}", f"page={'9' * 20}"]
)
def test_a_filter_out_of_all_sense_does_not_narrow(office, query):
    office.lead("Bé")
    answer = office.staff("sep").get(f"/leads?{query}")
    assert answer.status_code == 200
    assert "Bé" in answer.text


def test_an_account_for_a_team_that_no_row_can_be_is_explained(office):
    answer = office.staff("sep").post("/users", username="moi", role="member", team="9" * 20)
    assert answer.status_code == 422
    assert "cần thuộc một tổ" in answer.text
