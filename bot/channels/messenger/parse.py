"""Messenger's events in the words of the conversation."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.channels import fields
from bot.conversation.messages import Attachment, Inbound, Kind

Json = Mapping[str, Any]

_TYPES = {
    "image": "image",
    "audio": "audio",
    "video": "video",
    "reel": "video",
    "ig_reel": "video",
    "file": "file",
}
_LINK = "link"  # a shared page, post or template: what else there is


def parse(name: str, payload: bytes, app_id: str) -> Inbound:
    """Read one event. Never raises: what is unknown is a NOTICE.

    An echo with our `app_id` is our own send; any other was written by a colleague.
    """
    try:
        event = fields.mapping(fields.load(payload))
    except ValueError:
        return Inbound(Kind.NOTICE)
    at = fields.moment(event.get("timestamp"))
    read = _READERS.get(name)
    if name == "echo":
        return replace(_echo(fields.mapping(event.get("message")), app_id), at=at)
    if name == "comment":
        return _comment(fields.mapping(event.get("value")))
    if read is None:
        return Inbound(Kind.NOTICE, at=at)
    return replace(read(fields.mapping(event.get(_FIELDS.get(name, name)))), at=at)


def _message(message: Json) -> Inbound:
    """Words, a tapped quick reply, or files (with words under them, or without)."""
    parts = [fields.mapping(part) for part in fields.items(message.get("attachments"))]
    inbound = Inbound(
        Kind.TEXT,
        text=fields.text(message.get("text")),
        message_id=fields.ident(message.get("mid")),
        ref=_ref(message),
        attachments=tuple(_attachment(part) for part in parts),
    )
    payload = fields.text(fields.mapping(message.get("quick_reply")).get("payload"))
    if payload:
        return replace(inbound, kind=Kind.CHOICE, payload=payload)
    place = next(filter(None, map(_place, parts)), None)
    if place:
        return replace(inbound, kind=Kind.LOCATION, info=place, attachments=())
    is_text = inbound.text.strip() and all(part.type == _LINK for part in inbound.attachments)
    if inbound.attachments and not is_text:
        return replace(inbound, kind=Kind.ATTACHMENT)
    return inbound


def _echo(message: Json, app_id: str) -> Inbound:
    inbound = replace(_message(message), kind=Kind.STAFF, payload="", info={})
    if app_id and fields.ident(message.get("app_id")) == app_id:
        return replace(inbound, kind=Kind.ECHO, echo_of=fields.text(message.get("metadata")))
    return inbound


def _deletion(message: Json) -> Inbound:
    return Inbound(Kind.DELETE, message_id=fields.ident(message.get("mid")))


def _edit(edit: Json) -> Inbound:
    return Inbound(
        Kind.EDIT, text=fields.text(edit.get("text")), message_id=fields.ident(edit.get("mid"))
    )


def _postback(postback: Json) -> Inbound:
    payload = fields.text(postback.get("payload"))
    return Inbound(
        Kind.CHOICE if payload else Kind.TEXT,
        text=fields.text(postback.get("title")),
        payload=payload,
        message_id=fields.ident(postback.get("mid")),
        ref=_ref(postback),
    )


def _referral(referral: Json) -> Inbound:
    return Inbound(Kind.REFERRAL, ref=fields.text(referral.get("ref")))


def _optin(optin: Json) -> Inbound:
    """The checkbox plugin brings a reference; consent to marketing messages needs no answer."""
    ref = fields.text(optin.get("ref"))
    return Inbound(Kind.REFERRAL, ref=ref) if ref else Inbound(Kind.NOTICE)


def _reaction(reaction: Json) -> Inbound:
    return Inbound(
        Kind.REACTION,
        text=fields.text(reaction.get("emoji")),
        message_id=fields.ident(reaction.get("mid")),
    )


def _comment(value: Json) -> Inbound:
    """A comment under a post of the Page: public, so it is never answered with personal words."""
    info = {name: fields.ident(value.get(name)) for name in ("comment_id", "post_id", "parent_id")}
    info["name"] = fields.text(fields.mapping(value.get("from")).get("name"))
    seconds = value.get("created_time")
    return Inbound(
        Kind.COMMENT,
        text=fields.text(value.get("message")),
        message_id=info["comment_id"],
        info={name: text for name, text in info.items() if text},
        at=fields.moment(seconds * 1000) if isinstance(seconds, int | float) else None,
    )


_READERS: Mapping[str, Callable[[Json], Inbound]] = {
    "message": _message,
    "deletion": _deletion,
    "message_edit": _edit,
    "postback": _postback,
    "referral": _referral,
    "optin": _optin,
    "reaction": _reaction,
}
_FIELDS = {"deletion": "message"}  # where an event's name is not its field's


def _ref(owner: Json) -> str:
    return fields.text(fields.mapping(owner.get("referral")).get("ref"))


def _attachment(part: Json) -> Attachment:
    payload = fields.mapping(part.get("payload"))
    sort = fields.text(part.get("type"))
    found = "sticker" if payload.get("sticker_id") else _TYPES.get(sort, _LINK)
    return Attachment(found, fields.text(payload.get("url") or part.get("url")))


def _place(part: Json) -> dict[str, str] | None:
    coordinates = fields.mapping(fields.mapping(part.get("payload")).get("coordinates"))
    latitude, longitude = (fields.number(coordinates.get(name)) for name in ("lat", "long"))
    return {"latitude": latitude, "longitude": longitude} if latitude and longitude else None
