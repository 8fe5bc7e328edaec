"""Campaigns are won by what the office confirmed, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.conversation.effects import DataErasureAsked, ReferredBy
from bot.leads import campaigns, demo, follow_up, joins, leaderboard, links, papers, work
from bot.leads.campaign_results import by_day, by_team, results
from bot.leads.campaigns import CampaignForm
from bot.leads.errors import LeadsError
from bot.leads.follow_up import FollowUp
from bot.leads.joins import Report
from bot.leads.leaderboard import Standing, ranked
from bot.leads.links import LinkForm
from bot.leads.viewers import Viewer
from bot.storage.campaigns import Campaign, Join
from bot.storage.outreach import Lead
from tests.console.office import OfficeAtWork

OFFICE = Viewer(None, "officer")
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PERIOD = (date(2026, 11, 20), date(2026, 11, 30))
TWO_DAYS = (date(2026, 11, 23), date(2026, 11, 24))


class Race:
    """A campaign of two teams."""

    def __init__(self, database, rank_by="count"):
        self.office = OfficeAtWork(database)
        self.a = self.office.team("a", "Phường Tân Thạnh")
        self.b = self.office.team("b")
        self.write(
            lambda session: (
                campaigns.create_campaign(
                    session,
                    "dot-1",
                    CampaignForm("Đợt 1", *PERIOD, rank_by, {self.a: 15, self.b: 10}),
                    NOW,
                ).id
            )
        )

    def write(self, change):
        return self.office.database.write(change)

    def campaign(self, session):
        return campaigns.find_campaign(session, "dot-1")

    def report(self, team=None, viewer=None, **said):
        team = team or self.a
        who = viewer or Viewer(None, "member", team)
        return self.write(
            lambda session: (
                joins.report(
                    session, self.campaign(session), team, Report(**said), who, self.office.clock()
                ).id
            )
        )

    def confirm(self, number, receipt="", code="", viewer=OFFICE, kind="new"):
        """Confirm, with an insurance code of its own where the test gives none."""
        code = code or f"79{number:08}"
        self.see(number, Report(kind=kind, receipt=receipt, insurance_code=code), viewer)

    def see(self, number, seen, viewer=OFFICE):
        self.write(
            lambda session: joins.confirm(
                session, self.campaign(session), number, seen, viewer, self.office.clock()
            )
        )

    def refuse(self, number, reason="Thiếu biên lai"):
        self.write(
            lambda session: joins.refuse(
                session, self.campaign(session), number, reason, OFFICE, self.office.clock()
            )
        )

    def board(self):
        with self.office.database.read() as session:
            return leaderboard.board(session, self.campaign(session))

    def row(self, team):
        return next(row for row in self.board().rows if row.team_id == team)


@pytest.fixture
def race(database):
    return Race(database)


def test_a_join_counts_once_the_office_has_confirmed_it(race):
    number = race.report(receipt="bl-1")
    assert (race.row(race.a).new, race.row(race.a).reported) == (0, 1)
    race.confirm(number)
    assert (race.row(race.a).new, race.row(race.a).reported) == (1, 0)
    assert race.office.audit("join-confirmed")


def test_without_a_receipt_nothing_is_confirmed(race):
    number = race.report()
    with pytest.raises(LeadsError, match="biên lai"):
        race.confirm(number)
    race.confirm(number, "BL-1", "79 1234 5678")
    assert race.row(race.a).new == 1


def test_a_new_participant_is_confirmed_with_the_insurance_code_only(race):
    number = race.report(receipt="BL-1")
    with pytest.raises(LeadsError, match="mã số BHXH"):
        race.see(number, Report(kind="new"))
    race.see(number, Report(kind="renewed"))
    assert (race.row(race.a).new, race.row(race.a).others) == (0, 1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("BL-0012", "bl 12", True),
        ("BL0012", "BL-12", True),
        ("  0000123 ", "123", True),
        ("ＡＢ１２", "ab12", True),
        ("AA/26 000120", "AA/26 00012", False),
        ("1-11", "11-1", False),
        ("100", "1", False),
    ],
)
def test_a_receipt_is_one_however_it_is_written(race, one, other, same):
    race.report(receipt=one)
    if same:
        with pytest.raises(LeadsError, match="đã được báo"):
            race.report(race.b, receipt=other)
    else:
        race.report(race.b, receipt=other)


def test_a_receipt_without_a_number_is_none(race):
    with pytest.raises(LeadsError, match="phải có chữ số"):
        race.report(receipt="chưa có")


def other_campaign(race):
    race.write(
        lambda session: campaigns.create_campaign(
            session,
            "dot-2",
            CampaignForm("Đợt 2", *TWO_DAYS, "count", {race.a: 5, race.b: 5}),
            NOW,
        )
    )

    def report(kind, code):
        said = Report(kind=kind, joined_on=TWO_DAYS[0], insurance_code=code)
        race.write(
            lambda session: joins.report(
                session, campaigns.find_campaign(session, "dot-2"), race.b, said, OFFICE, NOW
            )
        )

    return report


def test_a_person_is_new_once_and_may_renew_in_a_later_campaign(race):
    report = other_campaign(race)
    race.report(insurance_code="7912345678")
    with pytest.raises(LeadsError, match="Mã số BHXH này đã được báo"):
        report("new", "7912345678")
    report("renewed", "7912345678")
    with pytest.raises(LeadsError, match="Mã số BHXH này đã được báo"):
        report("moved", "7912345678")


def test_a_person_with_two_leads_is_reported_once(race):
    first = race.office.lead(person="zalo", former_ward="Phường Tân Thạnh")
    second = race.office.lead(person="facebook", former_ward="Phường Tân Thạnh")
    change(race, first, status="joined", receipt="BL-1")
    with pytest.raises(LeadsError, match="Người này đã được báo"):
        change(race, second, status="joined", receipt="BL-2")


def test_of_two_that_bring_the_same_receipt_at_the_same_time_one_counts(race, monkeypatch):
    race.report(receipt="BL-1")
    monkeypatch.setattr(papers, "_taken", lambda *_: False)  # as if both had looked before
    with pytest.raises(LeadsError, match="vừa được báo"):
        race.report(race.b, receipt="BL-1")


def test_a_join_is_attributed_to_the_code_that_brought_it(race):
    race.write(lambda session: links.create(session, "TK05", LinkForm("chat", campaign_id=1), NOW))
    race.confirm(race.report(receipt="BL-1", link="tk 05"))
    race.report(receipt="BL-2", link="TK05")
    with race.office.database.read() as session:
        assert joins.confirmed_by_link(session, [1]) == {1: 1}
    with pytest.raises(LeadsError, match="Không có mã “TK99”"):
        race.report(link="TK99")


def test_a_lead_that_came_by_a_code_joins_by_it(race):
    race.write(
        lambda session: links.create(
            session, "TK05", LinkForm("chat", campaign_id=1, team_id=race.a), NOW
        )
    )
    number = race.office.conversation("one")
    race.office.apply(number, ReferredBy("TK05"))
    code = race.office.lead(person="one")
    change(race, code, status="joined", receipt="BL-1")
    race.confirm(1)
    with race.office.database.read() as session:
        assert joins.confirmed_by_link(session, [1]) == {1: 1}


def test_a_receipt_and_an_insurance_code_are_good_for_one_join(race):
    race.report(receipt="BL-1", insurance_code="7912345678")
    with pytest.raises(LeadsError, match="Biên lai BL-1 đã được báo"):
        race.report(race.b, receipt=" bl-1 ")
    with pytest.raises(LeadsError, match="Mã số BHXH này đã được báo"):
        race.report(race.b, receipt="BL-2", insurance_code="791 234 5678")
    with pytest.raises(LeadsError, match="10 chữ số"):
        race.report(race.b, insurance_code="123")


def test_what_the_office_refuses_frees_its_papers_and_says_why(race):
    number = race.report(receipt="BL-1", insurance_code="7912345678")
    with pytest.raises(LeadsError, match="lý do"):
        race.refuse(number, " ")
    race.refuse(number)
    race.report(race.b, receipt="BL-1", insurance_code="7912345678")
    with race.office.database.read() as session:
        [join] = joins.of_team(session, 1, race.a)
    assert (join.status, join.refused_because) == ("refused", "Thiếu biên lai")


def test_what_is_decided_stays_decided(race):
    number = race.report(receipt="BL-1")
    race.confirm(number)
    with pytest.raises(LeadsError, match="đã được xử lý"):
        race.refuse(number)
    with pytest.raises(LeadsError, match="Không có lượt"):
        race.confirm(99, "BL-9")


def test_a_team_reports_for_itself_and_confirms_nothing(race):
    with pytest.raises(LeadsError, match="tổ của mình"):
        race.report(race.b, Viewer(None, "member", race.a))
    number = race.report(receipt="BL-1")
    with pytest.raises(LeadsError, match="Chỉ cán bộ"):
        race.confirm(number, viewer=Viewer(None, "member", race.a))


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"joined_on": date(2026, 11, 19)}, "thời gian chiến dịch"),
        ({"joined_on": date(2026, 11, 25)}, "không sau hôm nay"),
        ({"kind": "other"}, "Chọn loại"),
    ],
)
def test_what_cannot_be_is_not_kept(race, said, complaint):
    with pytest.raises(LeadsError, match=complaint):
        race.report(**said)


def test_a_team_outside_the_campaign_does_not_take_part(race):
    other = race.office.team("c")
    with pytest.raises(LeadsError, match="không tham gia"):
        race.report(other)


def test_renewed_and_moved_in_ones_are_counted_apart(race):
    for place, kind in enumerate(("new", "renewed", "moved")):
        race.confirm(race.report(kind=kind, receipt=f"BL-{place}"), kind=kind)
    assert (race.row(race.a).new, race.row(race.a).others) == (1, 2)


def standing(team_id, new, target=15):
    return Standing(0, team_id, f"Tổ {team_id}", target, new, 0)


def test_ties_share_a_rank_and_the_next_one_is_skipped():
    rows = ranked([standing(1, 5), standing(2, 9), standing(3, 5), standing(4, 2)], "count")
    assert [(row.rank, row.team_id) for row in rows] == [(1, 2), (2, 1), (2, 3), (4, 4)]


def test_a_campaign_may_rank_by_the_share_of_the_target():
    rows = [standing(1, 12, 15), standing(2, 9, 10)]
    assert [row.team_id for row in ranked(rows, "count")] == [1, 2]
    assert [row.team_id for row in ranked(rows, "share")] == [2, 1]


@pytest.mark.parametrize(("count", "percent"), [(21, 140), (19, 126), (15, 100), (14, 93), (0, 0)])
def test_per_cents_are_cut_never_rounded_up(count, percent):
    assert standing(1, count).percent == percent


def test_the_demo_campaign_is_that_of_the_article(database):
    database.write(lambda session: demo.add_demo(session, NOW))
    with database.read() as session:
        campaign = session.scalars(select(Campaign)).one()
        board = leaderboard.board(session, campaign)
        days = by_day(results(session, campaign))
    shown = {row.name: (row.new, row.percent) for row in board.rows}
    assert (board.new, board.target, board.percent, len(board.rows)) == (217, 195, 111, 13)
    assert shown["An Phú"] == (21, 140)
    assert shown["Tân Thạnh"] == (19, 126)
    assert shown["An Xuân"] == (15, 100)
    assert board.rows[0].name == "An Phú"
    assert list(days) == [date(2026, 11, 21 + n) for n in range(3)]
    assert sum(counts["new"] for counts in days.values()) == 217
    database.write(demo.remove_demo)
    with database.read() as session:
        assert session.scalars(select(Campaign)).all() == []
        assert session.scalars(select(Join)).all() == []


def change(race, code, **wish):
    race.write(
        lambda session: follow_up.follow_up(
            session, code, FollowUp(**wish), Viewer(None, "member", race.a), race.office.clock()
        )
    )


def test_a_lead_that_joins_is_reported_for_its_team(race):
    code = race.office.lead(former_ward="Phường Tân Thạnh")
    change(race, code, status="joined", receipt="BL-1")
    assert race.row(race.a).reported == 1
    change(race, code, status="joined", receipt="BL-2")
    assert race.row(race.a).reported == 1
    with race.office.database.read() as session:
        assert session.scalars(select(Join.receipt)).all() == ["BL-2"]
        assert session.scalars(select(Lead.campaign)).all() == ["Đợt 1"]
    change(race, code, status="later")
    assert race.row(race.a).reported == 0


def test_a_confirmed_join_cannot_be_taken_back_by_the_team(race):
    code = race.office.lead(former_ward="Phường Tân Thạnh")
    change(race, code, status="joined", receipt="BL-1")
    race.confirm(1)
    with pytest.raises(LeadsError, match="đã xác nhận"):
        change(race, code, status="later")
    with race.office.database.read() as session:
        assert session.scalars(select(Lead.status)).one() == "joined"


def test_a_join_outside_any_campaign_is_just_a_status(race):
    race.office.clock.pass_by(days=30)
    code = race.office.lead(former_ward="Phường Tân Thạnh")
    change(race, code, status="joined")
    assert race.board().reported == 0


def test_erased_people_stay_counted_without_their_papers(race):
    number = race.office.conversation("one")
    code = race.office.lead(person="one", former_ward="Phường Tân Thạnh")
    change(race, code, status="joined", receipt="BL-1")
    race.confirm(1, code="7912345678")
    race.office.apply(number, DataErasureAsked())
    assert race.row(race.a).new == 1
    with race.office.database.read() as session:
        join = session.scalars(select(Join)).one()
    assert (join.lead_id, join.receipt, join.insurance_hash) == (None, None, None)


def test_the_days_work_is_set_not_added(race):
    member = Viewer(None, "member", race.a)

    today = NOW.date()

    def note(day=today, viewer=member, at=NOW, **numbers):
        race.write(
            lambda session: work.note(
                session, race.campaign(session), race.a, day, numbers, viewer, at, NOW
            )
        )

    note(households=10, leaflets=30)
    note(households=12, leaflets=30)
    note(today - timedelta(days=1), households=5)
    with race.office.database.read() as session:
        sums = by_team(results(session, race.campaign(session)))
    assert sums[race.a]["households"] == 17
    assert sums[race.a]["leaflets"] == 30
    note(at=NOW - timedelta(hours=3), households=99)  # written before, sent later
    with race.office.database.read() as session:
        assert by_team(results(session, race.campaign(session)))[race.a]["households"] == 17
    with pytest.raises(LeadsError, match="từ 0"):
        note(households=-1)
    with pytest.raises(LeadsError, match="không sau hôm nay"):
        note(today + timedelta(days=1), households=1)
    with pytest.raises(LeadsError, match="tổ của mình"):
        note(viewer=Viewer(None, "member", race.b), households=1)


@pytest.mark.parametrize(
    ("code", "name", "begins", "ends", "rank_by", "target", "complaint"),
    [
        ("", "X", 1, 2, "count", 5, "mã và tên"),
        ("x", "", 1, 2, "count", 5, "mã và tên"),
        ("a b", "X", 1, 2, "count", 5, "viết liền"),
        ("demo-1", "X", 1, 2, "count", 5, "minh họa"),
        ("dot-1", "X", 1, 2, "count", 5, "Đã có"),
        ("x", "X", 2, 1, "count", 5, "kết thúc"),
        ("x", "X", None, 1, "count", 5, "kết thúc"),
        ("x", "X", 1, 2, "luck", 5, "xếp hạng"),
        ("x", "X", 1, 2, "count", 0, "ít nhất một tổ"),
        ("x", "X", 1, 2, "count", 10**6, "quá lớn"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(
    race, code, name, begins, ends, rank_by, target, complaint
):
    days = [date(2026, 12, day) if day else None for day in (begins, ends)]
    with pytest.raises(LeadsError, match=complaint):
        race.write(
            lambda session: campaigns.create_campaign(
                session, code, CampaignForm(name, *days, rank_by, {race.a: target}), NOW
            )
        )


def alter(race, name="Đợt 1", period=PERIOD, rank_by="count", **targets):
    wanted = {race.a: 15, race.b: 10} | {getattr(race, key): n for key, n in targets.items()}
    race.write(
        lambda session: campaigns.change_campaign(
            session, race.campaign(session), CampaignForm(name, *period, rank_by, wanted)
        )
    )


def test_a_campaign_may_get_another_name_period_ranking_and_targets(race):
    code = race.office.lead(former_ward="Phường Tân Thạnh")
    change(race, code, status="joined", receipt="BL-1")
    alter(race, "Đợt mới", TWO_DAYS, "share", a=20)
    board = race.board()
    assert {row.team_id: row.target for row in board.rows} == {race.a: 20, race.b: 10}
    with race.office.database.read() as session:
        campaign = race.campaign(session)
        assert (campaign.name, campaign.begins, campaign.rank_by) == (
            "Đợt mới",
            TWO_DAYS[0],
            "share",
        )
        assert session.scalars(select(Lead.campaign)).all() == ["Đợt mới"]


def test_what_was_reported_stays_in_the_campaign(race):
    race.report(joined_on=date(2026, 11, 21))
    with pytest.raises(LeadsError, match="ngoài thời gian"):
        alter(race, period=TWO_DAYS)
    with pytest.raises(LeadsError, match="không bỏ khỏi chiến dịch"):
        alter(race, a=0)
    alter(race, b=0)
    assert [row.team_id for row in race.board().rows] == [race.a]
