"""What a turn changes outside the conversation; `bot.leads` applies it in the transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ConsentGiven:
    """A person agreed, to the text of `version`, that their details are kept and used."""

    version: str


@dataclass(frozen=True)
class LeadLeft:
    """A person left their details. Only ever made together with consent.

    `phone` is E.164. `income` is in đồng. `for_whom` is "" for oneself, else as written ("mẹ").
    `ward` and `province` are today's units, `former_ward` the one before 1/7/2025.
    """

    name: str
    phone: str
    consent: ConsentGiven
    place: str = ""
    hamlet: str = ""
    ward: str = ""
    former_ward: str = ""
    province: str = ""
    call_time: str = ""
    for_whom: str = ""
    need: str = ""
    birth_year: int | None = None
    sex: str = ""
    income: int | None = None
    support: str = ""
    mode: str = ""
    source: str = ""


@dataclass(frozen=True)
class LeadCorrected:
    """A person changed a lead that this conversation left: fields of LeadLeft → new values."""

    code: str
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class HandOverAsked:
    """A person wants a human. `urgent` cases go to the office, with `reason` for staff."""

    reason: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class DataErasureAsked:
    """A person confirmed that what this conversation left is to be deleted."""


@dataclass(frozen=True)
class MessagesStopped:
    """Nothing may be sent unasked any more."""


@dataclass(frozen=True)
class MessagesResumed:
    """Messages may be sent again."""


@dataclass(frozen=True)
class ReferredBy:
    """A person came by a link or a short code of a team or campaign."""

    ref: str


@dataclass(frozen=True)
class StaffLinkAsked:
    """A member of staff typed the code by which this conversation becomes theirs for notices."""

    code: str


@dataclass(frozen=True)
class NotUnderstood:
    """A message that was not understood; `text` is already masked.

    `decision`: "suggest", "refuse", or "unhelpful" where the answer (its topic or handler is
    `answered`) was not what the person meant.
    """

    text: str
    decision: str
    candidates: tuple[str, ...] = ()
    kind: str = ""
    answered: str = ""


@dataclass(frozen=True)
class Answered:
    """A topic was answered (counted, no text kept)."""

    topic: str


Effect = (
    LeadLeft
    | LeadCorrected
    | HandOverAsked
    | DataErasureAsked
    | MessagesStopped
    | MessagesResumed
    | ReferredBy
    | StaffLinkAsked
    | NotUnderstood
    | Answered
)
