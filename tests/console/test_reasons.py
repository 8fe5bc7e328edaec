"""The list of reasons: administrators edit it, everybody chooses from it."""

from bot.leads import reasons


def offered(page: str) -> list[str]:
    """Give the reasons that a page offers, in their order."""
    return [reason for reason in ("Chưa tin", "Hẹn sau mùa", "Chờ trúng mùa cá") if reason in page]


def test_an_edited_list_is_offered_wherever_a_reason_is_chosen(office):
    code = office.lead(former_ward="Phường Tân Thạnh")
    desk = office.staff("sep")
    assert offered(desk.get("/reasons").text) == ["Chưa tin", "Hẹn sau mùa"]
    text = "  Chờ trúng mùa cá \r\n\r\nchưa tin\r\nChưa tin"
    assert desk.post("/reasons", reasons=text).status_code == 302
    for path in ("/reasons", "/leads", f"/leads/{code}", "/visits"):
        assert offered(desk.get(path).text) == ["Chưa tin", "Chờ trúng mùa cá"], path
    assert [entry.detail for entry in office.audit("reasons-changed")] == [{"count": 2}]


def test_a_lead_keeps_a_reason_that_left_the_list(office):
    code = office.lead(former_ward="Phường Tân Thạnh")
    desk = office.staff("sep")
    desk.post(
        f"/leads/{code}/follow-up", status="later", reason="Hẹn sau mùa", next_step_on="2026-11-24"
    )
    desk.post("/reasons", reasons="Chưa tin")
    assert 'value="Hẹn sau mùa"' in desk.get(f"/leads/{code}").text
    assert 'data-reason="Hẹn sau mùa"' in desk.get("/visits").text
    assert "Đặng Thị Bé" in desk.get("/leads?reason=Hẹn sau mùa").text
    assert "Đặng Thị Bé" not in desk.get("/leads?reason=Chưa tin").text


def test_a_list_that_is_empty_or_endless_is_explained(office):
    desk = office.staff("sep")
    assert "ít nhất một lý do" in desk.post("/reasons", reasons=" \n ").text
    endless = "\n".join(f"Lý do {number}" for number in range(reasons.MOST + 1))
    answer = desk.post("/reasons", reasons=endless)
    assert answer.status_code == 422
    assert "Lý do 40" in answer.text
    assert "Chưa tin" in desk.get("/reasons").text


def test_saving_the_same_list_is_no_change(office):
    desk = office.staff("sep")
    desk.post("/reasons", reasons="\n".join(reasons.FIRST))
    assert office.audit("reasons-changed") == []
