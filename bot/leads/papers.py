"""Receipts and insurance codes: each is good for one join, however it is written."""

import re
import unicodedata

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.leads.errors import LeadsError
from bot.leads.text import clean
from bot.storage.campaigns import Join
from bot.storage.outreach import Lead
from bot.storage.types import cipher

_INSURANCE_CODE = re.compile(r"[0-9]{10}")
_TWICE = "Biên lai hoặc mã số BHXH này vừa được báo ở một lượt khác."


def receipt_key(receipt: str) -> str:
    """Give what is equal for all ways to write a receipt's number: "BL 0012" and "bl-12"."""
    text = unicodedata.normalize("NFKC", receipt).casefold()
    pieces = re.findall(r"[0-9]+|[^\W0-9_]+", text)
    return "-".join(piece.lstrip("0") or piece[-1] for piece in pieces)


def set_papers(session: Session, join: Join, receipt: str, insurance_code: str) -> None:
    """Note the papers of a join; no insurance code leaves the known one. Raises LeadsError."""
    receipt, code = clean(receipt, 60).upper(), _insurance_code(insurance_code)
    key = receipt_key(receipt)
    if receipt and not any(sign.isdigit() for sign in key):
        raise LeadsError("Số biên lai phải có chữ số.")
    hashed = cipher.search_hash(code) if code else join.insurance_hash
    with session.no_autoflush:
        if key and _taken(session, join, Join.receipt_key == key):
            raise LeadsError(f"Biên lai {receipt} đã được báo ở một lượt khác.")
        if hashed and _taken(session, join, Join.insurance_hash == hashed, _clashes(join)):
            raise LeadsError("Mã số BHXH này đã được báo ở một lượt khác.")
        if join.lead_id and _same_person(session, join):
            raise LeadsError("Người này đã được báo ở một lượt khác.")
    join.receipt, join.receipt_key, join.insurance_hash = receipt or None, key or None, hashed


def save(session: Session) -> None:
    """Write what was set; of two that bring the same papers at the same time one is refused."""
    try:
        session.flush()
    except IntegrityError:
        raise LeadsError(_TWICE) from None


def free_papers(join: Join) -> None:
    """Let the papers be used for another join."""
    join.receipt = join.receipt_key = join.insurance_hash = None


def _insurance_code(text: str) -> str:
    code = re.sub(r"[\s.-]", "", unicodedata.normalize("NFKC", text))
    if code and not _INSURANCE_CODE.fullmatch(code):
        raise LeadsError("Mã số BHXH có 10 chữ số.")
    return code


def _clashes(join: Join) -> ColumnElement[bool]:
    """A person counts once in a campaign, and is new once in a life."""
    same_campaign = Join.campaign_id == join.campaign_id
    return or_(same_campaign, Join.kind == "new") if join.kind == "new" else same_campaign


def _same_person(session: Session, join: Join) -> bool:
    """Whether another lead with the name and phone of the join's has been reported."""
    lead = session.get_one(Lead, join.lead_id)
    others = (
        select(Lead.id)
        .where(Lead.phone_hash == lead.phone_hash, Lead.name_folded == lead.name_folded)
        .where(Lead.phone_hash != "")
    )
    return _taken(session, join, Join.lead_id.in_(others), Join.status != "refused", _clashes(join))


def _taken(session: Session, join: Join, *conditions: ColumnElement[bool]) -> bool:
    found = session.scalars(select(Join.id).where(*conditions).limit(2))
    return any(number != join.id for number in found)
