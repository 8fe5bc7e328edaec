"""The answer to a wish to pay: sums of today, of after a change that is near, and how they come."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.law.changes import changes_near
from bot.law.contribution import (
    Contribution,
    ContributionQuestion,
    calculate_contribution,
    income_bounds,
)
from bot.law.reading import Reading
from bot.law.values import Parameters
from bot.law.wording import day, money, percent, span
from handlers.wish import TEXTS, Wish

CHANGING = {"rural_poverty_line", "contribution_rate", "reference_level", "monthly_return"}


def bounds(parameters: Parameters, on: date) -> tuple[int, int]:
    """Give the lowest and highest income of a day in đồng."""
    return income_bounds(Reading(parameters), on)


def quote(parameters: Parameters, wish: Wish, on: date) -> str:
    """Give the whole answer in words. Raises LawError for what the law does not allow."""
    remarks, wish = within_bounds(parameters, wish, on)
    sums, since = _sums(parameters, wish, on), _coming_change(parameters, on)
    until = TEXTS["until"].format(day=day(since - timedelta(days=1))) if since else ""
    headline = _headline(parameters, wish, sums, on, until)
    parts = [*_taken(wish), *remarks, headline, _working(wish, sums)]
    if wish.persons > 1:
        total = money(wish.persons * sums.pay)
        parts.append(_say("persons", wish, persons=wish.persons, pay=total))
    if crosses_support(parameters, wish, sums.months, on):
        parts.append(_beyond_support(parameters, wish, sums, on))
    parts += _other_side(parameters, wish, sums, since)
    if sums.local_support:
        parts.append(TEXTS["local"].format(local=money(sums.local_support)))
    if sums.monthly_return is not None:
        parts.append(TEXTS["estimate"])
    parts += [_defaults(wish), TEXTS["grounds"].format(day=day(on))]
    return "\n".join(part for part in parts if part)


def lawful_question(parameters: Parameters, wish: Wish, on: date) -> ContributionQuestion:
    """Give the law's question, the amount within the law's bounds."""
    return _question(parameters, within_bounds(parameters, wish, on)[1], on)


def _question(parameters: Parameters, wish: Wish, on: date) -> ContributionQuestion:
    mode = wish.mode or "monthly"
    question = ContributionQuestion(
        on,
        support=wish.support or "other",
        mode=mode,
        years=wish.years,
        months=wish.months,
        supported_months_used=wish.used or 0,
    )
    if wish.meaning == "payment":
        return replace(question, budget=_monthly_budget(wish))
    return replace(question, income=wish.amount)


def _monthly_budget(wish: Wish) -> int:
    """A payment is a month's; one named for longer ("mỗi năm 4 triệu") is shared out."""
    return (wish.amount or 0) // wish.every


def _sums(parameters: Parameters, wish: Wish, on: date) -> Contribution:
    return calculate_contribution(parameters, _question(parameters, wish, on))


def _least(parameters: Parameters, wish: Wish, on: date) -> int:
    """The least that this person pays a month, in đồng."""
    lowest = bounds(parameters, on)[0]
    return _sums(parameters, Wish(lowest, "income", wish.support), on).pay


def within_bounds(parameters: Parameters, wish: Wish, on: date) -> tuple[list[str], Wish]:
    """Bring the amount within the law's bounds and say so."""
    lowest, highest = bounds(parameters, on)
    amount, least = wish.amount or 0, _least(parameters, wish, on)
    if wish.level:
        said = TEXTS[f"level_{wish.level}"].format(lowest=money(lowest), highest=money(highest))
        amount = lowest if wish.level == "lowest" else highest
        return [said], replace(wish, amount=amount, meaning="income")
    if wish.meaning is None and amount < lowest:
        # In doubt: what no income can be is a payment.
        wish = replace(wish, meaning="payment" if amount >= least else "income")
    if wish.meaning == "payment" and _monthly_budget(wish) < least:
        said = TEXTS["budget_too_low"].format(lowest=money(lowest), needed=money(least))
        return [said], replace(wish, amount=lowest, meaning="income")
    if wish.meaning != "payment" and amount < lowest:
        return [TEXTS["too_low"].format(lowest=money(lowest))], replace(wish, amount=lowest)
    if wish.meaning != "payment" and amount > highest:
        said = TEXTS["too_high"].format(highest=money(highest))
        return [said], replace(wish, amount=highest, meaning="income")
    return [], wish


def _headline(parameters: Parameters, wish: Wish, sums: Contribution, on: date, until: str) -> str:
    """Say the sum first, and until when it holds where that is near."""
    if wish.meaning == "payment":
        budget = money(_monthly_budget(wish))
        return _say("answer_budget", wish, sums, budget=budget, until=until)
    if wish.meaning is None:
        other = _sums(parameters, replace(wish, meaning="payment"), on)
        more = {"until": until, "other_income": money(other.income), "other_pay": money(other.pay)}
        return _say("answer_both", wish, sums, amount=money(wish.amount or 0), **more)
    return _say("answer", wish, sums, until=until)


def crosses_support(parameters: Parameters, wish: Wish, months: int, on: date) -> bool:
    """Whether the time paid before and this payment go beyond the months that the State supports.

    Only while nobody said how many of the months paid before were supported.
    """
    most = Reading(parameters).whole("support_max_months", on)
    return wish.used is None and wish.paid + months > most


def months_of(parameters: Parameters, wish: Wish, on: date) -> int:
    """Give for how many months the payment is. Raises LawError as the calculation."""
    return _sums(parameters, within_bounds(parameters, wish, on)[1], on).months


def _beyond_support(parameters: Parameters, wish: Wish, sums: Contribution, on: date) -> str:
    """The other sum: when all the months paid before were supported."""
    same = replace(wish, amount=sums.income, meaning="income", used=wish.paid)
    other = _sums(parameters, same, on)
    most = Reading(parameters).whole("support_max_months", on)
    return _say("beyond_support", wish, other, paid=span(wish.paid), most=most)


def _working(wish: Wish, sums: Contribution) -> str:
    """How the sum comes about, from the engine's own amounts."""
    if wish.mode in ("years-ahead", "missing-years"):
        rate = percent(sums.monthly_return) if sums.monthly_return is not None else ""
        growth = TEXTS["growth"].format(rate=rate) if rate else ""
        supported = span(sums.supported_months)
        return _say("working_lump", wish, sums, growth=growth, supported=supported)
    a_month, months = money(sums.gross // sums.months), f"{sums.months} tháng"
    if not sums.state_support:
        return _say("no_support", wish, months=months, gross=a_month)
    state = money(sums.state_support // sums.months)
    if sums.months == 1:
        return _say("working_month", wish, sums, gross=a_month, state=state)
    return _say("working", wish, months=months, gross=a_month, state=state)


def _coming_change(parameters: Parameters, on: date) -> date | None:
    """Give the day within 90 days from which other sums hold."""
    near = [c for c in changes_near(parameters, on) if c.parameter.name in CHANGING]
    return near[0].since if near else None


def _other_side(
    parameters: Parameters, wish: Wish, sums: Contribution, since: date | None
) -> list[str]:
    """Where a value changes within 90 days, give the sums of after it as well."""
    if since is None:
        return []
    fixed = replace(wish, amount=sums.income, meaning="income", level="")
    remarks, later_wish = within_bounds(parameters, fixed, since)
    later = _sums(parameters, later_wish, since)
    lowest = money(bounds(parameters, since)[0])
    ahead = sums.months > 1 and wish.mode != "missing-years"
    paid = TEXTS["after_paid"] if ahead else ""
    key = "after_lowest" if remarks else "after"
    return [_say(key, wish, later, day=day(since), lowest=lowest, paid=paid)]


def _taken(wish: Wish) -> list[str]:
    if not wish.taken:
        return []
    support = TEXTS["supports"][wish.support]
    return [TEXTS["category_taken"].format(words=wish.taken, support=support)]


def _defaults(wish: Wish) -> str:
    unsaid = [
        TEXTS[key]
        for key, value in (("default_support", wish.support), ("default_mode", wish.mode))
        if value is None
    ]
    return TEXTS["defaults"].format(what=", ".join(unsaid)) if unsaid else ""


def _say(key: str, wish: Wish, sums: Contribution | None = None, **more: Any) -> str:
    mode = wish.mode or "monthly"
    spans = {"years": wish.years, "months": wish.months}
    known: dict[str, Any] = {
        "support": TEXTS["supports"][wish.support or "other"],
        "mode": TEXTS["modes"][mode].format(**spans),
        "period": TEXTS["period"][mode].format(**spans),
    }
    if sums is not None:
        known |= {
            "income": money(sums.income),
            "pay": money(sums.pay),
            "gross": money(sums.gross),
            "state": money(sums.state_support),
        }
    text: str = TEXTS[key].format(**(known | more))
    return text
