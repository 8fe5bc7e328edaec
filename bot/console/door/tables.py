"""All sums of a day and of after the coming changes as one JSON, for phones without signal.

`static/door/law.js` does with it what `handlers.quote` does with the law; a test compares the two
over a grid. Shares are decimal texts, amounts whole đồng: the phone calculates in whole numbers.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.law.changes import NEAR, changes_near
from bot.law.contribution import ContributionQuestion, contribution_terms
from bot.law.errors import LawError
from bot.law.reading import Reading
from bot.law.rounding import round_dong
from bot.law.values import Parameters
from bot.law.wording import day as written
from bot.law.wording import percent, span
from handlers.quote import CHANGING, bounds
from handlers.wish import TEXTS, Wish

SENTENCES = (
    "too_low",
    "too_high",
    "answer",
    "working",
    "working_month",
    "working_lump",
    "growth",
    "no_support",
    "until",
    "after",
    "after_lowest",
    "after_paid",
    "estimate",
    "local",
    "grounds",
)
AHEAD = "years-ahead"
GOOD_FOR = timedelta(days=30)  # a phone that had no signal for longer calculates no more


def modes(parameters: Parameters, on: date) -> list[dict[str, Any]]:
    """Give the ways of paying that are one tap: by months, and each number of years ahead."""
    reading = Reading(parameters)
    least, most = (reading.whole(f"years_ahead_{bound}", on) for bound in ("min", "max"))
    by_months = [_mode(key, title) for title, key in TEXTS["mode_buttons"] if key != AHEAD]
    years = range(least, most + 1)
    return by_months + [_mode(AHEAD, f"Trước {count} năm", count) for count in years]


def supports() -> list[dict[str, str]]:
    """Give the categories of support with the words on their buttons."""
    names = TEXTS["supports"]
    return [
        {"key": key, "title": title, "name": names[key]} for title, key in TEXTS["support_buttons"]
    ]


def wish(key: str, income: int, support: str) -> Wish:
    """Give what a person wants to pay, for a mode as `modes` names it."""
    mode, years = (AHEAD, int(key.rpartition("-")[2])) if key.startswith(AHEAD) else (key, None)
    return Wish(amount=income, meaning="income", support=support, mode=mode, years=years)


def levels(parameters: Parameters, on: date) -> list[int]:
    """Give the incomes that are one tap, the lowest first; in đồng a month."""
    lowest, highest = bounds(parameters, on)
    return [lowest, *(level for level in TEXTS["levels"] if lowest < level < highest)]


def tables(parameters: Parameters, on: date) -> dict[str, Any]:
    """Give the JSON for calculations from `on` until `GOOD_FOR` later."""
    last = on + GOOD_FOR
    changes = (*changes_near(parameters, on), *changes_near(parameters, last))
    days = sorted({change.since for change in changes if change.parameter.name in CHANGING})
    offered = modes(parameters, on)
    return {
        "texts": {key: TEXTS[key] for key in SENTENCES},
        "supports": supports(),
        "modes": offered,
        "levels": levels(parameters, on),
        "good_until": last.isoformat(),
        "near_days": NEAR.days,
        "periods": [_period(parameters, day, offered) for day in (on, *days)],
    }


def _mode(key: str, title: str, years: int | None = None) -> dict[str, Any]:
    return {
        "key": f"{key}-{years}" if years else key,
        "title": title,
        "name": TEXTS["modes"][key].format(years=years),
        "period": TEXTS["period"][key].format(years=years),
    }


def _period(parameters: Parameters, day: date, offered: list[dict[str, Any]]) -> dict[str, Any]:
    lowest, highest = bounds(parameters, day)
    return {
        "since": day.isoformat(),
        "day": written(day),
        "eve": written(day - timedelta(days=1)),
        "lowest": lowest,
        "highest": highest,
        "rows": {
            support["key"]: {
                mode["key"]: row
                for mode in offered
                if (row := _row(parameters, day, support["key"], mode["key"]))
            }
            for support in supports()
        },
    }


def _row(parameters: Parameters, day: date, support: str, key: str) -> Mapping[str, Any] | None:
    """Give what does not depend on the income; None where the law has no value for it yet."""
    wanted = wish(key, 0, support)
    question = ContributionQuestion(
        day, support=support, mode=wanted.mode or "", years=wanted.years
    )
    try:
        terms = contribution_terms(Reading(parameters), question)
    except LawError:
        return None
    growth = terms.monthly_return
    return {
        "rate": f"{terms.rate:f}",
        "factor": f"{terms.factor:f}",
        "months": terms.months,
        "state": round_dong(terms.state_support_a_month * terms.supported_months),
        "local": round_dong(terms.local_support_a_month * terms.months),
        "growth": percent(growth) if growth is not None else "",
        "supported": span(terms.supported_months),
    }
