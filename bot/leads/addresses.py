"""Where a member of staff is told: devices that take pushes, a linked conversation, the choice."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload

from bot.leads.errors import LeadsError
from bot.leads.text import clean
from bot.storage.accounts import StaffSession
from bot.storage.models import Conversation
from bot.storage.notices import NoticeAddress, PushDevice
from bot.storage.outreach import User
from bot.storage.types import cipher

PUSH, CHAT, NOBODY = "push", "chat", "none"
CHOICES: Mapping[str, str] = {
    PUSH: "Thông báo trên máy trước, Zalo hoặc Messenger khi không gửi được",
    CHAT: "Zalo hoặc Messenger trước, thông báo trên máy khi không gửi được",
    NOBODY: "Không nhận thông báo",
}
"""What a person may choose, and its name for staff."""

CODE_LIFE = timedelta(minutes=10)
MOST_DEVICES = 10
LINKABLE = ("zalo", "messenger")
"""Channels whose people are known to the platform; in the web chat anybody could be anybody."""


@dataclass(frozen=True)
class Device:
    """What a browser gives when its person allows pushes: address and keys (base64url)."""

    endpoint: str
    public_key: str
    secret: str
    name: str = ""
    browser: str | None = None  # the mark of the session from which it came


def address_of(session: Session, user_id: int) -> NoticeAddress:
    """Give the person's choice and linked conversation; the default when nothing was chosen."""
    found = session.scalar(
        select(NoticeAddress)
        .where(NoticeAddress.user_id == user_id)
        .options(joinedload(NoticeAddress.conversation))
    )
    return found or NoticeAddress(user_id=user_id, prefers=PUSH)


def choose(session: Session, user_id: int, choice: str) -> None:
    """Keep by which way a person wants to be told first. Raises LeadsError."""
    if choice not in CHOICES:
        raise LeadsError("Chọn một cách nhận thông báo.")
    _stored(session, user_id).prefers = choice


def devices_of(session: Session, user_id: int) -> Sequence[PushDevice]:
    """Give the devices of a person, newest first."""
    query = select(PushDevice).where(PushDevice.user_id == user_id)
    return session.scalars(query.order_by(PushDevice.id.desc())).all()


def add_device(session: Session, user_id: int, device: Device, now: datetime) -> None:
    """Keep a device; one that was somebody else's is this person's now. Raises LeadsError."""
    found = cipher.search_hash(device.endpoint)
    row = session.scalar(select(PushDevice).where(PushDevice.endpoint_hash == found))
    if row is None:
        if len(devices_of(session, user_id)) >= MOST_DEVICES:
            raise LeadsError(f"Mỗi tài khoản nhiều nhất {MOST_DEVICES} máy. Bỏ bớt máy cũ trước.")
        row = PushDevice(endpoint_hash=found, created_at=now)
        session.add(row)
    row.user_id, row.endpoint = user_id, device.endpoint
    row.public_key, row.secret = device.public_key, device.secret
    row.name, row.browser = clean(device.name, 100), device.browser


def remove_device(session: Session, user_id: int, device_id: int) -> None:
    """Forget a device of this person."""
    session.execute(
        delete(PushDevice).where(PushDevice.id == device_id, PushDevice.user_id == user_id)
    )


def remove_devices_of(session: Session, user_id: int, session_id: int) -> None:
    """Forget the browser in which that session of the person is, as for a lost phone."""
    its = select(StaffSession.browser).where(
        StaffSession.id == session_id, StaffSession.user_id == user_id
    )
    session.execute(
        delete(PushDevice).where(
            PushDevice.user_id == user_id, PushDevice.browser == its.scalar_subquery()
        )
    )


def remove_all_devices(session: Session, user_id: int) -> None:
    """Forget all devices of a person, as for a lost phone."""
    session.execute(delete(PushDevice).where(PushDevice.user_id == user_id))


def new_code(session: Session, user_id: int, now: datetime) -> str:
    """Give a code that links a conversation: good once and for ten minutes; only its hash stays."""
    code = f"LK {secrets.randbelow(10**8):08}"
    row = _stored(session, user_id)
    row.code_hash, row.code_until = _hash(code), now + CODE_LIFE
    return f"{code[:7]} {code[7:]}"


def link(session: Session, conversation: Conversation, code: str, now: datetime) -> int | None:
    """Link the conversation to whose code it is and give the person; None for a wrong code.

    A conversation is one person's: the last who links it. From now on it is told there first.
    """
    if conversation.channel not in LINKABLE:
        return None
    owner = session.scalar(
        update(NoticeAddress)
        .where(NoticeAddress.code_hash == _hash(code), NoticeAddress.code_until > now)
        .values(code_hash=None, code_until=None)
        .returning(NoticeAddress.user_id)
        .execution_options(synchronize_session=False)
    )
    if owner is None or session.get_one(User, owner).disabled_at is not None:
        return None
    unlink_conversation(session, conversation.id)
    session.execute(
        update(NoticeAddress)
        .where(NoticeAddress.user_id == owner)
        .values(conversation_id=conversation.id, linked_at=now, prefers=CHAT)
        .execution_options(synchronize_session=False)
    )
    return owner


def unlink(session: Session, user_id: int) -> None:
    """Send nothing to the linked conversation any more; an open code is void."""
    row = _stored(session, user_id)
    row.conversation_id = row.linked_at = row.code_hash = row.code_until = None


def unlink_conversation(session: Session, conversation_id: int) -> None:
    """Whoever had this conversation has it no more."""
    session.execute(
        update(NoticeAddress)
        .where(NoticeAddress.conversation_id == conversation_id)
        .values(conversation_id=None, linked_at=None)
        .execution_options(synchronize_session=False)
    )


def _stored(session: Session, user_id: int) -> NoticeAddress:
    row = session.get(NoticeAddress, user_id)
    if row is None:
        row = NoticeAddress(user_id=user_id, prefers=PUSH)
        session.add(row)
    return row


def _hash(code: str) -> str:
    return cipher.search_hash("link" + "".join(code.split()))
