"""What an office changes holds for every message accepted after the change, in every process."""

from datetime import UTC, date, datetime, timedelta

from bot.conversation.messages import Inbound, Kind
from bot.conversation.state import State
from bot.conversation.turn import Person, Turn
from bot.directory import store
from bot.directory.entries import Point
from bot.directory.workbook import Draft
from bot.leads import accounts, campaigns, organisations, passwords, teams
from bot.leads.campaigns import CampaignForm
from bot.leads.organisations import Place
from bot.live import LiveContent
from bot.storage.models import ContentChange
from tests.conversations.play import OFFICE

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def change(database, kind: str, key: str, **value: object) -> None:
    row = ContentChange(kind=kind, key=key, value=value, author="thử", created_at=NOW)
    database.write(lambda session: session.add(row))


def answer(live: LiveContent, text: str, now: datetime = NOW) -> str:
    inbound = Inbound(Kind.TEXT, text=text)
    turn = Turn(State(), inbound, now, Person("webchat"), OFFICE, live.parameters(now))
    return live.handle(turn).replies[0].text


def test_a_law_value_added_by_staff_is_in_the_next_answer_of_other_processes(database):
    here, elsewhere = LiveContent(database), LiveContent(database)
    assert "2.600.000 đ" not in answer(elsewhere, "mức thu nhập cao nhất được chọn là bao nhiêu")
    change(
        database,
        "law-value",
        "reference_level",
        since="2026-12-01",
        value=2_600_000,
        document="Nghị định minh họa",
        article="Điều 1",
        mark="V",
    )
    for live in (here, elsewhere):
        assert live.parameters(NOW).at("reference_level", date(2026, 12, 2)) == 2_600_000
    assert "52.000.000 đ" in answer(elsewhere, "mức thu nhập cao nhất được chọn là bao nhiêu")


def test_a_taught_phrasing_is_understood_by_other_processes(database):
    live = LiveContent(database)
    assert "Lương hưu = " not in answer(live, "vụ sổ xanh ông già")
    change(database, "phrasing", "pension-amount", text="vụ sổ xanh ông già")
    assert "Lương hưu = " in answer(live, "vu so xanh ong gia")


def test_a_change_that_cannot_be_read_never_stops_the_answers(database):
    live = LiveContent(database)
    change(database, "law-value", "no_such_parameter", since="2026-12-01", value=1)
    change(database, "law-value", "reference_level", since="not a day", value=1)
    change(database, "phrasing", "pension-amount")
    assert "22%" in answer(live, "mức đóng bao nhiêu một tháng")


def test_an_imported_directory_is_in_the_next_answer_of_other_processes(database):
    live = LiveContent(database)
    asked = "Phường Bàn Thạch đăng ký tại chỗ nào vậy?"
    assert "Bưu điện Mẫu" not in answer(live, asked)
    point = Point("collection", "Bưu điện Mẫu", "1 Đường Thử", "Phường Bàn Thạch", OFFICE.province)
    draft = Draft((point,), None)
    database.write(lambda session: store.keep(session, draft, "thử", NOW))
    assert "Bưu điện Mẫu" in answer(live, asked)


def test_a_collector_who_came_for_a_campaign_is_none_in_the_first_answer_after_it(database):
    live, today = LiveContent(database), date(2026, 11, 24)
    asked = "có chị Nguyễn Thị Mẫu thẻ số DN-0777 tới thu tiền có thật không"

    def hired(session) -> None:
        team = teams.create_team(session, "to-1", "Tổ 1", (), NOW)
        form = CampaignForm("Đợt 1", today, today, "count", {team.id: 15})
        campaign = campaigns.create_campaign(session, "dot-1", form, NOW)
        user = accounts.create_user(
            session,
            "thu",
            passwords.NONE,
            "collector",
            NOW,
            full_name="Nguyễn Thị Mẫu",
            campaign=campaign,
        )
        post = organisations.create(session, "Bưu điện", NOW)
        place = Place(organisation_id=post.id, card="DN-0777")
        organisations.settle(session, user, place, "thử", NOW)

    database.write(hired)
    assert " CÓ trong danh sách" in answer(live, asked)
    assert " CÓ trong danh sách" not in answer(live, asked, NOW + timedelta(days=1))
