"""What the details of a message decide, whatever the model makes of its words.

A sentence with an amount asks what is to be paid; "muốn lương hưu 3 triệu" asks backwards. Where
the model is sure of a topic that is answered, its answer stands.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.conversation.contract import Route
from faq.details import Details
from faq.matcher import Match
from handlers.phrases import known, level_said, named, only_details
from handlers.wording import texts

INTENTS: Mapping[str, Any] = texts("intents")
CALCULATED = frozenset(INTENTS["calculated"])
ABOUT_PAYING = frozenset(INTENTS["about_paying"])
ABOUT_PENSION = frozenset(INTENTS["about_pension"])
ABOUT_WITHDRAWAL = frozenset(INTENTS["about_withdrawal"])
_ABOUT_MONEY = ABOUT_PAYING | ABOUT_PENSION | ABOUT_WITHDRAWAL
SURE = 0.8
_THOUSAND = 1000
_MONEY = (
    r"(?: (?:duoc|luong|huu|tri|moi|hang|thang|mot|khoang|tam|chung|it nhat)){0,6}"
    r" [\d.,]+ ?(?:trieu|tr|cu|ngan|nghin|k|dong|d)?\b(?! nam\b| thang luong)"
)
_WISHED = re.compile(
    r"\b(?:(?:muon|mong|uoc|thich|de)\b(?: \w+){0,4}? (?:nhan|huong)"
    r"|(?:sau nay|mai mot|gia|ve huu)\b(?: \w+){0,3}?"
    r" (?:nhan|huong|(?:muon|mong|de) co))" + _MONEY
)
_PENSION_OF = re.compile(r"\b(?:luong huu|huu|lanh luong) (?:\w+ ){0,3}?\d")


def intent(text: str, details: Details, match: Match) -> Route | None:
    """Give the calculator that a message asks for, None where the model is to decide."""
    said = named(text)
    name = (
        _about_pension(text, said, details, match)
        or _comparison(said, details, match)
        or _about_paying(text, said, details, match)
    )
    return Route(name, {"details": details}) if name else None


def _about_pension(text: str, said: str, details: Details, match: Match) -> str:
    """Wished pension, keep or withdraw, when to retire, how much pension or withdrawal."""
    amount, told = details.amount, bool(details.spans or details.birth)
    weighs = known(said, "keep_or_withdraw")
    if told and amount and weighs:
        return "keep"
    if amount and (known(said, "wished_pension") or _wishes(said, details)):
        return "wished"
    if told and amount and match.topic == "withdraw-or-keep":
        return "keep"
    if known(said, "compute") and weighs:
        return "keep"
    if amount and _pays(said):
        return ""
    if match.topic in ABOUT_WITHDRAWAL and amount and details.spans:
        return "withdrawal"
    asks_when = known(said, "when_retired") and not (amount and known(said, "how_much"))
    if match.topic in ("pension-age", "calc-pension") and asks_when:
        return "retirement" if details.birth or known(said, "myself") else ""
    if not amount and _tells_age(text, details, match):
        return "retirement"
    draws = known(said, "draws") and not _is_other_money(said)
    if known(said, "percent"):
        return ""
    if draws and amount and (details.spans or known(said, "later")):
        return "pension"
    asks = known(said, "how_much")
    if match.topic in ABOUT_PENSION and amount and details.spans and asks:
        return "pension"
    return ""


def _tells_age(text: str, details: Details, match: Match) -> bool:
    """Whether a birth comes with the question of the age, or with the sex and nothing else."""
    if details.birth is None:
        return False
    only = only_details(text, details)
    if match.topic == "pension-age":
        return bool(details.sex or not only)
    return only and bool(details.sex) and not (details.category or details.mode or details.spans)


def _wishes(said: str, details: Details) -> bool:
    """ "Muốn lãnh 3 triệu một tháng", "lương hưu 5 triệu cần đóng bao nhiêu"."""
    if _WISHED.search(said) and not _is_other_money(said):
        return True
    return bool(_PENSION_OF.search(said)) and known(said, "asks_level") and not details.spans


def _pays(said: str) -> bool:
    """Whether it is asked what one has to give: "đóng 5 năm luôn hết mấy", not what one gets."""
    return known(said, "costs") and not known(said, "draws") and not known(said, "other_money")


def _is_other_money(said: str) -> bool:
    """Whether what one receives is a withdrawal or a benefit, and no pension."""
    return known(said, "takes_out") or known(said, "other_benefit")


def _comparison(said: str, details: Details, match: Match) -> str:
    """Levels or modes side by side, or paying ahead before a rise."""
    if known(said, "ahead_of_rise") and match.topic in (*ABOUT_PAYING, "out-of-scope"):
        return "compare"
    if known(said, "other_money") or (match.topic not in ABOUT_PAYING and _is_sure(match)):
        return ""
    levels = len({amount.value for amount in details.amounts if amount.meaning != "payment"})
    if levels > 1 and (known(said, "compare") or known(said, "or")):
        return "compare"
    return "compare" if known(said, "compare") and known(said, "modes") else ""


def _about_paying(text: str, said: str, details: Details, match: Match) -> str:
    """A level or a payment with nothing else asked, or nothing but details."""
    compulsory = known(said, "compulsory") and "tu nguyen" not in said
    if known(said, "other_money") or known(said, "percent") or compulsory:
        return ""
    amount = details.amount
    if amount and amount.value % _THOUSAND:
        return ""
    only = only_details(text, details) and not (_is_sure(match) and known(said, "may_i"))
    if only and (amount or details.category or details.mode):
        return "contribution"
    if only and (details.birth or details.sex):
        return "about_me"
    if amount and _pays(said) and match.topic in _ABOUT_MONEY:
        return "contribution"
    level = level_said(said) and (details.mode or details.category)
    near = any(candidate.topic in ABOUT_PAYING for candidate in match.candidates[:3])
    if match.decision == "answer":
        return "contribution" if (amount or level) and match.topic in CALCULATED else ""
    if match.decision == "refuse":
        cue = amount and amount.meaning and match.confidence < SURE
        return "contribution" if cue or (level and near) else ""
    asks = known(said, "how_much") and (details.mode or details.category)
    return "contribution" if near and (amount or level or asks) else ""


def _is_sure(match: Match) -> bool:
    return match.decision == "answer"
