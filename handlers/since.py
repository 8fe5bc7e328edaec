"""Since when somebody pays, and how many months of that the State supported."""

from datetime import date

from bot.law.months import Month
from bot.law.values import Parameters
from faq.details import Details
from faq.text import clean, words

_OLDEST = 1995


def months_supported(parameters: Parameters, text: str, details: Details, on: date) -> int | None:
    """Give the most months that were supported up to now, None where no beginning is said.

    The State supports voluntary contributions since its share is more than nothing (1/1/2018).
    """
    begun = _beginning(text, details, on)
    if begun is None:
        return None
    shares = parameters["support_share_other"].values
    first = Month.of(next(share.since for share in shares if share.value))
    return max(0, max(begun, first).until(Month.of(on)))


def _beginning(text: str, details: Details, on: date) -> Month | None:
    """ "từ tháng 5 năm 2019", "5/2019", "2019", "được 8 năm"."""
    numbers = [int(w.text) for w in words(clean(text)) if w.text.isdigit()]
    years = [n for n in numbers if _OLDEST <= n <= on.year]
    if years:
        at = numbers.index(years[0])
        month = numbers[at - 1] if at and 1 <= numbers[at - 1] <= 12 else 1
        return Month(years[0], month)
    if details.spans:
        return Month.of(on).plus(-details.spans[0].value)
    return None
