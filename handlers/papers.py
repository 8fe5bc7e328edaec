"""Numbers of papers (identity card, insurance book) that people type: not kept, and said so."""

import re
from dataclasses import replace

from bot.conversation.turn import Outcome
from faq.details import PHONE
from faq.text import clean
from handlers.wording import texts

TEXTS = texts("papers")
_LABEL = (
    r"(?:(?:số|so)\s+)?(?:cccd|cmnd|cmt|căn cước(?: công dân)?|can cuoc(?: cong dan)?|"
    r"(?:mã số|ma so|số|so|mã|ma|sổ)?\s*bhxh)\s*(?:là|la|:)?\s*"
)
_LABELLED = re.compile(rf"{_LABEL}$", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d.,])\d(?:[ .-]?\d){8,11}(?![\d.,]?\d)")
_WITH_LABEL = re.compile(rf"{_LABEL}\d(?:[ .-]?\d){{7,11}}(?!\d)", re.IGNORECASE)
_MONEY = re.compile(r"\d{1,3}(?:[. ]\d{3})+")


def hold_papers(text: str) -> bool:
    """Whether a message holds a number of 9 to 12 digits that is neither phone nor money."""
    return without_papers(text) != text


def without_papers(text: str) -> str:
    """Give the message without such numbers; "" when there was nothing else."""

    def drop(match: re.Match[str]) -> str:
        number = match.group()
        keep = PHONE.fullmatch(number) or _MONEY.fullmatch(number)
        round_sum = number.isdigit() and number.endswith("000")
        return number if keep or round_sum else ""

    cleaned = _NUMBER.sub(drop, _WITH_LABEL.sub("", text))
    if cleaned == text:
        return text
    return _LABELLED.sub("", clean(cleaned)).strip(" ,.;:-–")


def warned(outcome: Outcome) -> Outcome:
    """Say before the reply that numbers of papers are not to be sent here."""
    first = replace(outcome.replies[0], text=f"{TEXTS['warning']}\n{outcome.replies[0].text}")
    return replace(outcome, replies=(first, *outcome.replies[1:]))
