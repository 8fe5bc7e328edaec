"""Before a visit the person hears who will come and from which organisation.

The message goes into the conversation that left the lead, within the platform's window. Where it
cannot, staff read why on the lead's page and are asked to phone.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console import show
from bot.console.desk import Desk
from bot.console.replies import closed_because
from bot.conversation.messages import Choice, Reply
from bot.delivery import inbox, outbox
from bot.leads.calendar import day_of
from bot.leads.viewers import Viewer
from bot.leads.visitors import visitor
from bot.storage.models import OutboxMessage
from bot.storage.outreach import Lead, LeadEvent, User

TEXTS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
AGREED = "visit-agreed"


def tell(works: Desk, session: Session, codes: Sequence[str], viewer: Viewer) -> None:
    """Tell the people of these leads who comes, where it is new to them."""
    session.flush()
    for lead in session.scalars(select(Lead).where(Lead.code.in_(codes), Lead.status == AGREED)):
        _tell(works, session, lead, viewer)


def standing(works: Desk, session: Session, lead: Lead) -> str:
    """Say whether the person knows who comes, and what staff are to do; "" without a visit."""
    if lead.status != AGREED:
        return ""
    if lead.next_step_on is None:
        return str(TEXTS["no_day"])
    if lead.next_step_on < day_of(works.clock()):
        return ""
    if lead.assignee is None:
        return str(TEXTS["nobody"])
    told = _last_told(session, lead)
    if told is None or not told.body or _words(told) not in _versions(works, session, lead):
        return _by_phone(works, session, lead, _closed(works, session, lead))
    if told.status == outbox.SENT:
        return str(TEXTS["sent"].format(at=show.moment(told.sent_at)))
    if told.status in (outbox.WAITING, outbox.SENDING):
        return str(TEXTS["sending"])
    return _by_phone(works, session, lead, told.error or "")


def _tell(works: Desk, session: Session, lead: Lead, viewer: Viewer) -> None:
    now, conversation = works.clock(), lead.conversation
    if lead.assignee is None or lead.next_step_on is None or lead.next_step_on < day_of(now):
        return
    if conversation is None or _closed(works, session, lead):
        return
    first, changed = _versions(works, session, lead)
    earlier = _last_told(session, lead)
    failed = earlier is not None and earlier.status in (outbox.DEAD, outbox.DROPPED)
    if earlier is not None and not failed and _words(earlier) in (first, changed):
        return
    choices = tuple(Choice(title, payload) for title, payload in TEXTS["buttons"])
    reply = Reply(changed if earlier else first, choices)
    outbox_id = outbox.add(session, conversation.id, reply, now, origin=outbox.NOTICE)
    inbox.make_due(session, [conversation.id], now)
    facts = _facts(works, session, lead)
    event = LeadEvent(
        lead_id=lead.id, kind=f"told:{outbox_id}", text=TEXTS["noted"].format(**facts),
        created_at=now,
    )  # fmt: skip
    event.user_id = viewer.user_id
    session.add(event)


def _closed(works: Desk, session: Session, lead: Lead) -> str:
    """Say why no message can go to the person of a lead; "" when it can."""
    if lead.conversation is None:
        return str(TEXTS["no_conversation"])
    if lead.conversation.stopped_at is not None:
        return str(TEXTS["stopped"])
    return closed_because(session, works.channels, lead.conversation, works.clock())


def _by_phone(works: Desk, session: Session, lead: Lead, why: str) -> str:
    return str(TEXTS["by_phone"].format(why=why, **_facts(works, session, lead)))


def _versions(works: Desk, session: Session, lead: Lead) -> tuple[str, str]:
    """Give the message as a first one, and as one that changes another."""
    text = str(TEXTS["visit"].format(**_facts(works, session, lead)))
    return text, f"{TEXTS['changed']}{text}"


def _facts(works: Desk, session: Session, lead: Lead) -> dict[str, str]:
    assert lead.assignee is not None, "only asked where somebody is assigned"
    return {
        "visitor": _visitor(works, session, lead.assignee),
        "name": lead.name,
        "day": show.day(lead.next_step_on),
        "hotline": works.office.hotline,
    }


def _visitor(works: Desk, session: Session, user: User) -> str:
    """Give who comes: name, organisation and, where it is known, card number."""
    who = visitor(session, user)
    facts = {**vars(who), "organisation": who.organisation or works.office.name}
    return str(TEXTS["with_card" if who.card else "without_card"].format(**facts)).rstrip(",")


def _last_told(session: Session, lead: Lead) -> OutboxMessage | None:
    """Give the last message of this kind that went out for the lead."""
    kinds = session.scalars(
        select(LeadEvent.kind)
        .where(LeadEvent.lead_id == lead.id, LeadEvent.kind.startswith("told:"))
        .order_by(LeadEvent.id.desc())
        .limit(1)
    ).one_or_none()
    return session.get(OutboxMessage, int(kinds.removeprefix("told:"))) if kinds else None


def _words(message: OutboxMessage) -> str:
    return Reply.from_json(json.loads(message.body)).text if message.body else ""
