"""Large exports are made in the background, by whichever engine process is free."""

import csv
import io
import re
from datetime import timedelta

import openpyxl
import pytest

from bot.console import exports
from bot.delivery import exports as working
from bot.delivery.exports import Exports
from bot.leads import export_jobs, jobs, queries
from bot.leads.export import TITLES
from bot.storage.exports import Export, ExportPart


@pytest.fixture
def large(office, monkeypatch):
    """An office whose three leads are too many to come at once."""
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    monkeypatch.setattr(working, "NOTE_EVERY", 1)
    monkeypatch.setattr(queries, "CHUNK", 1)
    monkeypatch.setattr(working, "PART", 100)
    for number, name in enumerate(("Đặng Thị Bé", "Nguyễn Tèo", "Bé Ba")):
        office.lead(name, f"+8490512345{number}", former_ward="Phường Tân Thạnh")
    return office


def asked(desk, kind="csv", **wanted):
    """Ask for a file and give the path of its page."""
    answer = desk.post("/leads/export", format=kind, **wanted)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix("/staff")


def status(office, number=1):
    with office.database.read() as session:
        return session.get(Export, number).status


def parts(office):
    with office.database.read() as session:
        return session.query(ExportPart).count()


def test_a_large_export_is_made_while_its_page_tells_how_far_it_is(large):
    desk = large.staff("sep")
    path = asked(desk)
    assert "Đang chờ" in desk.get(path).text
    assert "hx-get" in desk.get(f"{path}/state").text
    assert desk.get(f"{path}/file").status_code == 404
    assert Exports(large.services).once()
    page = desk.get(path).text
    assert "3 khách" in page
    assert "hx-get" not in desk.get(f"{path}/state").text
    answer = desk.get(f"{path}/file")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == list(TITLES)
    assert [row[2] for row in rows[1:]] == ["Đặng Thị Bé", "Nguyễn Tèo", "Bé Ba"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert re.search(r'filename="khach-quan-tam-20261124-0900.csv"', str(answer.headers))
    assert [entry.detail["rows"] for entry in large.audit("exported")] == [3]
    assert len(large.audit("export-taken")) == 1
    assert path in desk.get("/exports").text


def test_a_workbook_in_the_background_follows_the_filter_on_the_screen(large):
    desk = large.staff("sep")
    query = re.search(r'name="q" value="([^"]+)"', desk.search("bé").text)[1]
    path = asked(desk, "xlsx", q=query)
    assert Exports(large.services).once()
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{path}/file").data))
    names = [row[2] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert names == ["Đặng Thị Bé", "Bé Ba"]
    assert "bé" not in str(large.audit("exported")[0].detail)


def test_the_file_holds_what_its_owner_may_see_and_nobody_else_gets_it(large):
    large.lead("Của tổ khác", "+84905999999")
    desk = large.staff("hoa")
    path = asked(desk)
    Exports(large.services).once()
    assert "Của tổ khác" not in desk.get(f"{path}/file").data.decode()
    other = large.staff("sep")
    for part in ("", "/state", "/file"):
        assert other.get(path + part).status_code == 404
    assert other.post(f"{path}/cancel").status_code == 404
    assert path not in other.get("/exports").text


def test_nothing_of_a_file_can_be_read_in_the_database(large):
    asked(large.staff("sep"))
    Exports(large.services).once()
    raw = large.database.engine.raw_connection()
    stored = b"".join(row[0] for row in raw.execute("SELECT data FROM export_parts"))
    stored += raw.execute("SELECT wanted FROM exports").fetchone()[0]
    raw.close()
    assert b"0905" not in stored
    assert "Bé".encode() not in stored


def test_a_cancelled_export_stops_and_leaves_nothing(large):
    desk = large.staff("sep")
    path = asked(desk)
    lead = iter(range(10))

    def cancel_in_the_middle():
        if next(lead) == 1:
            desk.post(f"{path}/cancel")
        return False

    Exports(large.services).once(cancel_in_the_middle)
    assert status(large) == "cancelled"
    assert parts(large) == 0
    assert "Đã hủy" in desk.get(path).text
    assert not Exports(large.services).once()


def test_a_process_that_stops_gives_its_export_back_and_another_goes_on(large):
    asked(large.staff("sep"))
    Exports(large.services).once(lambda: True)
    assert status(large) == "waiting"
    Exports(large.services).once()
    assert status(large) == "done"


def test_the_export_of_a_killed_process_is_taken_over_when_its_lease_ends(large):
    desk = large.staff("sep")
    path = asked(desk)
    killed = large.database.write(lambda s: jobs.claim(s, Export, large.clock()))
    large.database.write(lambda s: export_jobs.add_part(s, killed, 0, b"half", large.clock()))
    assert not Exports(large.services).once()
    large.clock.now += jobs.LEASE + timedelta(seconds=1)
    assert Exports(large.services).once()
    assert desk.get(f"{path}/file").data.startswith("\ufeffSTT".encode())
    late = large.database.write(
        lambda s: export_jobs.add_part(s, killed, 9, b"late", large.clock())
    )
    assert late is False


def test_an_export_that_kills_its_process_each_time_has_failed(large):
    desk = large.staff("sep")
    path = asked(desk)
    for _ in range(jobs.MOST_TRIES):
        large.database.write(lambda s: jobs.claim(s, Export, large.clock()))
        large.clock.now += jobs.LEASE + timedelta(seconds=1)
    Exports(large.services).once()
    assert status(large) == "failed"
    assert "Chưa làm được" in desk.get(path).text


def test_files_are_kept_for_a_day(large):
    desk = large.staff("sep")
    path = asked(desk)
    Exports(large.services).once()
    large.clock.pass_by(days=1, minutes=1)
    while large.database.write(lambda s: export_jobs.drop_old(s, large.clock())):
        pass
    assert parts(large) == 0
    assert large.staff("sep").get(path).status_code == 404


def test_a_closed_account_gets_no_file_any_more(large):
    from bot.leads import accounts

    asked(large.staff("hoa"))
    large.database.write(
        lambda s: accounts.set_disabled(
            s, accounts.find_user(s, "hoa").id, large.clock(), disabled=True
        )
    )
    Exports(large.services).once()
    assert status(large) == "cancelled"


def test_too_many_exports_at_once_are_explained(large):
    desk = large.staff("sep")
    for number in range(jobs.MOST_AT_ONCE):
        asked(desk, sort=("name", "contact", "next")[number])
    answer = desk.post("/leads/export", format="csv")
    assert answer.status_code == 422
    assert "Đang làm 3 tệp" in answer.text
    assert len(large.audit("exported")) == 3


def test_a_search_that_cannot_be_read_becomes_no_file_of_everybody(large):
    answer = large.staff("sep").post("/leads/export", format="csv", q="forged")
    assert answer.status_code == 400
    assert large.audit("exported") == []
