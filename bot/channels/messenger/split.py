"""Messenger's webhook bodies: batches of entries of events, each with its key and its person."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bot.channels import fields
from bot.channels.base import Disposition, RawEvent
from bot.channels.errors import MalformedError

RECEIPTS = frozenset({"delivery", "read"})
FIELDS = frozenset({"message", "message_edit", "postback", "referral", "optin", "reaction"})
HANDLED = FIELDS | {"echo", "deletion", "comment"}
REUSE_ID = frozenset({"deletion", "message_edit", "reaction"})  # their mid is another event's
_ENVELOPE = frozenset({"sender", "recipient", "timestamp"})


class _Parts(NamedTuple):
    """What an event says about itself; "" for what it does not say."""

    name: str
    person: str
    message_id: str
    stamp: str
    at: Any


def split(body: bytes, now: datetime) -> list[RawEvent]:
    """Take a batch apart. Raises MalformedError when the body is no batch at all.

    The signature covers the body as a whole, so each event is kept re-encoded.
    """
    try:
        batch = fields.mapping(fields.load(body))
    except ValueError:
        raise MalformedError("no JSON") from None
    if not isinstance(batch.get("entry"), list):
        raise MalformedError("no entries")
    ours = batch.get("object") == "page"
    return [
        _raw(field, event, page, now, ours)
        for entry in batch["entry"]
        for field, event, page in _events(entry)
    ]


def _events(entry: Any) -> Iterator[tuple[str, Any, str]]:
    """Give each event of an entry with its field's name and the page; odd entries are one event."""
    found = fields.mapping(entry)
    page = fields.ident(found.get("id"), fields.LONGEST_ACCOUNT)
    lists = [name for name in ("messaging", "standby", "changes") if name in found]
    if not lists:
        yield "", entry, page
    for name in lists:
        events = found[name]
        for event in events if isinstance(events, list) else [events]:
            yield name, event, page


def _raw(field: str, event: Any, page: str, now: datetime, ours: bool) -> RawEvent:
    payload = fields.dump(event)
    parts = _change(event) if field == "changes" else _parts(event)
    name = parts.name if field != "standby" else "standby"
    account = page or _page(event, name)
    return RawEvent(
        account=account,
        key=_key(parts._replace(name=name), payload),
        name=name,
        person=parts.person,
        at=fields.moment_by(parts.at, now),
        payload=payload,
        disposition=_disposition(name, account, parts.person) if ours else "keep",
    )


def _parts(value: Any) -> _Parts:
    """Read a `messaging` or `standby` event. In an echo the citizen is the recipient."""
    event = fields.mapping(value)
    sort = _sort(event)
    content = fields.mapping(event.get(sort))
    name = sort
    if sort == "message" and content.get("is_echo") is True:
        name = "echo"
    elif sort == "message" and content.get("is_deleted") is True:
        name = "deletion"
    elif sort in FIELDS and not content:
        name = "odd"
    side = fields.mapping(event.get("recipient" if name == "echo" else "sender"))
    return _Parts(
        name,
        fields.ident(side.get("id"), fields.LONGEST_PERSON),
        fields.ident(content.get("mid")),
        fields.ident(event.get("timestamp")),
        event.get("timestamp"),
    )


def _sort(event: Mapping[str, Any]) -> str:
    """Give the field that says what happened: one we know, else the first that is there."""
    names = [name for name in event if name not in _ENVELOPE]
    known = [name for name in names if name in FIELDS or name in RECEIPTS]
    return fields.ident(next(iter(known or names), ""), fields.LONGEST_NAME) or "unknown"


def _change(value: Any) -> _Parts:
    """Read an item of `changes`: of all that happens on the Page, new comments concern us."""
    change = fields.mapping(value)
    what = fields.mapping(change.get("value"))
    field = fields.ident(change.get("field"), fields.LONGEST_NAME) or "unknown"
    is_comment = field == "feed" and what.get("item") == "comment" and what.get("verb") == "add"
    seconds = what.get("created_time")
    return _Parts(
        "comment" if is_comment else field,
        fields.ident(fields.mapping(what.get("from")).get("id"), fields.LONGEST_PERSON),
        fields.ident(what.get("comment_id")) if is_comment else "",
        "",
        seconds * 1000 if isinstance(seconds, int | float) else None,
    )


def _page(event: Any, name: str) -> str:
    side = fields.mapping(event).get("sender" if name == "echo" else "recipient")
    return fields.ident(fields.mapping(side).get("id"), fields.LONGEST_ACCOUNT)


def _key(parts: _Parts, payload: bytes) -> str:
    if parts.message_id:
        again = [parts.stamp] if parts.name in REUSE_ID else []
        return fields.key(parts.name, parts.message_id, *again)
    if parts.name in HANDLED and parts.person and parts.stamp:
        return fields.key(parts.name, parts.person, parts.stamp)
    return fields.key_of_bytes(payload)


def _disposition(name: str, account: str, person: str) -> Disposition:
    if name in RECEIPTS:
        return "count"
    handled = name in HANDLED and account and person
    return "queue" if handled and person != account else "keep"
