"""Payments against pension over the years: what a person pays until the pension, what it gives."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from bot.law.months import Month
from bot.law.scenarios.paying import TODAYS_PRICES, Stretch
from bot.law.values import Parameters
from bot.law.wording import CATEGORIES, day, money, number, percent, span
from bot.pictures.description import Picture, checked
from bot.pictures.errors import PicturesError
from bot.pictures.facts.base import COMMON, Facts, Table
from bot.pictures.facts.outlook import Outlook, outlook_by_birth, outlook_by_months
from bot.pictures.wording import capital, texts

TEXTS = texts("pension-chart")
OLDEST = 100

_FIELDS = {
    "income": int,
    "sex": str,
    "birth": str,
    "months": int,
    "months_paid": int,
    "past_income": int,
    "support": str,
    "supported_months_used": int,
    "province": str,
}


def rounded_millions(amount: int) -> str:
    """The amount as people say it, cut: 16290000 → "16,2 triệu"."""
    text: str = TEXTS["millions"].format(amount=number(Decimal(amount // 100_000) / 10))
    return text


@dataclass(frozen=True, slots=True)
class Year:
    """One year of the drawing in đồng; `label` only where the axis names it."""

    paid: int
    pension: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PensionChartFacts(Facts):
    """The outlook and its years in order."""

    outlook: Outlook
    years: tuple[Year, ...]

    @property
    def spent(self) -> str:
        """How long the person pays, in words."""
        outlook = self.outlook
        if outlook.last is None:
            return "" if outlook.purchase else str(TEXTS["no_pay"])
        text: str = TEXTS["pay_for"].format(
            span=span(outlook.first.until(outlook.last) + 1),
            first=_month(outlook.first),
            last=_month(outlook.last),
        )
        return text

    @property
    def bought(self) -> str:
        """That months are bought at once; empty without any."""
        purchase = self.outlook.purchase
        text: str = TEXTS["bought"].format(months=purchase.months) if purchase else ""
        return text

    @property
    def begins(self) -> str:
        """When the pension begins, and its rate."""
        outlook, rate = self.outlook, percent(self.outlook.rate)
        if outlook.age_known:
            text: str = TEXTS["from_day"].format(day=day(outlook.start.first_day), rate=rate)
        else:
            text = TEXTS["from_age"].format(rate=rate)
        return text

    @property
    def paid_a_year(self) -> str:
        """What whole years of monthly payment cost, about; empty where nothing is paid monthly."""
        months = {each.month.gross - each.month.local_support for each in self._unsupported}
        months |= {each.month.pay for each in self.outlook.stretches if each.supported_months}
        if not months:
            return ""
        least, most = (rounded_millions(12 * amount) for amount in (min(months), max(months)))
        if least == most:
            return least
        text: str = TEXTS["range"].format(least=least.partition(" ")[0], most=most)
        return text

    @property
    def _unsupported(self) -> list[Stretch]:
        """Stretches with months beyond the State's support."""
        return [each for each in self.outlook.stretches if each.months > each.supported_months]

    @property
    def tables(self) -> tuple[Table, ...]:
        outlook = self.outlook
        rows = [
            (
                TEXTS["between"].format(first=_month(each.first), last=_month(each.last)),
                str(each.months),
                money(each.pay),
                money(each.state_support),
            )
            for each in outlook.stretches
        ]
        if bought := outlook.purchase:
            amounts = (money(bought.pay), money(bought.state_support))
            rows.append((TEXTS["purchase"], str(bought.months), *amounts))
        total = (str(outlook.months), money(outlook.own_money), money(outlook.state_support))
        rows.append((TEXTS["together"], *total))
        begins = day(outlook.start.first_day) if outlook.age_known else TEXTS["at_age"]
        pension = [capital(begins), money(outlook.pension)]
        pension += [money(outlook.one_off)] if outlook.one_off else []
        return (
            Table(TEXTS["table"], tuple(TEXTS["head"]), tuple(rows), totals=True),
            Table(
                TEXTS["table_pension"],
                tuple(TEXTS["head_pension"][: len(pension)]),
                (tuple(pension),),
            ),
        )

    @property
    def said(self) -> str:
        outlook = self.outlook
        spent = ", ".join(part for part in (self.spent, self.bought) if part)
        pension = f"{money(outlook.pension)} {TEXTS['a_month']}"
        parts = [
            TEXTS["alt_pay"].format(amount=money(outlook.own_money), spent=spent),
            TEXTS["state"].format(amount=money(outlook.state_support)) + ".",
            TEXTS["alt_pension"].format(amount=pension, when=self.begins),
        ]
        if outlook.one_off:
            parts.append(capital(TEXTS["one_off"].format(amount=money(outlook.one_off))) + ".")
        return " ".join([*parts, TEXTS["alt_drawing"]])


def pension_chart_facts(parameters: Parameters, picture: Picture, on: date) -> PensionChartFacts:
    """Calculate the chart. Raises PicturesError or LawError for what cannot be asked."""
    data = _checked(parameters, picture, on)
    if "birth" in data:
        outlook = outlook_by_birth(parameters, data, on)
    else:
        outlook = outlook_by_months(parameters, data, on)
    return PensionChartFacts(
        title=TEXTS["title"],
        subject=(_who(data), TEXTS["income"].format(income=money(data["income"]))),
        notes=tuple(_notes(data, outlook)),
        grounds=outlook.grounds,
        on=on,
        outlook=outlook,
        years=_years(outlook, TEXTS["pension_years_shown"]),
    )


def _checked(parameters: Parameters, picture: Picture, on: date) -> dict[str, Any]:
    """The fields of the description, the birth as a date."""
    data = checked(picture, _FIELDS, ("income", "sex"))
    if ("birth" in data) == ("months" in data):
        raise PicturesError(
            "Cần một trong hai: tháng năm sinh (birth) hoặc số tháng đóng (months)."
        )
    if data["sex"] not in COMMON["sexes"]:
        raise PicturesError("Giới tính phải là female (nữ) hoặc male (nam).")
    if data.get("support", "other") not in CATEGORIES:
        raise PicturesError(f"Diện hỗ trợ phải là một trong: {', '.join(CATEGORIES)}.")
    if "months" in data and {"months_paid", "past_income"} & data.keys():
        raise PicturesError("Số tháng đã đóng (months_paid) chỉ dùng khi biết tháng năm sinh.")
    if "birth" in data:
        data["birth"] = _birth(data["birth"], cast("int", parameters.at("min_age_join", on)), on)
    return data


def _birth(text: str, least_age: int, on: date) -> date:
    """The first of the month where only a month is known."""
    try:
        birth = date.fromisoformat(text if len(text) > len("1980-05") else f"{text}-01")
    except ValueError as error:
        raise PicturesError("Tháng năm sinh (birth) viết như 1980-05.") from error
    if not least_age <= on.year - birth.year <= OLDEST:
        raise PicturesError(f"Tuổi phải từ {least_age} đến {OLDEST}.")
    return birth


def _who(data: dict[str, Any]) -> str:
    key, known = "who", {"support": COMMON["supports"][data.get("support", "other")]}
    if "birth" in data:
        key, known["birth"] = "who_born", _month(Month.of(data["birth"]))
    text: str = TEXTS[key].format(sex=capital(COMMON["sexes"][data["sex"]]), **known)
    return text


def _notes(data: dict[str, Any], outlook: Outlook) -> list[str]:
    notes = [
        TEXTS["rising"].format(month=_month(each.first), income=money(each.income))
        for each in outlook.stretches
        if each.income > data["income"]
    ]
    if data.get("months_paid"):
        notes.append(TEXTS["past"].format(span=span(data["months_paid"])))
        notes += [] if "supported_months_used" in data else [TEXTS["none_used"]]
    life = TEXTS["life"].format(years=TEXTS["pension_years_shown"])
    return [*notes, TEXTS["estimate"], TODAYS_PRICES, life, TEXTS["death"]]


def _years(outlook: Outlook, shown: int) -> tuple[Year, ...]:
    """Years of payment, then years of pension; apart from each other while no age is known."""
    paid = _paid_by_year(outlook)
    pension = _pension_by_year(outlook, shown)
    begins, first, last = outlook.start.year, min(paid | pension), max(pension)
    if outlook.age_known:
        labels = {first: str(first), begins: str(begins), last: str(last)}
        return tuple(
            Year(paid[year], pension[year], labels.get(year, "")) for year in range(first, last + 1)
        )
    paying = [Year(paid[year], 0, str(year) if year == first else "") for year in sorted(paid)]
    drawing = [
        Year(0, outlook.pension * 12, TEXTS["at_age"] if position == 0 else "")
        for position in range(shown)
    ]
    return (*paying, Year(0, 0), Year(0, 0), *drawing)


def _paid_by_year(outlook: Outlook) -> Counter[int]:
    """What the person pays in each year of the calendar; it adds up to the own money."""
    paid = Counter[int]()
    for stretch in outlook.stretches:
        before = 0
        for year in range(stretch.first.year, stretch.last.year + 1):
            until = min(Month(year, 12), stretch.last)
            after = stretch.shortened(stretch.first.until(until) + 1).pay
            paid[year] += after - before
            before = after
    if outlook.purchase:
        paid[outlook.start.plus(-1).year] += outlook.purchase.pay
    return paid


def _pension_by_year(outlook: Outlook, shown: int) -> Counter[int]:
    start, end = outlook.start, outlook.start.plus(12 * shown)
    months = Counter(start.plus(step).year for step in range(start.until(end)))
    return Counter({year: count * outlook.pension for year, count in months.items()})


def _month(month: Month) -> str:
    return f"{month.month}/{month.year}"
