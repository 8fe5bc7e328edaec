"""When a person reaches the retirement age, in the words of whoever asks."""

from collections.abc import Mapping

from bot.law.retirement import RetirementQuestion, birth_year_range, find_retirement_age
from bot.law.values import Parameters
from bot.law.wording import age, day
from handlers.career import Career
from handlers.pension_words import month_of


def age_reached(
    parameters: Parameters, career: Career, title: str, words: Mapping[str, str]
) -> str:
    """Say when the age is reached; without a month of birth, between which months.

    `title` names the sex, `words` has the sentences `age` and `age_range`.
    """
    sex = career.sex or ""
    if career.birth_month is None:
        first, last = birth_year_range(parameters, sex, career.birth_year or 0)
        return words["age_range"].format(
            sex=title, year=career.birth_year, first=month_of(first), last=month_of(last)
        )
    found = find_retirement_age(parameters, RetirementQuestion(sex, career.birth))
    return words["age"].format(
        sex=title,
        birth=f"tháng {career.birth.month}/{career.birth_year}",
        age=age(found.years * 12 + found.months),
        reached=month_of(found.reached),
        start=day(found.pension_from),
    )
