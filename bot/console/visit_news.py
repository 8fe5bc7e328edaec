"""Before a visit the person hears who will come and from which organisation, or that nobody will.

The message goes into the conversation that left the lead, within the platform's window. Where it
cannot, staff read why on the lead's page and are asked to phone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.console import show
from bot.console.desk import Desk
from bot.console.replies import closed_because
from bot.conversation.messages import Choice, Reply
from bot.delivery import inbox, outbox
from bot.leads.calendar import day_of
from bot.leads.statuses import CLOSED
from bot.leads.viewers import Viewer
from bot.leads.visitors import visitor
from bot.storage.models import OutboxMessage
from bot.storage.outreach import Lead, LeadEvent, User

TEXTS: Mapping[str, Any] = yaml.safe_load(
    Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)
AGREED = "visit-agreed"
TOLD, CALLED_OFF = "told:", "off:"  # kinds of events; the outbox id of what was said follows
ON_THE_WAY = (outbox.WAITING, outbox.SENDING)
NOT_SENT = (outbox.DEAD, outbox.DROPPED)


@dataclass(frozen=True)
class Visit:
    """Who was to come, in words, and when."""

    visitor: str
    day: date


@contextmanager
def telling(
    works: Desk, session: Session, codes: Sequence[str], viewer: Viewer, *, met: bool = False
) -> Iterator[None]:
    """Tell the people of these leads what the change in the block means for their visits.

    They hear who comes where that is new to them, and that nobody comes where a visit is off.
    `met`: the change is what came of meeting the person, who knows it then.
    """
    query = select(Lead).where(Lead.code.in_(codes))
    before = {lead.id: _visit(works, session, lead) for lead in session.scalars(query)}
    yield
    session.flush()
    for lead in session.scalars(query):
        was = before.get(lead.id)
        if _visit(works, session, lead):
            _tell(works, session, lead, viewer)
        elif was and not met and not _took_place(works, lead, was):
            _call_off(works, session, lead, was, viewer)


def standing(works: Desk, session: Session, lead: Lead) -> str:
    """Say whether the person knows who comes, or that nobody does, and what staff are to do.

    "" where there is nothing to know.
    """
    if lead.status != AGREED:
        return _called_off(session, lead)
    if lead.next_step_on is None:
        return f"{_called_off(session, lead)} {TEXTS['no_day']}".strip()
    if lead.next_step_on < day_of(works.clock()):
        return ""
    if lead.assignee is None:
        return f"{_called_off(session, lead)} {TEXTS['nobody']}".strip()
    told = _last_told(session, lead)
    if told is None or not told.body or _words(told) not in _versions(works, session, lead):
        return _by_phone(works, session, lead, _closed(works, session, lead))
    if told.status == outbox.SENT:
        return str(TEXTS["sent"].format(at=show.moment(told.sent_at)))
    if told.status in ON_THE_WAY:
        return str(TEXTS["sending"])
    return _by_phone(works, session, lead, told.error or "")


def _visit(works: Desk, session: Session, lead: Lead) -> Visit | None:
    """Give the visit that is agreed and still to come, None where nobody or no day is known."""
    day = lead.next_step_on
    if lead.status != AGREED or lead.assignee is None or day is None or day < day_of(works.clock()):
        return None
    return Visit(_visitor(works, session, lead.assignee), day)


def _took_place(works: Desk, lead: Lead, visit: Visit) -> bool:
    """Whether the change is what the visit came to: noted on its day, and nothing is left to do."""
    return visit.day == day_of(works.clock()) and lead.status in CLOSED


def _tell(works: Desk, session: Session, lead: Lead, viewer: Viewer) -> None:
    first, changed = _versions(works, session, lead)
    earlier = _last_told(session, lead)
    failed = earlier is not None and earlier.status in NOT_SENT
    if earlier is not None and not failed and _words(earlier) in (first, changed):
        return
    _drop_held(session, earlier)
    if _closed(works, session, lead):
        return
    text = changed if earlier else first
    noted = TEXTS["noted"].format(**_facts(works, session, lead))
    _say(works, session, lead, viewer, TOLD, text, TEXTS["buttons"], noted)


def _call_off(works: Desk, session: Session, lead: Lead, was: Visit, viewer: Viewer) -> None:
    """Say that nobody comes; where no message can go, the history asks staff to phone."""
    _drop_held(session, _last_told(session, lead))
    facts = {"visitor": was.visitor, "day": show.day(was.day), "hotline": works.office.hotline}
    if why := _closed(works, session, lead):
        noted = TEXTS["called_off_by_phone"].format(why=why, **facts)
        _note(session, lead, viewer, CALLED_OFF, noted, works)
        return
    text, noted = (str(TEXTS[key].format(**facts)) for key in ("called_off", "called_off_noted"))
    _say(works, session, lead, viewer, CALLED_OFF, text, TEXTS["called_off_buttons"], noted)


def _say(
    works: Desk,
    session: Session,
    lead: Lead,
    viewer: Viewer,
    kind: str,
    text: str,
    buttons: Sequence[Sequence[str]],
    noted: str,
) -> None:
    """Put a message into the lead's conversation and a line about it into the history."""
    now, conversation = works.clock(), lead.conversation
    assert conversation is not None, "asked before by _closed"
    reply = Reply(text, tuple(Choice(title, payload) for title, payload in buttons))
    outbox_id = outbox.add(session, conversation.id, reply, now, origin=outbox.NOTICE)
    inbox.make_due(session, [conversation.id], now)
    _note(session, lead, viewer, f"{kind}{outbox_id}", noted, works)


def _note(session: Session, lead: Lead, viewer: Viewer, kind: str, text: str, works: Desk) -> None:
    event = LeadEvent(lead_id=lead.id, kind=kind, text=text, created_at=works.clock())
    event.user_id = viewer.user_id
    session.add(event)


def _drop_held(session: Session, message: OutboxMessage | None) -> None:
    """What waits for the person to write is no longer true."""
    if message is not None and message.status == outbox.HELD:
        outbox.settle_unsent(session, message.id, outbox.DROPPED, TEXTS["outdated"])


def _called_off(session: Session, lead: Lead) -> str:
    """Say whether the person heard that nobody comes, until staff write something after it."""
    query = select(LeadEvent).where(LeadEvent.lead_id == lead.id).order_by(LeadEvent.id.desc())
    event = session.scalar(query.limit(1))
    if event is None or not event.kind.startswith(CALLED_OFF):
        return ""
    number = event.kind.removeprefix(CALLED_OFF)
    said = session.get(OutboxMessage, int(number)) if number else None
    if said is None:
        return "" if number else event.text
    if said.status == outbox.SENT:
        return str(TEXTS["called_off_sent"].format(at=show.moment(said.sent_at)))
    if said.status in ON_THE_WAY:
        return str(TEXTS["called_off_sending"])
    return str(TEXTS["called_off_failed"].format(why=said.error or ""))


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
    """Give the last message that told of the visit; None where none did, or it was called off."""
    kind = session.scalars(
        select(LeadEvent.kind)
        .where(
            LeadEvent.lead_id == lead.id,
            or_(LeadEvent.kind.startswith(TOLD), LeadEvent.kind.startswith(CALLED_OFF)),
        )
        .order_by(LeadEvent.id.desc())
        .limit(1)
    ).one_or_none()
    if kind is None or not kind.startswith(TOLD):
        return None
    return session.get(OutboxMessage, int(kind.removeprefix(TOLD)))


def _words(message: OutboxMessage) -> str:
    return Reply.from_json(json.loads(message.body)).text if message.body else ""
