"""A turn goes in, an outcome comes out: the contract between delivery and the handlers."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.conversation.effects import Effect
from bot.conversation.messages import Inbound, Reply
from bot.conversation.state import State
from bot.law.values import Parameters


@dataclass(frozen=True)
class Office:
    """The office that speaks: what citizens may read about it."""

    name: str
    hotline: str
    address: str
    hours: str
    province: str
    lead_months: int = 24  # how long a lead's details are kept
    handover_minutes: int = 30  # how long the bot stays silent for a colleague who does not answer


@dataclass(frozen=True)
class LeadView:
    """A lead that this conversation left, as its person may see it (phone masked)."""

    code: str
    name: str
    phone_last: str
    place: str
    status: str
    call_time: str = ""
    for_whom: str = ""
    ward: str = ""  # of today; "" where it is not known
    province: str = ""


@dataclass(frozen=True)
class VisitView:
    """A visit that was agreed with this person: who comes, "" for what is not known, and when."""

    name: str
    organisation: str
    card: str
    day: date


@dataclass(frozen=True)
class Person:
    """A snapshot of who is talking.

    `with_human`: the person wants a human (`waiting_since`) or a human talks with them already.
    """

    channel: str
    with_human: bool = False
    waiting_since: datetime | None = None
    stopped: bool = False
    leads: tuple[LeadView, ...] = ()
    visits: tuple[VisitView, ...] = ()  # past ones too


@dataclass(frozen=True)
class Turn:
    """All that a handler may know. No clock, no database, no network."""

    state: State
    inbound: Inbound
    now: datetime
    person: Person
    office: Office
    parameters: Parameters
    received_at: datetime | None = None  # our time of receipt; None where nobody counts messages
    newer_waits: bool = False  # in a flood: the person wrote more meanwhile


@dataclass(frozen=True)
class Outcome:
    """What a turn leads to: the new state, replies in order, effects.

    `again_at`: the event is not answered yet, it comes up again then. `kept_text`: what is kept of
    a message that held numbers of papers, None where all of it is.
    """

    state: State
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = field(default_factory=tuple)
    again_at: datetime | None = None
    kept_text: str | None = None
