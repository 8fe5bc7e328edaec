"""What a person said of paying and of themselves, for all that concerns a pension."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from bot.law.contribution import ContributionQuestion, calculate_contribution, income_bounds
from bot.law.reading import Reading
from bot.law.retirement import age_in_months
from bot.law.scenarios.paying import Payer
from bot.law.scenarios.person import Person, past_months
from bot.law.values import Parameters
from bot.law.wording import money, span
from faq.details import Details
from handlers.phrases import known, level_said, named, paid_every
from handlers.wording import texts

COMMON = texts("career")
MOST_MONTHS = 600  # 50 years

# "Nam đóng 20 năm": where a message begins so, the word is no year.
_OF_A_MAN = re.compile(
    r"\s*(?:dạ |da )?nam (?:giới|gioi|đóng|dong|nộp|nop|đã|da|sinh|muốn|muon|hưởng|huong)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Career:
    """Months paid or planned, income, sex and birth. Amounts in đồng; None while nobody said it.

    `paid` says that the months are paid already, `planned` that they are still to come; `more`
    are months on top. `budget` is a payment a month instead of an income; `average` says that the
    income is an average over the whole time, `compulsory` that some of the time was compulsory.
    `wished` is a pension a month. `any_month`: the month of birth is not known.
    """

    months: int | None = None
    more: int | None = None
    income: int | None = None
    budget: int | None = None
    wished: int | None = None
    sex: str | None = None
    birth_year: int | None = None
    birth_month: int | None = None
    any_month: bool = False
    paid: bool = False
    planned: bool = False
    average: bool = False
    compulsory: bool = False
    level: str = ""
    support: str = "other"

    def to_json(self) -> dict[str, Any]:
        """Give the form kept in the state; what has its default is left out."""
        return {key: value for key, value in asdict(self).items() if value != getattr(Career, key)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Career":
        """Read the form kept in the state; unknown keys are dropped."""
        return cls(**{key: value for key, value in data.items() if hasattr(cls, key)})

    def hearing(self, text: str, details: Details) -> "Career":
        """Add what a message says."""
        said = named(text)
        heard = replace(
            self,
            average=self.average or known(said, "average"),
            compulsory=self.compulsory or known(said, "compulsory"),
        )
        every = _paid_every(text, details)
        if details.amount is not None:
            meaning = None if heard.average else details.amount.meaning
            shared = details.amount.value // every if meaning == "payment" else details.amount.value
            heard = heard.with_amount(shared, meaning)
        elif level := level_said(said):
            heard = replace(heard, level=level, income=None, budget=None)
        if details.months_paid is not None:
            paid = details.months_paid.value
            other = next((s.value for s in details.spans if s.value != paid), None)
            more = other if known(said, "more") else None
            heard = replace(heard, months=paid, paid=True, more=more)
        elif spans := [s.value for s in details.spans if not details.amount or s.value != every]:
            paid = known(said, "paid_already")
            # "500k một tháng trong 15 năm": the longest time is the one meant.
            longest = max(spans)
            planned = known(said, "planned") and not paid
            heard = replace(heard, months=longest, paid=paid, planned=planned, more=None)
        elif known(said, "nothing_paid"):
            heard = replace(heard, months=0, paid=True, more=None)
        if stages := _stages(said, details):
            heard = replace(heard.with_amount(stages[1], None), months=stages[0], more=None,
                            paid=False, planned=True, average=True)  # fmt: skip
        if details.sex is not None:
            heard = replace(heard, sex=details.sex.value)
        elif _OF_A_MAN.match(text):
            heard = replace(heard, sex="male")
        if details.birth is not None:
            birth = details.birth.value
            heard = replace(heard, birth_year=birth.year, birth_month=birth.month, any_month=False)
        if details.category is not None and details.category.value != "hinted":
            heard = replace(heard, support=details.category.value)
        return heard

    def with_amount(self, value: int, meaning: str | None) -> "Career":
        """Give this career with an amount that is an income unless it is said to be a payment."""
        if meaning == "payment":
            return replace(self, budget=value, income=None, level="")
        return replace(self, income=value, budget=None, level="")

    def without(self, step: str) -> "Career":
        """Give this career without what the step "income", "wished" or "months" asks for."""
        if step == "income":
            return replace(self, income=None, budget=None)
        return (
            replace(self, wished=None)
            if step == "wished"
            else replace(self, months=None, more=None)
        )

    @property
    def has_income(self) -> bool:
        """Whether an income, a payment or a level was said."""
        return self.income is not None or self.budget is not None or bool(self.level)

    @property
    def birth(self) -> date:
        """The birth as far as it is known: the month's first day, 1 January without a month."""
        return date(self.birth_year or 1, self.birth_month or 1, 1)

    def person(self, on: date, month: int = 0) -> Person:
        """Give the law's person, born in `month` where none was said; paid until last month."""
        birth = self.birth if self.birth_month or not month else self.birth.replace(month=month)
        past = past_months(self.months if self.paid and self.months else 0, self.income or 0, on)
        return Person(self.sex or "", birth, past, Payer(self.support))


def _stages(said: str, details: Details) -> tuple[int, int] | None:
    """Two times of paying with an income each, as "6 năm lương 5 triệu, 10 năm mức 2 triệu": the
    months of both and the average of their incomes."""
    months = [span.value for span in details.spans]
    incomes = [amount.value for amount in details.amounts if amount.meaning != "payment"]
    if len(months) != 2 or len(incomes) != 2 or min(months) < 12 or known(said, "or"):
        return None
    total = sum(length * income for length, income in zip(months, incomes, strict=True))
    return sum(months), total // sum(months)


def _paid_every(text: str, details: Details) -> int:
    """For how many months an amount is; "nam" behind it is a man, where one is told of."""
    every = paid_every(text, details)
    return 1 if details.sex and details.sex.value == "male" else every


def with_income(parameters: Parameters, career: Career, on: date) -> Career:
    """Put the income in place of a payment or a level. Raises LawError as the calculation."""
    lowest, highest = income_bounds(Reading(parameters), on)
    if career.level:
        return replace(career, income=lowest if career.level == "lowest" else highest)
    if career.budget is None:
        return career
    question = ContributionQuestion(on, budget=career.budget, support=career.support)
    return replace(career, income=calculate_contribution(parameters, question).income)


def wrong_value(parameters: Parameters, career: Career, on: date) -> tuple[str, str] | None:
    """Give the step that has a value nobody can have, and what to say of it.

    What was paid on earlier may be below today's lowest income, but not below any there was.
    """
    if career.months is not None and career.months > MOST_MONTHS:
        return "months", COMMON["too_long"].format(span=span(MOST_MONTHS))
    reading = Reading(parameters)
    lowest, highest = income_bounds(reading, on)
    known = {"lowest": money(lowest), "highest": money(highest)}
    first = parameters["rural_poverty_line"].values[0].since
    least_ever = reading.whole("rural_poverty_line", first)
    if career.income is not None and not least_ever <= career.income <= highest:
        key = "too_high" if career.income > highest else "too_low"
        return "income", COMMON[key].format(**known)
    return None


def month_matters(parameters: Parameters, career: Career) -> bool:
    """Whether the month of birth decides the retirement age of somebody born in that year."""
    if career.sex is None or career.birth_year is None or career.birth_month or career.any_month:
        return False
    ages = {
        age_in_months(Reading(parameters), career.sex, date(career.birth_year, month, 1),
                      old_rule=False)
        for month in (1, 12)
    }  # fmt: skip
    return len(ages) > 1


def lawful_income(parameters: Parameters, income: int, on: date) -> int:
    """Bring an income that was paid on earlier within what may be chosen today."""
    lowest, highest = income_bounds(Reading(parameters), on)
    return min(max(income, lowest), highest)


def can_be_charted(career: Career) -> bool:
    """Whether enough is known of a career for the chart of its pension."""
    return bool(career.sex and career.has_income and charted_span(career))


def charted_span(career: Career) -> dict[str, Any]:
    """Give what the chart draws: until the pension of who was born then, or the months planned.

    Empty where neither is known. Months that are paid already say nothing without a birth.
    """
    if career.months and not career.paid:
        return {"months": career.months}
    if not (career.birth_year and career.birth_month):
        return {}
    born = {"birth": f"{career.birth_year}-{career.birth_month:02}"}
    return {**born, "months_paid": career.months, "past_income": career.income}
