"""How much of its rate the Graph API says is used, and when it lets us in again."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.channels import fields

HEADERS = ("X-App-Usage", "X-Business-Use-Case-Usage")
_SHARES = ("call_count", "total_time", "total_cputime")
_REGAIN = "estimated_time_to_regain_access"  # minutes
LONGEST_WAIT = 3600.0  # seconds


def used(headers: Mapping[str, str]) -> float:
    """Give the largest share of any limit that is used up, 0 to 1."""
    shares = [_number(report.get(name)) for report in _reports(headers) for name in _SHARES]
    return min(max(shares, default=0.0) / 100, 1.0)


def wait(headers: Mapping[str, str]) -> float | None:
    """Give how many seconds until calls are let in again, where the platform estimates it."""
    seconds = max((_number(report.get(_REGAIN)) * 60 for report in _reports(headers)), default=0.0)
    return min(seconds, LONGEST_WAIT) or None


def _reports(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Give each report: one for the app, and lists of them by business."""
    for name in HEADERS:
        try:
            found = fields.mapping(fields.load(headers.get(name, "").encode()))
        except ValueError:
            continue
        yield found
        for reports in found.values():
            yield from map(fields.mapping, fields.items(reports))


def _number(value: Any) -> float:
    return max(float(fields.number(value) or 0), 0.0)
