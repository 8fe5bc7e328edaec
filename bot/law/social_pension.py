"""The social pension (trợ cấp hưu trí xã hội) of people without any other pension."""

from dataclasses import dataclass
from datetime import date

from bot.law.errors import LawError
from bot.law.months import add_months
from bot.law.reading import Reading
from bot.law.results import ItemisedResult, Line
from bot.law.values import Parameters
from bot.law.wording import age, day

HOUSEHOLDS = {"poor": "hộ nghèo", "near-poor": "hộ cận nghèo", "other": "hộ khác"}
_CONDITION = "Với điều kiện không có lương hưu hoặc trợ cấp BHXH hằng tháng."


@dataclass(frozen=True, slots=True)
class SocialPensionQuestion:
    """A person's birth (the first day when only month or year is known) and household."""

    birth: date
    household: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialPension(ItemisedResult):
    """Whether the age is reached, from which day, and đồng a month (0 before)."""

    eligible: bool
    first_day: date
    monthly: int
    reason: str | None


def find_social_pension(parameters: Parameters, question: SocialPensionQuestion) -> SocialPension:
    """From 75, in poor and near-poor households from 70 (Điều 21), not before the law began."""
    reading, on = Reading(parameters), question.on
    if question.household not in HOUSEHOLDS:
        raise LawError(f"Loại hộ phải là một trong: {', '.join(HOUSEHOLDS)}.", "household")
    amount = reading.whole("social_pension_amount", on)
    name = "social_pension_age" if question.household == "other" else "social_pension_age_poor"
    months = reading.whole(name, on)
    first_day = max(add_months(question.birth, months), reading.parameters[name].values[0].since)
    eligible = on >= first_day
    reason = None if eligible else f"Chưa đủ {age(months)}; đủ từ {day(first_day)}."
    return SocialPension(
        eligible=eligible,
        first_day=first_day,
        monthly=amount if eligible else 0,
        reason=reason,
        lines=(Line("Trợ cấp hưu trí xã hội hằng tháng", amount),) if eligible else (),
        grounds=reading.grounds,
        notes=(_CONDITION,),
    )
