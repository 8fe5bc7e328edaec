"""Paying month by month over a span of time, on the law of each month."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from bot.law.career import Period
from bot.law.contribution import Contribution, ContributionQuestion, calculate_contribution
from bot.law.months import Month
from bot.law.values import Parameters

TODAYS_PRICES = "Tính theo giá hôm nay và những mức đã ban hành; Nhà nước còn có thể điều chỉnh."
_CUTTING = ("contribution_rate", "rural_poverty_line", "support_", "local_support")


@dataclass(frozen=True, slots=True)
class Payer:
    """Category of support, months already supported, province."""

    support: str = "other"
    supported_months_used: int = 0
    province: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months in a row on one income and one law; `month` is the payment of a supported month.

    `supported_months` of them come first, then those beyond the State's 120.
    """

    first: Month
    last: Month
    supported_months: int
    month: Contribution

    @property
    def months(self) -> int:
        """How many months."""
        return self.first.until(self.last) + 1

    @property
    def income(self) -> int:
        """The income of each month in đồng."""
        return self.month.income

    @property
    def state_support(self) -> int:
        """The State's part over all months in đồng."""
        return self.month.state_support * min(self.months, self.supported_months)

    @property
    def pay(self) -> int:
        """What the person pays over all months in đồng."""
        return (self.month.gross - self.month.local_support) * self.months - self.state_support

    @property
    def period(self) -> Period:
        """The stretch as paid time."""
        return Period(self.first, self.last, self.income)

    def shortened(self, months: int) -> "Stretch":
        """Its first months."""
        return replace(self, last=self.first.plus(months - 1))


def pay_monthly(
    parameters: Parameters, payer: Payer, income: int, first: Month, last: Month
) -> tuple[Stretch, ...]:
    """Monthly payments from the first to the last month, both counted.

    Where the lowest base of a month is above the chosen income, that lowest base is paid from then
    on. Raises LawError when the income is outside the bounds of the first month.
    """
    used, stretches = payer.supported_months_used, list[Stretch]()
    for begin, end in _lawful_spans(parameters, first, last):
        lowest = cast("int", parameters.at("rural_poverty_line", begin.first_day))
        month = calculate_contribution(
            parameters,
            ContributionQuestion(
                on=begin.first_day,
                income=max(income, lowest) if stretches else income,
                support=payer.support,
                province=payer.province,
            ),
        )
        most = cast("int", parameters.at("support_max_months", begin.first_day))
        stretch = Stretch(begin, end, max(0, most - used), month)
        used += stretch.months
        stretches.append(stretch)
    return tuple(stretches)


def own_money(stretches: tuple[Stretch, ...]) -> int:
    """What the person pays over all stretches in đồng."""
    return sum(stretch.pay for stretch in stretches)


def _lawful_spans(
    parameters: Parameters, first: Month, last: Month
) -> Iterator[tuple[Month, Month]]:
    """The time cut where a parameter of the contribution changes."""
    cuts = sorted(
        {
            Month.of(value.since)
            for parameter in parameters
            if parameter.name.startswith(_CUTTING)
            for value in parameter.values
            if first < Month.of(value.since) <= last
        }
    )
    for begin, following in zip([first, *cuts], [*cuts, last.plus(1)], strict=True):
        yield begin, following.plus(-1)
