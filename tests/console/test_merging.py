"""Merging two leads on their pages."""

import re

import pytest


@pytest.fixture
def pair(office):
    """Two leads of Hoa's team on one phone."""
    office.lead("Đặng Thị Bé", former_ward="Phường Tân Thạnh", birth_year=1970)
    office.lead("Chị Bé", former_ward="Phường Tân Thạnh", call_time="Buổi tối")
    return office


def chosen(page):
    return dict(re.findall(r'name="from-(\w+)" value="(\w+)" checked', page))


def test_two_leads_are_seen_side_by_side_and_become_one_and_two_again(pair):
    desk = pair.staff("sep")
    assert "Cùng một người?" in desk.get("/leads/KH-000002").text
    page = desk.get("/leads/KH-000002/merge?other=KH-000001").text
    assert "KH-000001 (ở lại)" in page
    picked = chosen(page)
    assert picked == {"name": "kept", "birth_year": "kept", "call_time": "gone"}
    fields = {f"from-{key}": side for key, side in picked.items()}
    answer = desk.post("/leads/KH-000001/merge", other="KH-000002", **fields)
    assert answer.headers["Location"].endswith("/leads/KH-000001")
    page = desk.get("/leads/KH-000001").text
    assert "Đã gộp vào khách này" in page
    assert "Từ khách đã gộp" in page
    assert "Tiện nghe: buổi tối" in page
    assert desk.get("/leads").text.count('class="whole"') == 1
    assert "Đặng Thị Bé</h1>" in desk.get("/leads/KH-000002").text
    desk.post("/leads/KH-000001/unmerge")
    assert desk.get("/leads").text.count('class="whole"') == 2
    assert [entry.target for entry in pair.audit("leads-merged")] == ["KH-000001"]
    assert [entry.detail["codes"] for entry in pair.audit("merge-undone")] == ["KH-000002"]


def test_a_double_click_merges_once(pair):
    desk = pair.staff("sep")
    token = desk.token()
    desk.post("/leads/KH-000001/merge", token, other="KH-000002")
    answer = desk.post("/leads/KH-000001/merge", token, other="KH-000002")
    assert answer.status_code == 422
    assert len(pair.audit("leads-merged")) == 1


def test_a_member_sees_no_merging_and_cannot_forge_it(pair):
    desk = pair.staff("hoa")
    assert "Cùng một người?" not in desk.get("/leads/KH-000001").text
    answer = desk.post("/leads/KH-000001/merge", other="KH-000002")
    assert answer.status_code == 422
    assert "tổ trưởng" in answer.text
    assert pair.audit("leads-merged") == []


def test_the_page_without_another_lead_says_what_to_do(pair):
    desk = pair.staff("sep")
    for other in ("", "?other=KH-999999", "?other=KH-000001"):
        answer = desk.get(f"/leads/KH-000001/merge{other}")
        assert answer.status_code == 422
        assert "cùng số" in answer.text
