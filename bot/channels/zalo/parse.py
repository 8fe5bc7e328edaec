"""Zalo's events in the words of the conversation."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.channels import fields
from bot.conversation.messages import Attachment, Inbound, Kind

_KINDS = {"user_submit_info": Kind.INFO, "follow": Kind.FOLLOW, "unfollow": Kind.UNFOLLOW}
_MESSAGE = re.compile(r"(?:user|anonymous)_send_(.+)")
_TYPES = {"image", "audio", "video", "file", "sticker", "gif", "link"}


def parse(name: str, payload: bytes) -> Inbound:
    """Read one event. Never raises: what is unknown is a NOTICE."""
    try:
        event = fields.mapping(fields.load(payload))
    except ValueError:
        return Inbound(Kind.NOTICE)
    message = fields.mapping(event.get("message"))
    inbound = Inbound(
        Kind.NOTICE,
        text=fields.text(message.get("text")),
        message_id=fields.ident(message.get("msg_id")),
        at=fields.moment(event.get("timestamp")),
    )
    if sent := _MESSAGE.fullmatch(name):
        return _message(inbound, event, sent[1])
    if name.startswith("oa_send_"):
        return _from_office(inbound, event)
    if name == "user_reacted_message":
        return replace(inbound, kind=Kind.REACTION, text=fields.text(message.get("react_icon")))
    return replace(inbound, kind=_KINDS.get(name, Kind.NOTICE), info=_details(event, "info"))


def _message(inbound: Inbound, event: Mapping[str, Any], sort: str) -> Inbound:
    """What a person sent: `sort` is the end of the event's name."""
    attachments = _attachments(event, sort)
    if sort == "location":
        return replace(inbound, kind=Kind.LOCATION, info=_place(event))
    if sort == "text" or (sort == "link" and inbound.text.strip()):
        payload = inbound.text.strip()
        if payload.startswith("#"):  # what our buttons send: oa.query.hide
            return replace(inbound, kind=Kind.CHOICE, payload=payload)
        return replace(inbound, kind=Kind.TEXT, attachments=attachments)
    kind = Attachment("contact" if sort == "business_card" else sort)
    return replace(inbound, kind=Kind.ATTACHMENT, attachments=attachments or (kind,))


def _from_office(inbound: Inbound, event: Mapping[str, Any]) -> Inbound:
    """What the account sent: by us or by a colleague, which delivery knows to tell apart."""
    said = inbound.text or next(
        (text for part in _parts(event) if (text := fields.text(part[1].get("text")))), ""
    )
    return replace(inbound, kind=Kind.STAFF, text=said, attachments=_attachments(event, ""))


def _parts(event: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Give type and payload of each attachment: in the message, or beside it."""
    inside = fields.items(fields.mapping(event.get("message")).get("attachments"))
    found = map(fields.mapping, inside or fields.items(event.get("attachments")))
    return [(fields.text(part.get("type")), fields.mapping(part.get("payload"))) for part in found]


def _attachments(event: Mapping[str, Any], sort: str) -> tuple[Attachment, ...]:
    if sort == "business_card":
        return tuple(Attachment("contact", fields.text(p.get("url"))) for _, p in _parts(event))
    return tuple(
        Attachment(type_ if type_ in _TYPES else "file", fields.text(payload.get("url")))
        for type_, payload in _parts(event)
        if type_ != "template"
    )


def _place(event: Mapping[str, Any]) -> dict[str, str]:
    for _, payload in _parts(event):
        coordinates = fields.mapping(payload.get("coordinates"))
        latitude, longitude = (
            fields.number(coordinates.get(name)) for name in ("latitude", "longitude")
        )
        if latitude and longitude:
            return {"latitude": latitude, "longitude": longitude}
    return {}


def _details(event: Mapping[str, Any], name: str) -> dict[str, str]:
    """Give the fields of the form that a person handed over, as text."""
    given = fields.mapping(event.get(name))
    details = {fields.text(key): fields.ident(value) for key, value in given.items()}
    return {key: value for key, value in details.items() if key and value}
