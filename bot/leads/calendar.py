"""The office's calendar: stored times are UTC, days are Vietnam's."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
YEARS = range(1900, 2200)  # in which a day of an office can lie


def day_of(moment: datetime) -> date:
    """Give the day in Vietnam."""
    return moment.astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """Give the moment at which the day begins in Vietnam."""
    return datetime.combine(day, time(), VIETNAM).astimezone(UTC)


def read_day(text: str) -> date | None:
    """Read "24/11/2026" or "2026-11-24"; None when it is neither, or in a year out of all sense."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return day if day.year in YEARS else None
    return None


def months_before(moment: datetime, months: int) -> datetime:
    """Give the moment so many calendar months earlier (31 March less one month: 28 February)."""
    count = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(count, 12)
    for last in (moment.day, 30, 29, 28):
        try:
            return moment.replace(year=year, month=month + 1, day=last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")
