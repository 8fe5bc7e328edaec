"""Who is told of a lead: only accounts that are in use."""

from datetime import timedelta

from sqlalchemy import select

from bot.hours import parse_hours
from bot.leads import matters
from bot.leads.campaigns import CampaignForm, create_campaign
from bot.storage.notices import StaffNotice
from bot.storage.outreach import User
from tests.console.office import OfficeAtWork

PLAN = matters.Patience(parse_hours("24/7"), timedelta(hours=4), timedelta(hours=4))


def told(office):
    """Let every matter go as far as it can by now; give the names of all who were told so far."""
    while office.database.write(lambda session: matters.advance(session, PLAN, office.clock())):
        pass
    with office.database.read() as session:
        found = select(User.username).join(StaffNotice).order_by(StaffNotice.id)
        return list(session.scalars(found))


def test_who_came_for_a_campaign_is_told_of_no_lead_after_it(sqlite_database):
    office = OfficeAtWork(sqlite_database)
    office.user("sep")
    team = office.team("tan-thanh", "Phường Tân Thạnh")
    helper, today = office.user("lan", "leader", team), office.clock().date()

    def hired(session):
        form = CampaignForm("Đợt 1", today, today, "count", {team: 15})
        campaign = create_campaign(session, "dot-1", form, office.clock())
        session.get_one(User, helper).campaign_id = campaign.id

    office.database.write(hired)
    office.lead(former_ward="Phường Tân Thạnh")
    assert told(office) == ["lan"]
    office.clock.pass_by(days=1)
    office.lead("Người khác", "+84905000002", former_ward="Phường Tân Thạnh")
    assert told(office) == ["lan", "sep", "sep"], "both leads are the office's now"
