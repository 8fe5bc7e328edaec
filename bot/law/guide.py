"""docs/vi/luat.md: how each figure comes about, with an example from the engine."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from bot.law.figures import figures
from bot.law.json_api import answer
from bot.law.values import DatedValue, Parameter, Parameters
from bot.law.wording import age, day, money, number, percent

_TEXT = Path(__file__).with_name("guide.yaml")

_WHOLE = {"money": money, "age": age}
_UNITS = {
    "months": "tháng",
    "years": "năm",
    "times": "lần",
    "factor": "lần",
    "weeks": "tuần",
    "days": "ngày",
    "working_days": "ngày làm việc",
}
_RESULTS = {
    "pay": "Người tham gia đóng",
    "amount": "Số tiền",
    "monthly_pension": "Lương hưu hằng tháng",
    "one_off_allowance": "Trợ cấp một lần khi nghỉ hưu",
    "monthly": "Mỗi tháng",
    "shortfall": "Có thể đóng thêm một lần",
    "pension_from": "Hưởng từ",
    "from": "Hưởng từ",
}


def guide(parameters: Parameters) -> str:
    """The whole document as Markdown."""
    content = yaml.safe_load(_TEXT.read_text("utf-8"))
    on: date = content["on"]
    named = figures(parameters, on)
    parts = [content["intro"].format(day=day(on))]
    parts += [_section(section, named, parameters, on) for section in content["sections"]]
    parts += ["## Các tham số\n", *(_parameter(parameter) for parameter in parameters)]
    return "\n".join(parts)


def _section(
    section: Mapping[str, Any], named: Mapping[str, str], parameters: Parameters, on: date
) -> str:
    shown = answer(section["kind"], section["question"], parameters, on)
    lines = [
        f"## {section['title']}\n",
        section["text"].format_map(named) + "\n",
        f"Ví dụ: {section['words']}\n",
        *_example(shown),
        "",
        f"Căn cứ: {'; '.join(shown['sources'])}.",
    ]
    if shown["unverified"]:
        lines.append(f"\nChưa xác minh: {', '.join(f'`{n}`' for n in shown['unverified'])}.")
    return "\n".join(lines) + "\n"


def _example(shown: Mapping[str, Any]) -> Iterator[str]:
    for line in shown["lines"]:
        yield f"- {line['label']}: {money(line['amount'])}"
    if "reached" in shown:
        yield f"- Đủ tuổi {shown['years']} năm {shown['months']} tháng vào tháng {shown['reached']}"
    for name, label in _RESULTS.items():
        result = shown.get(name)
        if isinstance(result, date):
            yield f"- {label}: **{day(result)}**"
        elif result:
            yield f"- {label}: **{money(result)}**"
    if shown.get("reason"):
        yield f"- {shown['reason']}"


def _parameter(parameter: Parameter) -> str:
    rows = [
        f"### `{parameter.name}`\n",
        f"{parameter.description}. Căn cứ chung: {parameter.reference}.\n",
        "| từ | giá trị | văn bản | dấu |",
        "| --- | --- | --- | --- |",
    ]
    rows += [
        f"| {day(value.since)} | {_value(parameter.unit, value)} | {value.source} | {value.mark} |"
        for value in parameter.values
    ]
    return "\n".join(rows) + "\n"


def _value(unit: str, dated: DatedValue) -> str:
    value = dated.value
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {number(item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return "; ".join(_row(row) for row in value) or "(chưa có dữ liệu)"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return day(value)
    if unit == "share":
        return percent(Decimal(value))
    if isinstance(value, int) and unit in _WHOLE:
        return _WHOLE[unit](value)
    return f"{number(value)} {_UNITS[unit]}"


def _row(row: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{key} {number(item) if isinstance(item, int | Decimal) else item}"
        for key, item in row.items()
    )
