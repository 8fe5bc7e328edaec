"""What handlers share: the law's day, buttons from texts, whether a message is a question."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.messages import Choice
from bot.conversation.turn import Turn
from bot.hours import VIETNAM
from faq.text import fold, words

LONGEST_NUMBER = 18  # digits of a number that a button carries
_ASKING = {"gi", "chi", "j", "sao", "rang", "nao", "mo", "dau", "may", "bao", "khi", "bn", "nhiu"}
_ASKING |= {"bnhiu", "ntn", "khong", "ko", "hong", "hok", "ha", "hay"}
_ANYWHERE = {"human", "privacy"}  # what interrupts a form without being a question
_WISHES = {"gap", "noi chuyen", "ket noi", "xoa du lieu", "xoa thong tin", "du lieu cua toi"}
_WISHES |= {"xoa so dien thoai", "dung nhan", "ngung nhan", "rut lai"}


def today(now: datetime) -> date:
    """Give the law's day of an instant (Asia/Ho_Chi_Minh)."""
    return now.astimezone(VIETNAM).date()


def buttons(pairs: Iterable[Sequence[str]], prefix: str = "") -> tuple[Choice, ...]:
    """Make choices of [title, payload] pairs; `prefix` stands before each payload."""
    return tuple(Choice(title, f"{prefix}{payload}") for title, payload in pairs)


def arguments(payload: str) -> dict[str, str]:
    """Read "income=2000000 mode=monthly" of a button; words without "=" are dropped."""
    return dict(part.split("=", 1) for part in payload.split() if "=" in part)


def whole_number(text: str) -> int | None:
    """Read the whole number that a button carries; None for anything else a person may send."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def is_question(turn: Turn, route: Route, own_handler: str) -> bool:
    """Whether the message asks something of its own instead of answering the form's question."""
    text = turn.inbound.text
    if not (route.sure and route.own) or route.handler == own_handler:
        return False
    if route.handler == "picture" or (route.handler in _ANYWHERE and _wants(text)):
        return True
    return "?" in text or (len(words(text)) > 2 and asks_about(text))


def _wants(text: str) -> bool:
    """Whether a message wishes for a colleague or for its data; "Thị Xóa" is a name."""
    words_said = f" {plain(text)} "
    return any(f" {wish} " in words_said for wish in _WISHES)


def asks_about(text: str) -> bool:
    """Whether a message has a word that asks: "gì", "sao", "bao nhiêu"."""
    return not _ASKING.isdisjoint(word.folded for word in words(text))


def calculated(turn: Turn) -> dict[str, Any]:
    """Give the last calculation ("calculator" and "data"), also when an answer came after it."""
    last = turn.state.memory.get("last") or {}
    if "data" not in last:
        return {}
    return {"calculator": last.get("calculator", last["handler"]), "data": last["data"]}


def plain(text: str) -> str:
    """Give the message folded, without punctuation, for comparison with lists of words."""
    return " ".join(word.folded for word in words(fold(text)))
