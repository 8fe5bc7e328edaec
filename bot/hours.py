"""Office hours as staff write them: "T2-T6 07:30-11:30 13:30-17:00", "24/7"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_DAYS = {"t2": 0, "t3": 1, "t4": 2, "t5": 3, "t6": 4, "t7": 5, "cn": 6}
_NAMES = ("thứ 2", "thứ 3", "thứ 4", "thứ 5", "thứ 6", "thứ 7", "chủ nhật")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_RANGE = re.compile(r"(t[2-7]|cn)(?:-(t[2-7]|cn))?")
ALWAYS = "24/7"


class HoursError(ValueError):
    """OFFICE_HOURS cannot be read."""


@dataclass(frozen=True)
class Hours:
    """Weekdays (0 = Monday) with spans of the day. Empty = always open."""

    days: frozenset[int] = frozenset()
    spans: tuple[tuple[time, time], ...] = ()

    def is_open(self, now: datetime) -> bool:
        """Tell whether staff answer at that instant."""
        if not self.spans:
            return True
        here = now.astimezone(VIETNAM)
        clock = here.time()
        return here.weekday() in self.days and any(a <= clock < b for a, b in self.spans)

    @property
    def spoken(self) -> str:
        """Give the hours in words: "thứ 2 đến thứ 6, 07:30-11:30 và 13:30-17:00"."""
        if not self.spans:
            return "cả ngày, cả tuần"
        days, names = sorted(self.days), [_NAMES[day] for day in sorted(self.days)]
        in_a_row = days[-1] - days[0] == len(days) - 1 and len(days) > 2
        spoken = f"{names[0]} đến {names[-1]}" if in_a_row else ", ".join(names)
        spans = " và ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in self.spans)
        return f"{spoken}, {spans}"

    def next_opening(self, now: datetime) -> datetime:
        """Give when staff answer again (now, when they do)."""
        if self.is_open(now):
            return now
        here = now.astimezone(VIETNAM)
        starts = (
            _at(here.date() + timedelta(days=days), begin)
            for days in range(8)
            for begin, _ in self.spans
            if (here.date() + timedelta(days=days)).weekday() in self.days
        )
        return next(start for start in starts if start > here)

    def after(self, start: datetime, open_time: timedelta) -> datetime:
        """Give when so much open time has gone by since `start`."""
        here = self.next_opening(start)
        while open_time > timedelta() and self.spans:
            clock = here.astimezone(VIETNAM)
            closes = next(end for begin, end in self.spans if begin <= clock.time() < end)
            left = _at(clock.date(), closes) - here
            if open_time < left:
                break
            open_time -= left
            here = self.next_opening(here + left)
        return here + open_time


@lru_cache(maxsize=8)
def parse_hours(text: str) -> Hours:
    """Read the setting OFFICE_HOURS. Raises HoursError with an example."""
    plain = text.strip().lower()
    if plain == ALWAYS:
        return Hours()
    days: set[int] = set()
    spans: list[tuple[time, time]] = []
    for part in plain.replace(",", " ").split():
        if found := _RANGE.fullmatch(part):
            first, last = _DAYS[found[1]], _DAYS[found[2] or found[1]]
            days.update(range(first, last + 1))
        elif found := _SPAN.fullmatch(part):
            spans.append(_span(text, *map(int, found.groups())))
        else:
            raise _unreadable(text)
    if not days or not spans:
        raise _unreadable(text)
    return Hours(frozenset(days), tuple(sorted(spans)))


def _span(text: str, *numbers: int) -> tuple[time, time]:
    try:
        begin, end = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
    except ValueError:
        raise _unreadable(text) from None
    if begin >= end:
        raise _unreadable(text)
    return begin, end


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, VIETNAM)


def _unreadable(text: str) -> HoursError:
    return HoursError(f"{text!r}: viết như “T2-T6 07:30-11:30 13:30-17:00” hoặc “24/7”")
