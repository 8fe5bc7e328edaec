"""The calculator: an amount, a category, a way of paying, and the exact sum in the bot's words."""

from collections.abc import Mapping
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
    return render_template(
        "console/door/calculator.html", **parts(), **entry.parts(viewer()), result=_result()
    )


def parts() -> dict[str, Any]:
    """Give what the calculator's part of a page needs."""
    works = desk()
    now = works.clock()
    law = tables(works.parameters(now), day_of(now))
    return {"law": law, "hotline": works.office.hotline}


def _result() -> dict[str, Any] | None:
    works = desk()
    now = works.clock()
    return calculated(works.parameters(now), day_of(now), request.args)


def calculated(parameters: Parameters, on: Any, given: Mapping[str, str]) -> dict[str, Any] | None:
    """Give sum and words for income, support and mode; None when one of them is missing."""
    amount = given.get("other") or given.get("income", "")
    digits = "".join(sign for sign in amount if sign.isascii() and sign.isdigit())[:12]
    offered = {mode["key"]: mode for mode in modes(parameters, on)}
    mode, support = offered.get(given.get("mode", "")), given.get("support")
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
