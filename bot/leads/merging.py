"""Two leads on one phone that are one person: merging them, and undoing it.

The older one stays (or the one into which others went), with the values that a colleague chose and
the newer consent. The other's history is shown with its own, its joins go along. Undoing gives back
what the merge changed, unless it was changed again since; the last merge is undone first.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.leads import audit, linking, search
from bot.leads.errors import LeadsError
from bot.leads.joins import REFUSED
from bot.leads.merged import merges_of
from bot.leads.queries import find_lead
from bot.leads.viewers import Viewer
from bot.storage.campaigns import Join
from bot.storage.merges import LeadMerge
from bot.storage.outreach import Lead, LeadEvent


@dataclass(frozen=True)
class Choice:
    """Fields that go together: what staff call them, and their columns."""

    title: str
    fields: tuple[str, ...]


CHOICES: Mapping[str, Choice] = {
    "name": Choice("Họ tên", ("name", "name_folded")),
    "birth_year": Choice("Năm sinh", ("birth_year",)),
    "sex": Choice("Giới tính", ("sex",)),
    "place": Choice(
        "Nơi ở",
        ("place", "hamlet", "ward", "former_ward", "province", "place_folded", "unit_id"),
    ),
    "need": Choice("Nhu cầu", ("need",)),
    "income": Choice("Mức thu nhập", ("income",)),
    "support": Choice("Diện hỗ trợ", ("support",)),
    "mode": Choice("Phương thức", ("mode",)),
    "call_time": Choice("Giờ gọi", ("call_time",)),
    "for_whom": Choice("Tư vấn cho", ("for_whom",)),
    "status": Choice(
        "Trạng thái",
        ("status", "reason", "next_step_on", "joined_on", "receipt", "last_contact_at"),
    ),
    "team": Choice("Tổ, người phụ trách", ("team_id", "assignee_id")),
    "source": Choice("Nguồn, chiến dịch", ("source", "campaign")),
}
"""What a colleague chooses, where the two differ."""

CONSENT = ("consent_at", "consent_version")
CARRIED = (*(f for choice in CHOICES.values() for f in choice.fields), *CONSENT, "conversation_id")
_DAYS = {"next_step_on", "joined_on"}
_MOMENTS = {"last_contact_at", "consent_at"}


def pair(session: Session, code: str, other: str, viewer: Viewer) -> tuple[Lead, Lead]:
    """Give the lead that would stay and the one that would go. Raises LeadsError."""
    first, second = (find_lead(session, each, viewer) for each in (code, other))
    if first.id == second.id or not first.phone_hash or first.phone_hash != second.phone_hash:
        raise LeadsError("Chỉ gộp hai khách có cùng số điện thoại.")
    kept, gone = sorted((first, second), key=lambda lead: lead.id)
    if merges_of(session, gone):
        kept, gone = gone, kept
    if merges_of(session, gone):
        raise LeadsError("Cả hai khách đều đã gộp khách khác: bỏ gộp ở một khách trước.")
    if all(_live_joins(session, lead) for lead in (kept, gone)):
        raise LeadsError("Cả hai khách đều có lượt tham gia: BHXH xử lý một lượt trước khi gộp.")
    return kept, gone


def differing(kept: Lead, gone: Lead) -> list[str]:
    """Give the keys of what differs between the two."""
    return [
        key
        for key, choice in CHOICES.items()
        if any(getattr(kept, f) != getattr(gone, f) for f in choice.fields)
    ]


def suggested(kept: Lead, gone: Lead) -> set[str]:
    """Give what one would rather take from the lead that goes: joins, and what the other lacks."""
    lacking = {
        key
        for key, choice in CHOICES.items()
        if getattr(gone, choice.fields[0]) and not getattr(kept, choice.fields[0])
    }
    if gone.status == "joined" or (kept.status == "new" and gone.status != "new"):
        lacking.add("status")
    return lacking


def merge(
    session: Session, code: str, other: str, taken: Collection[str], viewer: Viewer, now: datetime
) -> str:
    """Merge two leads, taking the choices `taken` from the one that goes; give the code that stays.

    Raises LeadsError when the two cannot be one person, or one has joined and that would be lost.
    """
    kept, gone = pair(session, code, other, viewer)
    before = _values(kept)
    for key in CHOICES.keys() & set(taken):
        _take(kept, gone, CHOICES[key].fields)
    if gone.consent_at > kept.consent_at:
        _take(kept, gone, CONSENT)
    kept.conversation_id = kept.conversation_id or gone.conversation_id
    joins = _live_joins(session, kept) + (moved := _live_joins(session, gone))
    if joins and kept.status != "joined":
        raise LeadsError("Khách có lượt tham gia: chọn trạng thái Đã tham gia.")
    session.execute(update(Join).where(Join.id.in_(moved)).values(lead_id=kept.id))
    search.index(kept)
    session.add(
        LeadMerge(
            kept_id=kept.id,
            gone_id=gone.id,
            before=before,
            after=_values(kept),
            joins=moved,
            user_id=viewer.user_id,
            created_at=now,
        )
    )
    session.flush()
    linking.link_anew(session, kept.phone_hash)
    _note(session, kept, f"Gộp {gone.code} vào khách này", viewer, now)
    audit.record(session, viewer, "leads-merged", now, target=kept.code, codes=gone.code)
    return kept.code


def undo(session: Session, code: str, viewer: Viewer, now: datetime) -> str:
    """Take the last merge of a lead back and give the code of the one that had gone.

    Raises LeadsError when nothing went into it.
    """
    kept = find_lead(session, code, viewer)
    merges = merges_of(session, kept)
    if not merges:
        raise LeadsError("Khách này chưa gộp với khách nào.")
    last, now_said = merges[0], _values(kept)
    gone = last.gone
    for name, value in last.before.items():
        if now_said[name] == last.after[name]:
            setattr(kept, name, _read(name, value))
    session.execute(update(Join).where(Join.id.in_(last.joins)).values(lead_id=gone.id))
    session.delete(last)
    session.flush()
    search.index(kept)
    linking.link_anew(session, kept.phone_hash)
    linking.link_anew(session, gone.phone_hash)
    for lead in (kept, gone):
        _note(session, lead, f"Bỏ gộp {gone.code} khỏi {kept.code}", viewer, now)
    audit.record(session, viewer, "merge-undone", now, target=kept.code, codes=gone.code)
    return gone.code


def _live_joins(session: Session, lead: Lead) -> list[int]:
    found = select(Join.id).where(Join.lead_id == lead.id, Join.status != REFUSED)
    return list(session.scalars(found))


def _take(kept: Lead, gone: Lead, fields: Collection[str]) -> None:
    for name in fields:
        setattr(kept, name, getattr(gone, name))


def _values(lead: Lead) -> dict[str, Any]:
    """Give what a merge may change, as JSON holds it."""
    return {
        name: value.isoformat() if isinstance(value := getattr(lead, name), date) else value
        for name in CARRIED
    }


def _read(name: str, value: Any) -> Any:
    if value and name in _DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if value and name in _MOMENTS else value


def _note(session: Session, lead: Lead, text: str, viewer: Viewer, now: datetime) -> None:
    event = LeadEvent(lead_id=lead.id, kind="merged", text=text, created_at=now)
    event.user_id = viewer.user_id
    session.add(event)
    lead.updated_at = now
