"""Messages that come back from the platform: our own sends, or a colleague who wrote there.

Messenger keeps our outbox id in the echo. Zalo does not: an `oa_send_*` is ours when its id is one
that a send returned, or when it has the text of a reply to that person sent within ten minutes; it
is nobody's when OA Manager sends that text by itself. All others were written by a colleague.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.channels.base import Channel, Request
from bot.conversation.messages import Inbound, Kind
from bot.delivery import outbox
from bot.delivery.leases import Lease
from bot.storage.models import Conversation, OutboxMessage

SAME_TEXT_WITHIN = timedelta(minutes=10)
SOME = "attachment"  # stands for whatever id a picture was sent with


def settle(
    session: Session,
    lease: Lease,
    channel: Channel,
    inbound: Inbound,
    auto_texts: Collection[str],
    now: datetime,
) -> None:
    """Do what an echo asks for: settle an unknown outcome, or let a colleague take over."""
    if _is_known(session, inbound.message_id):
        return
    if inbound.kind is Kind.ECHO:
        found = _named(session, lease, inbound.echo_of)
    elif _plain(inbound.text) in map(_plain, auto_texts):
        return
    else:
        recent = outbox.recent(session, lease.conversation_id, now - SAME_TEXT_WITHIN)
        found = [row for row in recent if _says(row, inbound.text, channel, lease)]
        if not found:
            take_over(session, lease.conversation_id, now)
    unknown = next((row for row in found if row.unknown), None)
    if unknown is not None:
        most = max(len(parts) for parts in _renderings(channel, lease, unknown))
        last = unknown.parts_sent + 1 >= most  # one too few would lose a part, not one too many
        outbox.unknown_part_sent(session, unknown.id, inbound.message_id, last, now)


def take_over(session: Session, conversation_id: int, now: datetime) -> None:
    """A colleague answers here now: the bot is silent until it is handed back."""
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.human.is_distinct_from("taken"))
        .values(human="taken", human_since=now)
        .execution_options(synchronize_session=False)
    )


def _named(session: Session, lease: Lease, echo_of: str) -> list[outbox.Traced]:
    """Give the reply that the echo names, if it is one of this conversation."""
    if not (echo_of.isascii() and echo_of.isdigit() and len(echo_of) < 19):
        return []
    return outbox.find(session, lease.conversation_id, int(echo_of))


def _says(row: outbox.Traced, text: str, channel: Channel, lease: Lease) -> bool:
    """Tell whether one of the reply's platform messages has this text."""
    wanted = _plain(text)
    if not wanted:  # a picture or a list may come back without a word
        return bool(row.reply.picture or row.reply.cards) and row.unknown
    return wanted in map(_plain, _texts(_renderings(channel, lease, row)))


def _renderings(channel: Channel, lease: Lease, row: outbox.Traced) -> list[Sequence[Request]]:
    """Give the reply's messages, with its picture and with the words in its place."""
    attachments = (SOME, "") if row.reply.picture else ("",)
    return [channel.render(row.reply, lease.person, row.id, each) for each in attachments]


def _is_known(session: Session, message_id: str) -> bool:
    if not message_id:
        return False
    found = select(OutboxMessage.id).where(OutboxMessage.platform_id == message_id).limit(1)
    return session.scalar(found) is not None


def _texts(value: object) -> list[str]:
    """Give every string in a platform request."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, Sequence):
        return [text for item in value for text in _texts(item)]
    return []


def _plain(text: str) -> str:
    """Platforms trim and join blanks: compare without them."""
    return re.sub(r"\s+", " ", text).strip()
