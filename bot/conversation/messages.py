"""What people and the bot say to each other, without a platform's words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a person (or a colleague on the platform) did."""

    TEXT = "text"
    CHOICE = "choice"  # quick reply, postback or menu entry: `payload` says which
    ATTACHMENT = "attachment"
    LOCATION = "location"
    INFO = "info"  # details handed over by a platform's form
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    REFERRAL = "referral"
    REACTION = "reaction"
    EDIT = "edit"
    DELETE = "delete"
    COMMENT = "comment"
    STAFF = "staff"  # a colleague wrote from the Page inbox or OA Manager
    ECHO = "echo"  # a bot's own send coming back, `echo_of` = outbox id where the platform keeps it
    NOTICE = "notice"  # kept for the record, needs no answer


ACTS = frozenset(
    {
        Kind.TEXT,
        Kind.CHOICE,
        Kind.ATTACHMENT,
        Kind.LOCATION,
        Kind.INFO,
        Kind.FOLLOW,
        Kind.REFERRAL,
    }
)
"""What a person does that asks for an answer and opens the platform's window (refused by default:
reactions, edits).
"""


@dataclass(frozen=True)
class Attachment:
    """A file or sticker: `type` is image, audio, video, file, sticker, gif, link or contact."""

    type: str
    url: str = ""


@dataclass(frozen=True)
class Inbound:
    """One event from a person, parsed by its channel."""

    kind: Kind
    text: str = ""
    payload: str = ""
    message_id: str = ""
    ref: str = ""
    attachments: tuple[Attachment, ...] = ()
    info: Mapping[str, str] = field(default_factory=dict)
    echo_of: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Choice:
    """A button under a message. `payload` comes back as if the person had typed it."""

    title: str
    payload: str


@dataclass(frozen=True)
class Card:
    """One thing of a list, such as a place: for platforms that show cards with a call button.

    `line` is how it stands in the reply's text, which says all of it for the others. `phone` is
    E.164; empty where nobody can be called.
    """

    title: str
    subtitle: str
    line: str
    phone: str = ""


@dataclass(frozen=True)
class Reply:
    """One message of the bot. Channels split long texts and number choices they cannot show."""

    text: str
    choices: tuple[Choice, ...] = ()
    ask_phone: bool = False  # the platform's own helper to hand over a phone number
    notice: bool = False  # goes out even while a human has the conversation
    comment_id: str = ""  # the one private answer to this public comment
    hides: bool = False  # nothing is said: the comment is hidden from the public
    cards: tuple[Card, ...] = ()  # what is listed in the text
    picture: Mapping[str, Any] | None = None
    """What to draw beside the text: `kind`, `data` and `on` (the day of the figures) as pictures
    describe them; `alt`, the words for who does not see it; `pdf`, where a page to print is.
    """

    @property
    def alt(self) -> str:
        """The words that stand for the picture; empty without one."""
        return str(self.picture.get("alt", "")) if self.picture else ""

    @property
    def in_words(self) -> str:
        """The text, with what the picture shows where there is one."""
        return f"{self.text}\n[Hình: {self.alt}]".strip() if self.picture else self.text

    def to_json(self) -> dict[str, Any]:
        """Give the form kept in the outbox, which the next version must still read."""
        on_comment = {"comment_id": self.comment_id, "hides": self.hides} if self.comment_id else {}
        return {
            "text": self.text,
            "choices": [[choice.title, choice.payload] for choice in self.choices],
            "ask_phone": self.ask_phone,
            **on_comment,
            **({"cards": [asdict(card) for card in self.cards]} if self.cards else {}),
            **({"picture": dict(self.picture)} if self.picture else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Reply":
        """Read the outbox form; fields that are missing have their defaults."""
        choices = tuple(Choice(title, payload) for title, payload in data.get("choices", ()))
        return cls(
            data["text"],
            choices,
            bool(data.get("ask_phone", False)),
            comment_id=data.get("comment_id", ""),
            hides=bool(data.get("hides", False)),
            cards=tuple(Card(**card) for card in data.get("cards", ())),
            picture=data.get("picture"),
        )
