"""The card of a payment: what the person pays, what the State adds, now and after a change."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.law.contribution import (
    Contribution,
    ContributionQuestion,
    calculate_contribution,
    income_bounds,
)
from bot.law.reading import Grounds, Reading
from bot.law.values import Parameters
from bot.law.wording import day, money, span
from bot.pictures.description import Picture, checked
from bot.pictures.facts.base import COMMON, Facts, Table, days_of_change, local_doubt, pension_after
from bot.pictures.wording import capital, texts

TEXTS = texts("contribution")

_FIELDS = {
    "income": int,
    "budget": int,
    "support": str,
    "mode": str,
    "years": int,
    "months": int,
    "supported_months_used": int,
    "province": str,
}


@dataclass(frozen=True, slots=True)
class Change:
    """The same payment from a day on; `remark` where the income had to move."""

    since: date
    result: Contribution
    remark: str


@dataclass(frozen=True, slots=True)
class Gain:
    """The pension that so many years on an income give, in đồng a month at today's prices."""

    years: int
    income: int
    female: int
    male: int
    grounds: Grounds

    @property
    def by_sex(self) -> tuple[tuple[str, int], ...]:
        """Sex and pension."""
        return ("female", self.female), ("male", self.male)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionFacts(Facts):
    """The payment of today, that of after a change within 90 days, and what it leads to."""

    now: Contribution
    change: Change | None
    gain: Gain

    @property
    def when(self) -> str:
        """Until when the payment of today holds; empty without a change."""
        if self.change is None:
            return ""
        text: str = TEXTS["until"].format(day=day(self.change.since - timedelta(days=1)))
        return text

    @property
    def pay_a_month(self) -> str:
        """What the person pays a month; an average where the months differ."""
        now = self.now
        even = now.monthly_return is None and now.supported_months in (0, now.months)
        return _a_month(now.pay, now.months, even=even)

    @property
    def state_a_month(self) -> str:
        """What the State adds to a month that it supports."""
        return _a_month(self.now.state_support, self.now.supported_months, even=True)

    @property
    def gain_title(self) -> str:
        """What the pensions under it stand on."""
        text: str = TEXTS["get_after"].format(years=self.gain.years, income=money(self.gain.income))
        return text

    @property
    def tables(self) -> tuple[Table, ...]:
        sides, heads = [self.now], [capital(self.when) or TEXTS["amount"]]
        if self.change:
            sides.append(self.change.result)
            heads.append(capital(TEXTS["since"].format(day=day(self.change.since))))
        rows = [
            (TEXTS["income_row"], *(money(side.income) for side in sides)),
            (TEXTS["gross"], *(money(side.gross) for side in sides)),
            (TEXTS["state"], *(money(side.state_support) for side in sides)),
        ]
        if any(side.local_support for side in sides):
            rows.append((TEXTS["local"], *(money(side.local_support) for side in sides)))
        rows.append((TEXTS["pay"], *(money(side.pay) for side in sides)))
        gain = self.gain
        caption = TEXTS["table_get"].format(years=gain.years, income=money(gain.income))
        return (
            Table(f"{TEXTS['table']}, {period(self.now)}", ("", *heads), tuple(rows), totals=True),
            Table(
                caption,
                ("", capital(TEXTS["a_month"])),
                tuple(
                    (TEXTS["get_row"].format(sex=COMMON["sexes"][sex]), money(amount))
                    for sex, amount in gain.by_sex
                ),
            ),
        )

    @property
    def said(self) -> str:
        parts = [_said(self.now, f"{capital(self.when)}: " if self.when else "")]
        if self.change:
            since = TEXTS["since"].format(day=day(self.change.since))
            parts += [_said(self.change.result, f"{capital(since)}: "), self.change.remark]
        gain = self.gain
        parts.append(
            TEXTS["alt_get"].format(
                years=gain.years,
                income=money(gain.income),
                female=money(gain.female),
                male=money(gain.male),
            )
        )
        return " ".join(capital(part) for part in parts if part)


def contribution_facts(parameters: Parameters, picture: Picture, on: date) -> ContributionFacts:
    """Calculate the card. Raises PicturesError or LawError for what cannot be asked."""
    question = ContributionQuestion(on=on, **checked(picture, _FIELDS))
    now = calculate_contribution(parameters, question)
    change = _change(parameters, replace(question, income=now.income, budget=None), now)
    gain = _gain(parameters, change.result.income if change else now.income, on)
    mode = TEXTS["modes"][now.mode].format(years=question.years, months=question.months)
    notes = [TEXTS["estimate"]] if now.monthly_return is not None else []
    notes += local_doubt([now])
    return ContributionFacts(
        title=TEXTS["title"],
        subject=(
            TEXTS["income"].format(income=money(now.income)),
            capital(TEXTS["how"].format(support=COMMON["supports"][now.support], mode=mode)),
        ),
        notes=(*notes, TEXTS["prices"]),
        grounds=(now.grounds, *([change.result.grounds] if change else []), gain.grounds),
        on=on,
        now=now,
        change=change,
        gain=gain,
    )


def period(result: Contribution) -> str:
    """What the payment covers: "một tháng", "cho 3 tháng", "cho 5 năm"."""
    if result.months == 1:
        return str(TEXTS["a_month"])
    length = span(result.months) if result.mode == "years-ahead" else f"{result.months} tháng"
    text: str = TEXTS["period"].format(length=length)
    return text


def _change(
    parameters: Parameters, question: ContributionQuestion, now: Contribution
) -> Change | None:
    """The first day within 90 days from which other sums hold."""
    income = question.income or 0
    for since in days_of_change(parameters, question.on):
        lowest, highest = income_bounds(Reading(parameters), since)
        lawful = min(max(income, lowest), highest)
        later = calculate_contribution(parameters, replace(question, on=since, income=lawful))
        if _sums(later) == _sums(now):
            continue
        remark = ""
        if lawful != income:
            key = "lowest_then" if lawful == lowest else "highest_then"
            remark = TEXTS[key].format(income=money(lawful))
        return Change(since, later, remark)
    return None


def _a_month(amount: int, months: int, *, even: bool) -> str:
    key = "each_month" if even and amount % months == 0 else "average_month"
    text: str = TEXTS[key].format(amount=money(amount // months))
    return text


def _sums(result: Contribution) -> tuple[int, ...]:
    return result.gross, result.state_support, result.local_support


def _gain(parameters: Parameters, income: int, on: date) -> Gain:
    reading = Reading(parameters)
    years = reading.whole("pension_min_months", on) // 12
    female = pension_after(reading, "female", years, income, on)
    male = pension_after(reading, "male", years, income, on)
    return Gain(years, income, female, male, reading.grounds)


def _said(result: Contribution, when: str) -> str:
    amounts = {"pay": money(result.pay), "state": money(result.state_support)}
    text: str = TEXTS["alt_side"].format(when=when, period=period(result), **amounts)
    if result.local_support:
        text += " " + TEXTS["alt_local"].format(local=money(result.local_support))
    return text
