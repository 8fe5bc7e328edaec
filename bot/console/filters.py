"""The filter of the list of leads, as it stands in an address.

What was searched for is a name or a number: it is encrypted there, since addresses end up in logs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from bot.console.desk import NAME
from bot.leads.calendar import read_day
from bot.leads.queries import SORTS, LeadFilter
from bot.leads.statuses import STATUSES
from bot.leads.text import clean
from bot.storage.errors import StorageError
from bot.storage.outreach import Team
from bot.storage.types import cipher

LONGEST_SEARCH = 100
LONGEST_CHOICE = 200  # of a reason or source


@dataclass(frozen=True)
class Chip:
    """One choice of a filter: what it is called, where it leads, whether it is taken."""

    title: str
    query: Mapping[str, str]
    taken: bool


def read(given: Mapping[str, str], today: date, me: int | None = None) -> LeadFilter:
    """Read the filter for the account `me`; what cannot be read does not narrow."""
    status = given.get("status", "")
    team, sort = given.get("team", ""), given.get("sort", "")
    return LeadFilter(
        text=_unsealed(given.get("q", "")),
        status=status if status in STATUSES else "",
        team_id=int(team) if team.isascii() and team.isdigit() and len(team) < 10 else None,
        assignee_id=me if given.get("mine") else None,
        since=read_day(given.get("from", "")),
        until=read_day(given.get("to", "")),
        due_by=today if given.get("due") else None,
        reason=clean(given.get("reason", ""), LONGEST_CHOICE),
        source=clean(given.get("source", ""), LONGEST_CHOICE),
        sort=sort if sort in SORTS else "",
    )


def query(wanted: LeadFilter) -> dict[str, str]:
    """Give the filter for an address or the hidden fields of a form."""
    values = {
        "q": sealed(wanted.text),
        "status": wanted.status,
        "team": str(wanted.team_id or ""),
        "from": wanted.since.isoformat() if wanted.since else "",
        "to": wanted.until.isoformat() if wanted.until else "",
        "due": "1" if wanted.due_by else "",
        "mine": "1" if wanted.assignee_id is not None else "",
        "reason": wanted.reason,
        "source": wanted.source,
        "sort": wanted.sort,
    }
    return {key: value for key, value in values.items() if value}


def address(wanted: LeadFilter) -> str:
    """Give the address of the list with this filter."""
    values: dict[str, Any] = query(wanted)
    return url_for(f"{NAME}.lead_list", **values)


def sealed(text: str) -> str:
    """Give what was searched for in a form that nobody else reads."""
    text = text.strip()[:LONGEST_SEARCH]
    return cipher.encrypt(text.encode(errors="replace")).decode() if text else ""


def chips(wanted: LeadFilter) -> list[Chip]:
    """Give the choices of status, with "all", "mine" and "due" in front."""
    apart = ("status", "due", "mine")
    base = {key: value for key, value in query(wanted).items() if key not in apart}
    narrowed = wanted.status or wanted.due_by or wanted.assignee_id is not None
    everything = Chip("Tất cả", base, not narrowed)
    mine = Chip("Của tôi", {**base, "mine": "1"}, wanted.assignee_id is not None)
    due = Chip("Đến hẹn", {**base, "due": "1"}, wanted.due_by is not None)
    rest = [
        Chip(name, {**base, "status": key}, wanted.status == key) for key, name in STATUSES.items()
    ]
    return [everything, mine, due, *rest]


def words(wanted: LeadFilter, teams: Sequence[Team]) -> str:
    """Say the filter so that it can be read aloud: "Tổ Tân Thạnh · đến hẹn hôm nay"."""
    names = {team.id: team.name for team in teams}
    parts = [
        f"tìm “{wanted.text}”" if wanted.text else "",
        names.get(wanted.team_id, "") if wanted.team_id else "",
        STATUSES.get(wanted.status, "").lower(),
        f"lý do: {wanted.reason}" if wanted.reason else "",
        f"nguồn: {wanted.source}" if wanted.source else "",
        "giao cho tôi" if wanted.assignee_id is not None else "",
        "đến hẹn hôm nay hoặc trước đó" if wanted.due_by else "",
        f"từ {wanted.since:%d/%m/%Y}" if wanted.since else "",
        f"đến {wanted.until:%d/%m/%Y}" if wanted.until else "",
    ]
    return " · ".join(part for part in parts if part)


def _unsealed(text: str) -> str:
    try:
        return cipher.decrypt(text.encode()).decode() if text else ""
    except (StorageError, UnicodeError):
        return ""
