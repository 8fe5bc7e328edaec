"""One row of the file: what it says, and what is wrong with it in which column."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot import phones
from bot.leads.calendar import read_day
from bot.leads.importing.columns import COLUMNS
from bot.leads.text import fold

OLDEST = 1900  # no living person was born before
SEXES = {"nam": "nam", "nu": "nữ"}


@dataclass(frozen=True)
class Row:
    """A row that can be kept; the place is found in today's units, or "" where it was not."""

    number: int
    name: str
    phone: str
    source: str
    consent_on: date
    consent_by: str
    place: str = ""
    hamlet: str = ""
    ward: str = ""
    former_ward: str = ""
    province: str = ""
    birth_year: int | None = None
    sex: str = ""
    need: str = ""
    call_time: str = ""
    note: str = ""


@dataclass(frozen=True)
class Remark:
    """Something about a row, in words that say what to do; `column` is "" for the whole row."""

    row: int
    column: str
    text: str


class Found(Protocol):
    """A place in the units of today."""

    @property
    def hamlet(self) -> str:
        """The hamlet or block that was named, "" when none was."""
        ...

    @property
    def ward(self) -> str:
        """The ward of today."""
        ...

    @property
    def former_ward(self) -> str:
        """The ward before 1/7/2025."""
        ...

    @property
    def province(self) -> str:
        """The province of today."""
        ...


@dataclass(frozen=True)
class Limits:
    """What a day of consent and a place are measured against."""

    today: date
    oldest_consent: date
    find: Callable[[str], Sequence[Found]]  # a place as written → what it may be


def read(number: int, told: Mapping[str, str], limits: Limits) -> tuple[Row | None, list[Remark]]:
    """Give the row, None when something is wrong with it, and what there is to say of it."""
    wrong: list[tuple[str, str]] = [
        (c.key, "chưa ghi") for c in COLUMNS if c.required and not told[c.key]
    ]
    wrong += [
        (c.key, f"dài quá {c.longest} ký tự: viết gọn lại")
        for c in COLUMNS
        if len(told[c.key]) > c.longest
    ]
    phone = phones.parse(told["phone"])
    if told["phone"] and phone is None:
        wrong.append(("phone", f"“{told['phone']}” không phải số điện thoại: ghi đủ 10 chữ số"))
    birth_year = _year(told["birth_year"], limits.today, wrong)
    sex = SEXES.get(fold(told["sex"]), "")
    if told["sex"] and not sex:
        wrong.append(("sex", f"“{told['sex']}”: ghi Nam hoặc Nữ"))
    consent_on = _consent(told["consent_on"], limits, wrong)
    place, notes = _place(told, limits.find)
    titles = {column.key: column.title for column in COLUMNS}
    if wrong or phone is None or consent_on is None:
        return None, [Remark(number, titles[key], text) for key, text in wrong]
    texts = ("name", "source", "consent_by", "need", "call_time", "note")
    given = {key: told[key] for key in texts}
    row = Row(
        number, phone=phone, consent_on=consent_on, birth_year=birth_year, sex=sex, **given, **place
    )
    return row, [Remark(number, titles[key], text) for key, text in notes]


def _year(text: str, today: date, wrong: list[tuple[str, str]]) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and OLDEST <= int(text) <= today.year:
        return int(text)
    wrong.append(("birth_year", f"“{text}”: ghi bốn chữ số, như 1975"))
    return None


def _consent(text: str, limits: Limits, wrong: list[tuple[str, str]]) -> date | None:
    if not text:
        return None
    day = read_day(text)
    if day is None:
        wrong.append(("consent_on", f"“{text}”: ghi ngày như 20/11/2026"))
    elif day > limits.today:
        wrong.append(("consent_on", f"{text} chưa tới: xem lại ngày"))
    elif day < limits.oldest_consent:
        wrong.append(("consent_on", f"{text} quá lâu, đã hết hạn lưu: xin đồng ý lại"))
    else:
        return day
    return None


def _place(
    told: Mapping[str, str], find: Callable[[str], Sequence[Found]]
) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Find the ward; what is not found is kept as it is written, for staff to read."""
    text = ", ".join(part for part in (told["hamlet"], told["ward"]) if part)
    found = find(text) if told["ward"] else []
    if len(found) == 1:
        place = found[0]
        return {
            "place": text[:300],
            "hamlet": told["hamlet"] or place.hamlet,
            "ward": place.ward,
            "former_ward": place.former_ward,
            "province": place.province,
        }, []
    kept = {"place": text[:300], "hamlet": told["hamlet"]}
    if not told["ward"]:
        return kept, []
    wards = " hay ".join(dict.fromkeys(place.ward for place in found))
    told_them = f"có thể là {wards}" if wards else "không tìm thấy"
    return kept, [("ward", f"“{told['ward']}” {told_them}: lưu như đã ghi, chưa tự về tổ")]
