"""A monthly pension: whether, from when, at which rate, of which average."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from bot.law.career import (
    Average,
    Career,
    Period,
    adjusted_career,
    check_periods,
    last_paid_month,
    months_paid_after,
)
from bot.law.errors import LawError
from bot.law.months import Month
from bot.law.reading import Reading
from bot.law.results import Line, Result
from bot.law.retirement import age_in_months
from bot.law.rounding import round_dong, years_of
from bot.law.values import Parameters
from bot.law.wording import day, money, number, percent, span


@dataclass(frozen=True, slots=True)
class PensionQuestion:
    """A person and either `periods` (adjusted) or `months` with `average_income` (taken as it is).

    `start` is the month in which the pension begins; by default the month after the age, the
    present month or the month after the last payment, whichever is latest. `coefficients` replace
    the published table.
    """

    sex: str
    birth: date
    periods: tuple[Period, ...] | None = None
    months: int | None = None
    average_income: Decimal | None = None
    start: Month | None = None
    joined_before_2021_with_20_years: bool = False
    coefficients: Mapping[int, Decimal] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pension(Result):
    """A pension in đồng a month.

    `eligible` None with `refer` "compulsory" where the compulsory rules decide and no figure is
    given; False with a `reason`, and then amounts are 0. `missing_months` lack to the condition.
    """

    eligible: bool | None
    refer: str | None
    reason: str | None
    missing_months: int
    pension_from: date | None
    months: int
    rate: Decimal | None
    average: Average | None
    one_off_times: Decimal | None = None

    @property
    def monthly_pension(self) -> int | None:
        """Đồng a month, 0 without entitlement, None where staff must calculate."""
        return None if self.average is None or self.rate is None else self.average.times(self.rate)

    @property
    def one_off_allowance(self) -> int | None:
        """Đồng, 0 when there is none, None where staff must calculate."""
        if self.average is None:
            return None
        return self.average.times(self.one_off_times) if self.one_off_times else 0

    @property
    def lines(self) -> tuple[Line, ...]:
        """The monthly pension and the one-off allowance."""
        if not self.eligible or self.average is None or self.rate is None:
            return ()
        average = f"mức bình quân {money(round_dong(self.average.value))}"
        monthly = (
            f"Lương hưu hằng tháng: {percent(self.rate)} × {average}, đóng {span(self.months)}"
        )
        lines = [Line(monthly, self.average.times(self.rate))]
        if self.one_off_times:
            label = f"Trợ cấp một lần khi nghỉ hưu: {number(self.one_off_times)} × {average}"
            lines.append(Line(label, self.average.times(self.one_off_times)))
        return tuple(lines)


def calculate_pension(parameters: Parameters, question: PensionQuestion, today: date) -> Pension:
    """The pension at its start (Điều 98-101, 104, 111, 141; Nghị định 159/2025/NĐ-CP, Điều 11).

    The conditions, rates and coefficients are those of the start. Raises LawError with the field.
    """
    reading = Reading(parameters, "start")
    _check_shape(question)
    first, start = _start(reading, question, today)
    opening = start.first_day
    compulsory = _months_of(question, "compulsory")
    if compulsory >= reading.whole("compulsory_rule_months", opening):
        return _referred(reading, question, compulsory)
    career = _career(reading, question, opening)
    _check_bought(reading, career, opening)
    required = reading.whole("pension_min_months", opening)
    missing = max(0, required - career.months)
    if missing or start < first:
        return _not_yet(reading, career, required, None if missing else first)
    years = years_of(career.months, reading.whole("half_year_max_months", opening))
    rate = pension_rate(reading, question.sex, years, opening)
    one_off_times = _one_off_times(reading, question, career, first.plus(-1), opening)
    return Pension(
        eligible=True,
        refer=None,
        reason=None,
        missing_months=0,
        pension_from=opening,
        months=career.months,
        rate=rate,
        average=career.average,
        one_off_times=one_off_times,
        grounds=reading.grounds,
        notes=_notes(reading, question, opening, today),
    )


def pension_rate(reading: Reading, sex: str, years: Decimal, on: date) -> Decimal:
    """The share of the average for so many years (Điều 99)."""
    steps = reading.rows(f"pension_rate_{sex}", on)
    rate = Decimal(0)
    for step in steps:
        from_years = cast("int", step["from_years"])
        if years >= from_years:
            rate = cast("Decimal", step["rate"]) + cast("Decimal", step["step"]) * (
                years - from_years
            )
    return min(rate, reading.factor("pension_rate_max", on))


def _check_shape(question: PensionQuestion) -> None:
    has_sum = question.months is not None or question.average_income is not None
    if (question.periods is None) != has_sum:
        raise LawError(
            "Cần cho biết một trong hai: các thời gian đóng (periods), hoặc tổng số tháng (months) "
            "cùng mức bình quân (average_income).",
            "periods",
        )
    if question.periods is not None:
        check_periods(question.periods)
        return
    if question.coefficients is not None:
        raise LawError("Hệ số (coefficients) chỉ dùng cùng với periods.", "coefficients")
    for name in ("months", "average_income"):
        if getattr(question, name) is None:
            raise LawError(f"Thiếu trường “{name}”.", name)


def _start(reading: Reading, question: PensionQuestion, today: date) -> tuple[Month, Month]:
    """The first month that the age allows, and the month in which the pension begins."""
    voluntary = _all_months(question) - _months_of(question, "compulsory")
    old_rule = question.joined_before_2021_with_20_years and voluntary >= _old_rule_months(reading)
    age = age_in_months(reading, question.sex, question.birth, old_rule=old_rule)
    first = Month.of(question.birth).plus(age + 1)
    last_paid = last_paid_month(question.periods or ())
    after_last = last_paid.plus(1) if last_paid else first
    if question.start is None:
        return first, max(first, Month.of(today), after_last)
    if question.start < after_last and last_paid:
        raise LawError(
            f"Đã có tháng đóng đến {last_paid}, nên lương hưu chỉ có thể bắt đầu từ {after_last}.",
            "start",
        )
    return first, question.start


def _all_months(question: PensionQuestion) -> int:
    return (question.months or 0) + sum(period.months for period in question.periods or ())


def _months_of(question: PensionQuestion, kind: str) -> int:
    return sum(period.months for period in question.periods or () if period.kind == kind)


def _old_rule_months(reading: Reading) -> int:
    return reading.whole("old_rule_months", reading.parameters["old_rule_months"].values[-1].since)


def _career(reading: Reading, question: PensionQuestion, opening: date) -> Career:
    if question.periods is not None:
        return adjusted_career(reading, question.periods, opening, question.coefficients)
    months, average = question.months or 0, question.average_income or Decimal(0)
    return Career(months, 0, 0, Average(average, 1))


def _check_bought(reading: Reading, career: Career, opening: date) -> None:
    if not career.bought_months:
        return
    required = reading.whole("pension_min_months", opening)
    lacking = max(0, required - (career.months - career.bought_months))
    most = min(lacking, reading.whole("missing_months_max", opening))
    if career.bought_months > most:
        raise LawError(
            f"Chỉ được đóng một lần cho nhiều nhất {most} tháng còn thiếu đến {span(required)}.",
            "periods",
        )


def _referred(reading: Reading, question: PensionQuestion, compulsory: int) -> Pension:
    return Pension(
        eligible=None,
        refer="compulsory",
        reason=(
            f"Có {span(compulsory)} đóng bắt buộc nên hưởng theo quy định của BHXH "
            "bắt buộc; cán bộ BHXH sẽ tính."
        ),
        missing_months=0,
        pension_from=None,
        months=_all_months(question),
        rate=None,
        average=None,
        grounds=reading.grounds,
    )


def _not_yet(reading: Reading, career: Career, required: int, first: Month | None) -> Pension:
    if first is None:
        missing = required - career.months
        reason = (
            f"Mới đóng {span(career.months)}, còn thiếu {missing} tháng để đủ {span(required)}."
        )
    else:
        missing = 0
        reason = f"Chưa đủ tuổi; được hưởng lương hưu từ {day(first.first_day)}."
    return Pension(
        eligible=False,
        refer=None,
        reason=reason,
        missing_months=missing,
        pension_from=first.first_day if first else None,
        months=career.months,
        rate=Decimal(0),
        average=career.average,
        grounds=reading.grounds,
    )


def _one_off_times(
    reading: Reading, question: PensionQuestion, career: Career, reached: Month, opening: date
) -> Decimal:
    """How many averages for the years beyond 30 (women) or 35 (men); Điều 100.

    Years paid after the retirement age count for more.
    """
    limit = reading.whole(f"one_off_years_{question.sex}", opening)
    half = reading.whole("half_year_max_months", opening)
    beyond = years_of(career.months, half) - limit
    if beyond <= 0:
        return Decimal(0)
    until_age = career.months - months_paid_after(question.periods or (), reached)
    before = max(Decimal(0), years_of(until_age, half) - limit)
    times = before * reading.factor("one_off_times", opening)
    if beyond > before:
        times += (beyond - before) * reading.factor("one_off_times_after_age", opening)
    return times


def _notes(
    reading: Reading, question: PensionQuestion, opening: date, today: date
) -> tuple[str, ...]:
    notes = ["Tính theo giá hôm nay."] if opening > today else []
    if question.periods is not None and question.coefficients is None:
        table = reading.parameters.dated("income_coefficients", opening)
        if table.since.year < opening.year:
            notes.append(
                f"Mức điều chỉnh theo bảng năm {table.since.year}, bảng mới nhất hiện có; những "
                "năm sau tạm lấy bằng 1."
            )
    return tuple(notes)
