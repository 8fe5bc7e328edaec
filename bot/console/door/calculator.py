"""The calculator: an amount, a category, a way of paying, and the exact sum in the bot's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request

from bot.console.desk import desk, viewer
from bot.console.door import entry
from bot.console.door.tables import modes, supports, tables, wish
from bot.law.contribution import ContributionQuestion, calculate_contribution
from bot.law.values import Parameters
from bot.leads.calendar import day_of
from handlers.quote import bounds, quote


def calculator_page() -> str:
    """Show the calculator; without scripts, with the sum for what the address asks for."""
    values = {**parts(), **entry.parts(viewer()), "result": _result()}
    values["given"] = given(values["law"]["levels"], request.args)
    return render_template("console/door/calculator.html", **values)


def parts() -> dict[str, Any]:
    """Give what the calculator's part of a page needs."""
    works = desk()
    now = works.clock()
    law = tables(works.parameters(now), day_of(now))
    return {"law": law, "hotline": works.office.hotline}


def given(levels: Sequence[int], asked: Mapping[str, str]) -> dict[str, Any]:
    """Give what was chosen so far, for a page that comes back before all is; `levels` are taps."""
    amount = asked.get("other") or asked.get("income", "")
    digits = _digits(amount)
    level = int(digits) if digits and int(digits) in levels else None
    is_other = level is None and bool(digits or asked.get("income") == "other")
    return {
        "income": "other" if is_other else level,
        "other": amount if is_other and digits else "",
        "support": asked.get("support", ""),
        "mode": asked.get("mode", ""),
    }


def _result() -> dict[str, Any] | None:
    works = desk()
    now = works.clock()
    return calculated(works.parameters(now), day_of(now), request.args)


def calculated(parameters: Parameters, on: Any, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """Give sum and words for income, support and mode; None when one of them is missing."""
    amount = asked.get("other") or asked.get("income", "")
    digits = _digits(amount)
    offered = {mode["key"]: mode for mode in modes(parameters, on)}
    mode, support = offered.get(asked.get("mode", "")), asked.get("support")
    if not digits or mode is None or support not in {row["key"] for row in supports()}:
        return None
    wanted = wish(mode["key"], int(digits), support)
    lowest, highest = bounds(parameters, on)
    income = min(max(int(digits), lowest), highest)
    question = ContributionQuestion(
        on, income=income, support=support, mode=wanted.mode or "", years=wanted.years
    )
    sums = calculate_contribution(parameters, question)
    return {
        "pay": sums.pay,
        "period": mode["period"],
        "state": sums.state_support,
        "text": quote(parameters, wanted, on),
        "income": income,
        "support": support,
        "mode": mode["key"],
    }


def _digits(text: str) -> str:
    """Give the digits of an amount as people type it."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())[:12]
