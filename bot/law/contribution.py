"""What a person pays, what the State adds, and by when, on the law of the day of payment."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bot.law.annuity import paid_ahead, paid_late
from bot.law.errors import LawError
from bot.law.local_support import local_support
from bot.law.months import Month
from bot.law.reading import Reading
from bot.law.results import Line, Result
from bot.law.rounding import EXACT, round_dong
from bot.law.values import Parameters
from bot.law.wording import CATEGORIES, MODES, money, percent, span

_THOUSAND = 1000
_SHARES = {key: f"support_share_{key.replace('-', '_')}" for key in CATEGORIES}


@dataclass(frozen=True, slots=True)
class ContributionQuestion:
    """A payment on a day: either an `income` or a `budget` (đồng that one can pay a month).

    `years` goes with the mode years-ahead, `months` with missing-years. `monthly_return` replaces
    the published r, as a fraction (0.0035).
    """

    on: date
    income: int | None = None
    budget: int | None = None
    support: str = "other"
    mode: str = "monthly"
    years: int | None = None
    months: int | None = None
    supported_months_used: int = 0
    province: str | None = None
    monthly_return: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Result):
    """A payment in đồng: gross = state_support + local_support + pay.

    `deadline` is the last day when the period begins in the month of payment; `monthly_return` is
    the r used, None where the mode has none; `supported_months` are those the State supports.
    """

    support: str
    mode: str
    income: int
    months: int
    supported_months: int
    gross: int
    state_support: int
    local_support: int
    deadline: date
    monthly_return: Decimal | None

    @property
    def pay(self) -> int:
        """What the person pays."""
        return self.gross - self.state_support - self.local_support

    @property
    def lines(self) -> tuple[Line, ...]:
        """Contribution and supports; they add up to `pay`."""
        growth = self.monthly_return
        at_return = f", lãi suất {percent(growth)}/tháng" if growth is not None else ""
        lines = (
            Line(
                f"Mức đóng {span(self.months)} trên thu nhập {money(self.income)}, "
                f"{MODES[self.mode]}{at_return}",
                self.gross,
            ),
            Line(
                f"Nhà nước hỗ trợ {CATEGORIES[self.support]}, {span(self.supported_months)}",
                -self.state_support,
            ),
            Line("Địa phương hỗ trợ thêm", -self.local_support),
        )
        return tuple(line for line in lines if line.amount)


class Terms(NamedTuple):
    """All of a payment that does not depend on the income; amounts in exact đồng."""

    lowest_income: int
    rate: Decimal
    months: int
    monthly_return: Decimal | None
    factor: Decimal
    supported_months: int
    state_support_a_month: Decimal
    local_support_a_month: Decimal

    def gross(self, income: int) -> int:
        """Contribution before support."""
        return round_dong(EXACT.multiply(self.rate * income, self.factor))

    def supports(self, gross: int) -> tuple[int, int]:
        """The State's part, at most the whole, and the province's, at most all that is left."""
        state = round_dong(self.state_support_a_month * self.supported_months)
        local = 0
        if self.local_support_a_month:
            local = round_dong(self.local_support_a_month * self.months)
        return min(state, gross), max(0, min(local, gross - state))

    def pay(self, income: int) -> int:
        """What the person pays."""
        gross = self.gross(income)
        return gross - sum(self.supports(gross))


def calculate_contribution(parameters: Parameters, question: ContributionQuestion) -> Contribution:
    """Amounts of one payment (Điều 31, 32, 36; Nghị định 159/2025/NĐ-CP, Điều 5, 6, 7).

    Raises LawError with the bound when a field is outside the law.
    """
    reading = Reading(parameters)
    terms = contribution_terms(reading, question)
    income = chosen_income(reading, question, terms)
    gross = terms.gross(income)
    state, local = terms.supports(gross)
    return Contribution(
        support=question.support,
        mode=question.mode,
        income=income,
        months=terms.months,
        supported_months=terms.supported_months,
        gross=gross,
        state_support=state,
        local_support=local,
        deadline=_deadline(reading, question),
        monthly_return=terms.monthly_return,
        grounds=reading.grounds,
    )


def income_bounds(reading: Reading, on: date) -> tuple[int, int]:
    """The lowest and highest income base of the day in đồng (Điều 31 khoản 2)."""
    return reading.whole("rural_poverty_line", on), _highest_income(reading, on)


def _highest_income(reading: Reading, on: date) -> int:
    return reading.whole("max_income_times", on) * reading.whole("reference_level", on)


def contribution_terms(reading: Reading, question: ContributionQuestion) -> Terms:
    """Months, factor and support of the payment; LawError when a field is outside the law."""
    on = question.on
    rate = reading.factor("contribution_rate", on)
    months = _months(reading, question)
    growth = _monthly_return(reading, question)
    lowest = reading.whole("rural_poverty_line", on)
    base = rate * lowest
    share, supported = _state_support(reading, question, months)
    return Terms(
        lowest_income=lowest,
        rate=rate,
        months=months,
        monthly_return=growth,
        factor=_factor(question.mode, months, growth),
        supported_months=supported,
        state_support_a_month=share * base,
        local_support_a_month=local_support(reading, question.province, question.support, on, base),
    )


def chosen_income(reading: Reading, question: ContributionQuestion, terms: Terms) -> int:
    """The income asked for, or the largest in whole 1,000 đồng that the budget can bear."""
    lowest, highest = terms.lowest_income, _highest_income(reading, question.on)
    if (question.income is None) == (question.budget is None):
        raise LawError(
            "Cần cho biết một trong hai: mức thu nhập (income) hoặc số tiền có thể đóng "
            "mỗi tháng (budget).",
            "income",
        )
    if question.income is not None:
        if not lowest <= question.income <= highest:
            raise LawError(
                f"Mức thu nhập phải từ {money(lowest)} đến {money(highest)} mỗi tháng.", "income"
            )
        return question.income
    return _affordable(question.budget or 0, lowest, highest, terms)


def _affordable(budget: int, lowest: int, highest: int, terms: Terms) -> int:
    total = budget * terms.months
    steps = range(-(-lowest // _THOUSAND), highest // _THOUSAND + 1)
    fitting = bisect_right(steps, total, key=lambda step: terms.pay(step * _THOUSAND))
    if fitting == 0:
        needed = -(-terms.pay(steps[0] * _THOUSAND) // terms.months)
        raise LawError(f"Số tiền đóng mỗi tháng phải từ {money(needed)} trở lên.", "budget")
    return steps[fitting - 1] * _THOUSAND


def _months(reading: Reading, question: ContributionQuestion) -> int:
    mode, on = question.mode, question.on
    if mode not in MODES:
        raise LawError(f"Phương thức đóng phải là một trong: {', '.join(MODES)}.", "mode")
    if mode != "years-ahead" and question.years is not None:
        raise LawError("Số năm (years) chỉ dùng khi đóng cho nhiều năm về sau.", "years")
    if mode != "missing-years" and question.months is not None:
        raise LawError("Số tháng (months) chỉ dùng khi đóng cho những năm còn thiếu.", "months")
    if mode == "years-ahead":
        least, most = reading.whole("years_ahead_min", on), reading.whole("years_ahead_max", on)
        if question.years is None or not least <= question.years <= most:
            raise LawError(f"Số năm đóng trước phải từ {least} đến {most} năm.", "years")
        return 12 * question.years
    if mode == "missing-years":
        most = reading.whole("missing_months_max", on)
        if question.months is None or not 1 <= question.months <= most:
            raise LawError(f"Số tháng còn thiếu được đóng phải từ 1 đến {most} tháng.", "months")
        return question.months
    return int(reading.table("mode_months", on)[mode])


def _monthly_return(reading: Reading, question: ContributionQuestion) -> Decimal | None:
    if question.mode not in ("years-ahead", "missing-years"):
        return None
    if question.monthly_return is not None:
        return question.monthly_return
    try:
        return reading.factor("monthly_return", question.on)
    except LawError as error:
        raise LawError(
            f"{error.message} Nếu biết lãi suất của năm đó, hãy nhập thêm (monthly_return).", "on"
        ) from error


def _factor(mode: str, months: int, growth: Decimal | None) -> Decimal:
    if growth is None:
        return Decimal(months)
    return paid_ahead(growth, 0, months) if mode == "years-ahead" else paid_late(growth, months)


def _state_support(
    reading: Reading, question: ContributionQuestion, months: int
) -> tuple[Decimal, int]:
    if question.support not in CATEGORIES:
        raise LawError(f"Diện hỗ trợ phải là một trong: {', '.join(CATEGORIES)}.", "support")
    if question.supported_months_used < 0:
        raise LawError("Số tháng đã được hỗ trợ phải từ 0 trở lên.", "supported_months_used")
    share = reading.factor(_SHARES[question.support], question.on)
    if share == 0:
        return share, 0
    if question.mode in ("years-ahead", "missing-years"):
        reading.dated("support_in_lump_sums", question.on)
    left = reading.whole("support_max_months", question.on) - question.supported_months_used
    return share, min(months, max(left, 0))


def _deadline(reading: Reading, question: ContributionQuestion) -> date:
    if question.mode in ("years-ahead", "missing-years"):
        return question.on
    months = int(reading.table("mode_deadline_months", question.on)[question.mode])
    return Month.of(question.on).plus(months).first_day - timedelta(days=1)
