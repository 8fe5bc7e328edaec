"""Which team a lead goes to: neighbourhood, former ward, ward, else by turns."""

import pytest

from bot.storage.outreach import Lead
from tests.console.office import OfficeAtWork

TAN_THANH, HOA_THUAN = "Phường Tân Thạnh", "Phường Hòa Thuận"  # both in Bàn Thạch today
BAN_THACH = "Phường Bàn Thạch"
PROVINCE = "Thành phố Đà Nẵng"


@pytest.fixture
def town(sqlite_database):
    office = OfficeAtWork(sqlite_database)
    office.tree()
    return office


def team_of(town, number=0, **place):
    """A person leaves a lead there; gives the code of its team."""
    code = town.lead(f"Người {number}", f"+8490512{number:04}", province=PROVINCE, **place)
    town.clock.pass_by(minutes=1)
    with town.database.read() as session:
        lead = session.query(Lead).filter_by(code=code).one()
        return lead.team.code if lead.team else None


def test_the_neighbourhood_goes_before_the_former_ward_and_that_before_todays(town):
    town.team("phuong-nay", BAN_THACH)
    town.team("phuong-cu", TAN_THANH)
    town.team("khoi-pho", "Khối phố 3, Tân Thạnh")
    here = {"former_ward": TAN_THANH, "ward": BAN_THACH}
    assert team_of(town, 1, hamlet="kp 3", **here) == "khoi-pho"
    assert team_of(town, 2, hamlet="Khối phố 4", **here) == "phuong-cu"
    assert team_of(town, 3, former_ward=HOA_THUAN, ward=BAN_THACH) == "phuong-nay"


def test_a_numbered_neighbourhood_counts_in_its_own_ward_only(town):
    town.team("xa-khac", "Khối phố 3", "Phường An Sơn")
    town.team("noi-khac", "Khối phố 3, Phường An Sơn")
    here = {"former_ward": TAN_THANH, "ward": BAN_THACH}
    assert team_of(town, 1, hamlet="Khối phố 3", **here) is None
    there = {"former_ward": "Phường An Sơn", "ward": "Phường Hương Trà"}
    assert team_of(town, 2, hamlet="Khối phố 3", **there) == "xa-khac"


def test_a_neighbourhood_with_a_name_of_its_own_needs_no_ward(town):
    town.team("doan-trai", "Khối phố Đoan Trai")
    assert team_of(town, 1, hamlet="khối phố Đoan Trai") == "doan-trai"


def test_teams_of_one_place_take_turns(town):
    for code in ("a", "b", "c"):
        town.team(code, TAN_THANH)
    here = {"former_ward": TAN_THANH, "ward": BAN_THACH}
    assert [team_of(town, number, **here) for number in range(5)] == ["a", "b", "c", "a", "b"]


def test_a_lead_of_todays_ward_goes_by_turns_to_the_teams_of_its_former_wards(town):
    town.team("tan-thanh", TAN_THANH)
    town.team("hoa-thuan", HOA_THUAN)
    town.team("xa", "Phường An Sơn")
    assert [team_of(town, number, ward=BAN_THACH) for number in range(3)] == [
        "tan-thanh",
        "hoa-thuan",
        "tan-thanh",
    ]


def test_a_lead_where_no_team_works_is_the_offices(town):
    town.team("tan-thanh", TAN_THANH)
    assert team_of(town, 1, ward="Phường Hải Châu") is None
    assert team_of(town, 2, place="sau chợ") is None
