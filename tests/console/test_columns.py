"""Columns of the list of leads, saved by each person; the order of the list."""

import re

from bot.leads import column_sets


def heads(page):
    return re.findall(r'<th scope="col">([^<]+)</th>', page.text)


def names(page):
    return re.findall(r'class="whole"[^>]*>([^<]+)<', page.text)


def save(desk, name, *columns):
    token = desk.token()
    fields = {"csrf_token": token, "do": "save", "name": name, "column": list(columns)}
    return desk.client.post("/staff/leads/columns", data=fields)


def test_a_saved_set_of_columns_is_what_its_owner_sees(office):
    code = office.lead(former_ward="Phường Tân Thạnh")
    desk = office.staff("sep")
    usual = heads(desk.get("/leads"))
    desk.post(f"/leads/{code}/follow-up", status="later", reason="Chưa tin")
    assert save(desk, "Gọi điện", "reason", "call_time", "phone").status_code == 302
    page = desk.get("/leads")
    assert heads(page) == ["Khách", "Điện thoại", "Lý do", "Giờ gọi"]
    assert "Chưa tin</td>" in page.text
    assert "Gọi điện" in page.text
    assert heads(office.staff("hoa").get("/leads")) == [t for t in usual if t != "Tổ"]
    desk.post("/leads/columns", do="use")
    assert heads(desk.get("/leads")) == usual
    desk.post("/leads/columns", do="use:1")
    assert heads(desk.get("/leads"))[1:] == ["Điện thoại", "Lý do", "Giờ gọi"]
    desk.post("/leads/columns", do="remove:1")
    assert heads(desk.get("/leads")) == usual


def test_the_same_name_again_changes_the_set(office):
    office.lead()
    desk = office.staff("sep")
    save(desk, "A", "phone")
    save(desk, "A", "need")
    page = desk.get("/leads")
    assert heads(page)[1:] == ["Nhu cầu"]
    assert page.text.count('value="use:') == 1


def test_nobody_touches_the_set_of_another(office):
    office.lead(former_ward="Phường Tân Thạnh")
    desk, other = office.staff("sep"), office.staff("hoa")
    save(desk, "Của sếp", "need")
    other.post("/leads/columns", do="remove:1")
    other.post("/leads/columns", do="use:1")
    assert heads(desk.get("/leads"))[1:] == ["Nhu cầu"]
    assert "Của sếp" not in other.get("/leads").text


def test_a_set_without_name_or_columns_is_explained(office):
    office.lead()
    desk = office.staff("sep")
    assert "Đặt tên" in save(desk, " ", "need").text
    answer = save(desk, "Trống")
    assert answer.status_code == 422
    assert "ít nhất một cột" in answer.text
    assert "ít nhất một cột" in save(desk, "Lạ", "password_hash").text


def test_every_column_can_be_shown(office):
    office.lead(income=3_000_000, support="poor", birth_year=1970, call_time="Buổi tối")
    desk = office.staff("sep")
    save(desk, "Tất cả", *column_sets.COLUMNS)
    page = desk.get("/leads")
    assert heads(page)[1:] == list(column_sets.COLUMNS.values())
    assert "3.000.000" in page.text
    assert "1970" in page.text


def test_the_list_is_sorted_as_asked_and_stays_so_on_the_next_page(office):
    for name in ("Bé", "An", "Chín"):
        office.lead(name, f"+84905{len(name)}23456")
        office.clock.pass_by(minutes=1)
    desk = office.staff("sep")
    desk.post("/leads/KH-000002/follow-up", status="later", next_step_on="2026-11-30")
    desk.post("/leads/KH-000003/follow-up", status="later", next_step_on="2026-11-25")
    for sort, wanted in {
        "newest": ["Chín", "An", "Bé"],
        "oldest": ["Bé", "An", "Chín"],
        "name": ["An", "Bé", "Chín"],
        "next": ["Chín", "An", "Bé"],
        "contact": ["Bé", "An", "Chín"],
        "password": ["Chín", "An", "Bé"],
    }.items():
        assert names(desk.get(f"/leads?sort={sort}")) == wanted, sort
    assert names(desk.search("", sort="name")) == ["An", "Bé", "Chín"]


def test_leads_are_found_by_source(office):
    office.lead("Bé", source="Họp thôn")
    office.lead("Tèo", source="Tờ rơi")
    desk = office.staff("sep")
    assert names(desk.get("/leads?source=Họp thôn")) == ["Bé"]
    assert "nguồn: Họp thôn" in desk.get("/leads?source=Họp thôn").text
