"""Zalo's webhook body: one event, its key and its person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.channels import fields
from bot.channels.base import Disposition, RawEvent
from bot.channels.errors import MalformedError
from bot.channels.zalo import anonymous

HANDLED = frozenset(
    {
        "user_send_text",
        "user_send_image",
        "user_send_link",
        "user_send_audio",
        "user_send_video",
        "user_send_sticker",
        "user_send_gif",
        "user_send_file",
        "user_send_location",
        "user_send_business_card",
        "user_submit_info",
        "user_reacted_message",
        "follow",
        "unfollow",
    }
)
HANDLED_PREFIXES = ("anonymous_send_", "oa_send_")
RECEIPTS = frozenset({"user_received_message", "user_seen_message"})
REUSE_ID = frozenset({"user_reacted_message"})  # their msg_id is that of another message


def split(body: bytes, now: datetime) -> list[RawEvent]:
    """Give the event of a body. Raises MalformedError for what is no JSON object.

    The signature covers the body, so its bytes are kept as they came.
    """
    try:
        event = fields.load(body)
    except ValueError:
        raise MalformedError("no JSON") from None
    if not isinstance(event, dict):
        raise MalformedError("no JSON object")
    name = fields.ident(event.get("event_name"), fields.LONGEST_NAME) or "unknown"
    account, person = _parties(event, name)
    return [
        RawEvent(
            account=account,
            key=_key(event, name, person, body),
            name=name,
            person=person,
            at=fields.moment_by(event.get("timestamp"), now),
            payload=body,
            disposition=_disposition(name, account, person),
        )
    ]


def _parties(event: Mapping[str, Any], name: str) -> tuple[str, str]:
    """Give account and citizen; in what the account sent, the citizen is the recipient."""
    sender, recipient, follower, customer = (
        fields.mapping(event.get(role)).get("id")
        for role in ("sender", "recipient", "follower", "customer")
    )
    if name.startswith("oa_") or name in RECEIPTS:
        sender, recipient = recipient, sender
    account = fields.ident(recipient, fields.LONGEST_ACCOUNT)
    account = account or fields.ident(event.get("oa_id"), fields.LONGEST_ACCOUNT)
    people = (sender, follower, event.get("user_id"), customer)
    person = next(filter(None, (fields.ident(p, fields.LONGEST_PERSON) for p in people)), "")
    if person and anonymous.is_about(name):
        conversation = fields.mapping(event.get("message")).get("conversation_id")
        person = anonymous.person(person, fields.ident(conversation))
    return account, person if len(person) <= fields.LONGEST_PERSON else ""


def _key(event: Mapping[str, Any], name: str, person: str, body: bytes) -> str:
    message_id = fields.ident(fields.mapping(event.get("message")).get("msg_id"))
    stamp = fields.ident(event.get("timestamp"))
    if message_id:
        return fields.key(name, message_id, *([stamp] if name in REUSE_ID else []))
    if person and stamp:
        return fields.key(name, person, stamp)
    return fields.key_of_bytes(body)


def _disposition(name: str, account: str, person: str) -> Disposition:
    if name in RECEIPTS:
        return "count"
    handled = name in HANDLED or name.startswith(HANDLED_PREFIXES)
    return "queue" if handled and account and person else "keep"
