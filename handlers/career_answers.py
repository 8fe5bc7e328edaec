"""Answers to the questions of a career form, by words or by button."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.turn import Turn
from faq.details import Details, extract
from handlers.basics import today, whole_number
from handlers.career import Career
from handlers.phrases import known, named

_NUMBER = re.compile(r"\s*(\d{1,4})\s*")
_MONTH = re.compile(
    r"(?:tháng|thang|th|t)?\s*(0?[1-9]|1[0-2])(?:\s*/\s*\d{2,4})?\s*", re.IGNORECASE
)
_MONTH_ALONE = re.compile(r"(?:tháng|thang|th)\s*\d{1,2}", re.I)
_YEAR = re.compile(r"19\d\d")
_SMALL = 100  # a bare number below it is millions of đồng


def hear(career: Career, step: str, turn: Turn, details: Details | None) -> Career:
    """Add what a message says; at a step also a bare answer ("15", "72", "tháng 5", "chưa")."""
    text = turn.inbound.text
    on = today(turn.now)
    if details is None:
        details = extract(_completed(step, text), on)
    heard = career.hearing(text, details)
    if step == "months" and details.spans and not details.months_paid:
        heard = replace(heard, paid=career.paid or heard.paid)
    if step == "months" and known(named(text), "not_yet"):
        heard = replace(heard, months=0, paid=True)
    if step == "birth_month":
        heard = _with_month(heard, text)
    if step == "wished" and details.amount:
        heard = replace(career, wished=details.amount.value)
    return heard


def hear_button(career: Career, given: Mapping[str, str]) -> Career:
    """Take what a button carries; anything odd in it is left out."""
    if given.get("sex") in ("female", "male"):
        career = replace(career, sex=given["sex"])
    told = {key: read for key, value in given.items() if (read := whole_number(value)) is not None}
    career = replace(
        career,
        months=told.get("months", career.months),
        income=told.get("income", career.income),
        wished=told.get("wished", career.wished),
    )
    if given.get("months") == "0":
        career = replace(career, paid=True, more=None)
    if given.get("level") in ("lowest", "highest"):
        career = replace(career, level=given["level"], income=None, budget=None)
    if given.get("birth_month") == "any":
        career = replace(career, any_month=True)
    return career


def _completed(step: str, text: str) -> str:
    """Spell out a bare number by what was asked: years, a year of birth, millions."""
    bare = _NUMBER.fullmatch(text)
    if step == "birth" and _MONTH_ALONE.fullmatch(text.strip()):
        return text  # "tháng 10" is no year
    if step == "birth" or (step == "months" and _YEAR.fullmatch(text.strip())):
        return text if "sinh" in text.lower() else f"sinh {text}"
    if not bare:
        return text
    if step == "months":
        return f"{bare[1]} năm"
    if step in ("income", "wished") and int(bare[1]) < _SMALL:
        return f"{bare[1]} triệu"
    return text


def _with_month(career: Career, text: str) -> Career:
    if known(named(text), "not_remembered"):
        return replace(career, any_month=True)
    month = _MONTH.fullmatch(text.strip())
    return replace(career, birth_month=int(month[1])) if month else career
