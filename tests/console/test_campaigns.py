"""The pages of a campaign, for a member and for the office."""

import io
import re
import shutil
import subprocess

import openpyxl
import pytest

from bot.console.door.entry import new_id
from bot.conversation.effects import ReferredBy
from bot.leads.demo import add_demo

CODE = "7912345678"


@pytest.fixture
def race(office):
    """An office with a campaign of Hoa's team and another."""
    office.team("an-phu")
    office.staff("sep").post(
        "/campaigns",
        code="dot-1",
        name="Đợt 1",
        begins="2026-11-20",
        ends="2026-11-30",
        rank_by="count",
        **{"target-1": "15", "target-2": "10"},
    )
    return office


def words_of(pdf):
    """Give the words of a PDF in the order of reading."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def shown(page):
    """Give team, count and per cent of each row of the leaderboard."""
    rows = re.findall(
        r'<th scope="row">(Tổ [^<]+)</th>.*?<strong>(\d+)</strong>.*?"Đạt"[^>]*>(\d+) %',
        page,
        re.DOTALL,
    )
    return [(name, int(count), int(percent)) for name, count, percent in rows]


def test_from_the_report_of_a_member_to_the_leaderboard(race):
    hoa, sep = race.staff("hoa"), race.staff("sep")
    for receipt in ("BL-1", "BL-2"):
        answer = hoa.post(
            "/campaigns/dot-1/joins", entry_id=new_id(), team=1, kind="new", receipt=receipt
        )
        assert answer.status_code == 302
    page = sep.get("/campaigns/dot-1").text
    assert "Chờ xác nhận: 2 lượt" in page
    assert shown(page) == [("Tổ tan-thanh", 0, 0), ("Tổ an-phu", 0, 0)]
    confirmed = {"do": "confirm", "receipt": "BL-1", "insurance_code": CODE}
    sep.post("/campaigns/dot-1/joins/1", **confirmed)
    sep.post("/campaigns/dot-1/joins/2", do="refuse", reason="Biên lai của đợt trước")
    page = hoa.get("/campaigns/dot-1").text
    assert shown(page) == [("Tổ tan-thanh", 1, 6), ("Tổ an-phu", 0, 0)]
    assert "Biên lai của đợt trước" in page
    assert "Chờ xác nhận" not in page
    assert ">1</td>" in hoa.get("/campaigns/dot-1/wall").text.replace("</td>\n", "</td>")
    assert "Tổ tan-thanh" in hoa.get("/campaigns/dot-1/rows").text


def test_a_double_click_on_confirm_counts_once(race):
    race.staff("hoa").post(
        "/campaigns/dot-1/joins", entry_id=new_id(), team=1, kind="new", receipt="BL-1"
    )
    sep = race.staff("sep")
    token = sep.token()
    answers = [
        sep.post(
            "/campaigns/dot-1/joins/1", token, do="confirm", receipt="BL-1", insurance_code=CODE
        ).status_code
        for _ in range(2)
    ]
    assert answers == [302, 422]
    assert shown(sep.get("/campaigns/dot-1").text)[0][1] == 1


def test_a_receipt_reported_twice_is_explained(race):
    hoa = race.staff("hoa")
    hoa.post("/campaigns/dot-1/joins", entry_id=new_id(), team=1, kind="new", receipt="BL-1")
    answer = hoa.post(
        "/campaigns/dot-1/joins", entry_id=new_id(), team=1, kind="new", receipt="bl-1"
    )
    assert answer.status_code == 422
    assert "BL-1 đã được báo" in answer.text


def test_a_member_cannot_report_or_note_for_another_team(race):
    hoa = race.staff("hoa")
    assert (
        hoa.post("/campaigns/dot-1/joins", entry_id=new_id(), team=2, kind="new").status_code == 422
    )
    assert (
        hoa.post("/campaigns/dot-1/work", entry_id="entry-0001", team=2, households=1).status_code
        == 422
    )


def test_the_days_work_is_noted_and_shown(race):
    hoa = race.staff("hoa")
    assert (
        hoa.post(
            "/campaigns/dot-1/work", entry_id="entry-0001", team=1, households="12", leaflets=""
        ).status_code
        == 302
    )
    page = hoa.get("/campaigns/dot-1").text
    assert 'name="households" value="12"' in page
    assert re.search(r'data-label="Hộ đã đến" class="number">12<', page)
    again = hoa.post("/campaigns/dot-1/work", entry_id="entry-0001", team=1, households="99")
    assert again.status_code == 302  # the same entry again changes nothing
    assert 'name="households" value="12"' in hoa.get("/campaigns/dot-1").text
    assert (
        hoa.post("/campaigns/dot-1/work", entry_id="entry-0002", team=1, households="x").status_code
        == 422
    )


def test_a_campaign_that_cannot_be_made_keeps_what_was_typed(race):
    answer = race.staff("sep").post(
        "/campaigns",
        code="dot-1",
        name="Đợt hai",
        begins="2026-12-01",
        ends="2026-12-02",
        rank_by="share",
        **{"target-1": "20"},
    )
    assert answer.status_code == 422
    assert 'value="Đợt hai"' in answer.text
    assert 'value="20"' in answer.text


def test_the_office_changes_a_campaign_and_a_member_does_not(race):
    changed = {"name": "Đợt một", "begins": "2026-11-20", "ends": "2026-12-05", "rank_by": "share"}
    assert race.staff("hoa").post("/campaigns/dot-1", **changed).status_code == 404
    sep = race.staff("sep")
    assert sep.post("/campaigns/dot-1", **changed, **{"target-1": "20"}).status_code == 302
    page = sep.get("/campaigns/dot-1").text
    assert "Đợt một" in page
    assert "20/11/2026 – 05/12/2026 · xếp hạng theo tỷ lệ so với chỉ tiêu" in page
    assert 'name="target-1" value="20"' in page
    assert race.audit("campaign-changed")[0].target == "dot-1"
    answer = sep.post("/campaigns/dot-1", **changed)
    assert (answer.status_code, "ít nhất một tổ" in answer.text) == (422, True)


def test_a_campaign_shows_its_teams_and_what_came_by_its_codes(race):
    sep = race.staff("sep")
    sep.post("/links", code="TK05", target="zalo", title="Chợ", campaign="1", team="1")
    number = race.conversation("one")
    race.apply(number, ReferredBy("TK05"))
    race.lead(person="one")
    page = race.staff("hoa").get("/campaigns/dot-1").text
    assert "Tổ tan-thanh</strong> · 1 thành viên" in page
    assert "Phường Tân Thạnh" in page
    assert re.search(r"TK05</strong> · Chợ<span class=\"small\">1 khách, 0 lượt", page)


def test_a_campaign_that_is_not_there_is_not_found(race):
    for path in ("", "/wall", "/rows"):
        assert race.staff("sep").get(f"/campaigns/khong-co{path}").status_code == 404


def test_the_report_holds_standings_work_and_days(race):
    hoa, sep = race.staff("hoa"), race.staff("sep")
    hoa.post("/campaigns/dot-1/joins", entry_id=new_id(), team=1, kind="new", receipt="BL-1")
    hoa.post("/campaigns/dot-1/work", entry_id="entry-0001", team=1, households="12")
    sep.post("/campaigns/dot-1/joins/1", do="confirm", receipt="BL-1", insurance_code=CODE)
    answer = hoa.get("/campaigns/dot-1/report")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    head, first, _, total = list(book["Kết quả"].values)[4:8]
    assert head[:6] == ("Hạng", "Tổ", "Chỉ tiêu", "Người mới", "Đạt (%)", "Đóng lại")
    assert first[:8] == (1, "Tổ tan-thanh", 15, 1, 6, 0, 0, 12)
    assert total[1:8] == ("Cộng", 25, 1, 4, 0, 0, 12)
    assert list(book["Theo ngày"].values)[5][1:5] == (1, 0, 0, 12)
    assert list(book["Tổ từng ngày"].values)[5][1:6] == ("Tổ tan-thanh", 1, 0, 0, 12)


def test_the_report_to_sign_is_a_pdf_with_the_same_figures(race):
    hoa, sep = race.staff("hoa"), race.staff("sep")
    hoa.post("/campaigns/dot-1/joins", entry_id=new_id(), team=1, kind="renewed", receipt="BL-1")
    sep.post("/campaigns/dot-1/joins/1", do="confirm", receipt="BL-1")
    hoa.post(
        "/campaigns/dot-1/work", entry_id="entry-0001", team=1, households="12", leaflets="1234"
    )
    answer = hoa.get("/campaigns/dot-1/report.pdf")
    assert answer.mimetype == "application/pdf"
    words = words_of(answer.data)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words
    assert "KẾT QUẢ CHIẾN DỊCH ĐỢT 1" in words
    assert "Từ ngày 20/11/2026 đến hết ngày 30/11/2026; 2 tổ" in words
    assert "– Tổ tan-thanh 15 0 0 1 0 12 0 0 0 1.234" in words
    assert "24/11/2026 0 1 0 12 0 0 0 1.234" in words
    assert "Đà Nẵng, ngày 24 tháng 11 năm 2026" in words
    assert "NGƯỜI LẬP BIỂU" in words
    assert "THỦ TRƯỞNG ĐƠN VỊ" in words


def test_the_reports_of_the_demo_say_that_they_are_no_real_ones(office):
    office.database.write(lambda session: add_demo(session, office.clock()))
    desk = office.staff("sep")
    assert "DỮ LIỆU MINH HỌA" in words_of(desk.get("/campaigns/demo-tam-ky/report.pdf").data)
    book = openpyxl.load_workbook(io.BytesIO(desk.get("/campaigns/demo-tam-ky/report").data))
    assert book["Kết quả"]["A2"].value == "DỮ LIỆU MINH HỌA"


def test_the_demo_campaign_shows_the_figures_of_the_article(office):
    office.database.write(lambda session: add_demo(session, office.clock()))
    page = office.staff("hoa").get("/campaigns/demo-tam-ky/wall").text
    assert "<strong>217</strong> người mới · 111 % chỉ tiêu 195" in page
    assert "Dữ liệu minh họa" in page


def test_a_join_is_decided_under_the_address_of_its_own_campaign_only(race):
    sep = race.staff("sep")
    days = {"begins": "2026-11-20", "ends": "2026-11-30", "rank_by": "count"}
    sep.post("/campaigns", code="dot-2", name="Đợt 2", **days, **{"target-1": "15"})
    race.staff("hoa").post(
        "/campaigns/dot-1/joins", entry_id=new_id(), team=1, kind="new", receipt="BL-1"
    )
    seen = {"do": "confirm", "receipt": "BL-1", "insurance_code": CODE}
    assert sep.post("/campaigns/dot-2/joins/1", **seen).status_code == 404
    assert sep.post("/campaigns/dot-2/joins/1", do="refuse", reason="sai").status_code == 404
    assert sep.post("/campaigns/dot-1/joins/99", **seen).status_code == 404
    assert sep.post("/campaigns/dot-1/joins/1", **seen).status_code == 302
