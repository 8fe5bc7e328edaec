"""Each role sees exactly what is its own, on both databases."""

import pytest
from sqlalchemy import select

from bot.leads import assigning, scope, units
from bot.leads.assigning import Target
from bot.leads.viewers import Viewer
from bot.storage.models import Conversation
from bot.storage.outreach import Lead, Team, User
from bot.storage.units import Unit
from tests.console.office import OfficeAtWork

PROVINCE = "Thành phố Đà Nẵng"
BAN_THACH, HOI_AN, TAM_KY = "Phường Bàn Thạch", "Phường Hội An", "Phường Tam Kỳ"


@pytest.fixture
def office(database):
    """Two local offices, one of which took a third over; the office's team, the post's, Viettel's.

    The post's collector has no team and one lead of the post's ward.
    """
    opened = OfficeAtWork(database)
    opened.tree()
    opened.user("sep")
    opened.user("can-bo", "officer")
    tam_ky = opened.unit("BHXH Tam Kỳ", BAN_THACH)
    opened.user("tam-ky", "officer", unit_id=tam_ky)
    opened.user("hoi-an", "officer", unit_id=opened.unit("BHXH Hội An", HOI_AN))
    former = opened.unit("BHXH Phú Ninh", TAM_KY)
    for code, ward in (("nha", BAN_THACH), ("post", HOI_AN), ("viettel", TAM_KY)):
        team = opened.team(code, ward)
        opened.user(f"{code}-truong", "leader", team)
        opened.user(f"{code}-tv", "member", team)
        opened.lead(f"Khách {code}", f"+8490500000{team}", ward=ward, province=PROVINCE)
    post = opened.organisation("Bưu điện", 2)
    opened.organisation("Viettel", 3)
    opened.user("thu", "collector", organisation_id=post, card="BD-0123")
    opened.lead("Khách của thu", "+84905000009", ward=HOI_AN, province=PROVINCE)
    day, now = opened.clock().date(), opened.clock()
    database.write(lambda session: units.merge(session, former, tam_ky, day, now) and None)

    def give(session):
        thu = session.scalars(select(User).where(User.username == "thu")).one()
        lead = session.scalars(select(Lead).where(Lead.name == "Khách của thu")).one()
        boss = Viewer.of(session.get_one(User, 1))
        assigning.give(session, [lead.code], Target(user_id=thu.id), boss, now)

    database.write(give)
    yield opened
    opened.close()


ALL = {"nha", "post", "viettel", "của thu"}
TEAMS = {"nha", "post", "viettel"}
SEEN = (  # who, the leads, the teams, how many accounts, the offices in the tree
    ("sep", ALL, TEAMS, 11, {"BHXH Tam Kỳ", "BHXH Hội An", "BHXH Phú Ninh"}),
    ("can-bo", ALL, TEAMS, 11, {"BHXH Tam Kỳ", "BHXH Hội An", "BHXH Phú Ninh"}),
    ("tam-ky", {"nha", "viettel"}, {"nha", "viettel"}, 5, {"BHXH Tam Kỳ", "BHXH Phú Ninh"}),
    ("hoi-an", {"post", "của thu"}, {"post"}, 3, {"BHXH Hội An"}),
    ("nha-truong", {"nha"}, {"nha"}, 2, set()),
    ("nha-tv", {"nha"}, {"nha"}, 2, set()),
    ("post-truong", {"post"}, {"post"}, 2, set()),
    ("viettel-tv", {"viettel"}, {"viettel"}, 2, set()),
    ("thu", {"của thu"}, {"post"}, 1, set()),
)


def test_each_role_sees_exactly_what_is_its_own(office):
    with office.database.read() as session:
        everybody = session.scalars(select(Lead)).all()
        for who, leads, teams, accounts, offices in SEEN:
            viewer = Viewer.of(session.scalars(select(User).where(User.username == who)).one())
            found = session.scalars(select(Lead).where(scope.leads(viewer))).all()
            assert {lead.name.removeprefix("Khách ") for lead in found} == leads, who
            open_to = [lead for lead in everybody if scope.may_see(session, viewer, lead)]
            assert set(open_to) == set(found), who
            talks = select(Conversation.id).where(scope.conversations(viewer))
            assert set(session.scalars(talks)) == {lead.conversation_id for lead in found}, who
            assert set(session.scalars(select(Team.code).where(scope.teams(viewer)))) == teams, who
            users = session.scalars(select(User.id).where(scope.users(viewer))).all()
            assert len(users) == accounts, who
            units_seen = set(session.scalars(select(Unit.name).where(scope.units(viewer))))
            assert {name for name in units_seen if "BHXH" in name} >= offices, who
            assert ("BHXH Hội An" in units_seen) is ("BHXH Hội An" in offices), who
            assert bool(units_seen) is bool(offices), who
