"""The staff's page of codes and QR pictures."""

from bot.leads import links
from bot.leads.links import LinkForm


def make(office, code="TK05", **form):
    asked = {"code": code, "target": "zalo", "title": "Tờ rơi chợ", "team": "1", **form}
    return office.staff("sep").post("/links", **asked)


def test_the_office_makes_a_code_for_a_team_and_its_team_sees_it(office):
    office.user("la", "member", office.team("an-phu", "Phường An Phú"))
    assert make(office).status_code == 302
    assert "TK05" in office.staff("hoa").get("/links").text
    assert "TK05" not in office.staff("la").get("/links").text
    assert office.audit("link-changed")[0].target == "TK05"


def test_what_was_typed_wrongly_is_explained_and_kept(office):
    answer = make(office, "KP12")
    assert answer.status_code == 422
    assert "hai chữ cái" in answer.text
    assert 'value="Tờ rơi chợ"' in answer.text
    assert make(office, team_until="mai").status_code == 422
    assert make(office, number="99").status_code == 422


def test_the_target_changes_and_the_code_stays(office):
    make(office)
    make(office, number="1", target="call", phone="0905 111 222")
    page = office.staff("sep").get("/links").text
    assert "Gọi điện 0905 111 222" in page
    assert page.count("<h2>TK05") == 1


def test_the_pictures_hold_the_public_address(sqlite_database):
    from tests.console.office import OfficeAtWork

    office = OfficeAtWork(sqlite_database, settings={"PUBLIC_URL": "https://bhxh.example/"})
    office.user("sep")
    office.database.write(
        lambda session: links.create(session, "TK05", LinkForm("chat"), office.clock())
    )
    desk = office.staff("sep")
    assert "https://bhxh.example/q/TK05" in desk.get("/links").text
    svg, png = desk.get("/links/qr.svg?code=TK05"), desk.get("/links/qr.png?code=TK05")
    assert (svg.mimetype, png.mimetype) == ("image/svg+xml", "image/png")
    assert svg.data.lstrip().startswith(b"<?xml")
    assert png.data.startswith(b"\x89PNG")
    assert desk.get("/links/leaflet.pdf?code=TK05").data.startswith(b"%PDF")


def test_another_team_gets_no_picture(office):
    office.user("la", "member", office.team("an-phu", "Phường An Phú"))
    make(office)
    assert office.staff("hoa").get("/links/qr.svg?code=TK05").status_code == 200
    assert office.staff("la").get("/links/qr.svg?code=TK05").status_code == 302
