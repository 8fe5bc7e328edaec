"""What Zalo accepts as a consultation message; everything else is refused with its code."""

from collections.abc import Callable, Container
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.simulator.errors import RefusedError

BAD_PARAMETER, TOO_LONG, BAD_TYPE, EXPIRED_ATTACHMENT = -201, -210, -233, -100
MAX_TEXT = 2000
MAX_BUTTONS = 5
MAX_ELEMENTS = 5
MAX_TITLE = 100
MAX_SUBTITLE = 500
MAX_PAYLOAD = 1000

Json = dict[str, Any]


class Shown(NamedTuple):
    """What the person sees: the kind of message, and its words."""

    kind: str
    text: str


def check(message: Any, attachments: Container[str]) -> Shown:
    """What a valid `message` shows; `attachments` are the ids that were uploaded.

    Raises:
        RefusedError: -201 bad parameter, -210 too long or too many, -233 unknown type,
            -100 the attachment is unknown or older than seven days.
    """
    body = _object(message, "message")
    _only(body, {"text", "attachment", "quote_message_id"}, "message")
    text = _text(body, "text", MAX_TEXT) if "text" in body else ""
    if "attachment" not in body:
        if not text.strip():
            raise RefusedError(BAD_PARAMETER, "Params is invalid: text is empty")
        return Shown("text", text)
    attachment = _object(body["attachment"], "attachment")
    if attachment.get("type") != "template":
        raise RefusedError(BAD_TYPE, f"Attachment type {attachment.get('type')!r} not supported")
    payload = _object(attachment.get("payload"), "payload")
    kind = payload.get("template_type")
    if kind not in _TEMPLATES:
        raise RefusedError(BAD_TYPE, f"Template type {kind!r} not supported")
    return _TEMPLATES[kind](payload, text, attachments)


def _media(payload: Json, text: str, attachments: Container[str]) -> Shown:
    elements = _list(payload, "elements", 1)
    element = _object(elements[0], "elements[0]")
    if element.get("media_type") != "image":
        raise RefusedError(BAD_TYPE, f"media_type {element.get('media_type')!r} not supported")
    if ("attachment_id" in element) == ("url" in element):
        raise RefusedError(BAD_PARAMETER, "Params is invalid: attachment_id or url")
    if "url" in element:
        _url(element["url"])
    elif element["attachment_id"] not in attachments:
        raise RefusedError(EXPIRED_ATTACHMENT, "Attachment is invalid or expired")
    return Shown("image", text)


def _button(payload: Json, text: str, _: Container[str]) -> Shown:
    if not text.strip():
        raise RefusedError(BAD_PARAMETER, "Params is invalid: a button template needs text")
    for button in _list(payload, "buttons", MAX_BUTTONS):
        item = _object(button, "button")
        _text(item, "title", MAX_TITLE, required=True)
        _action(item)
    return Shown("button", text)


def _banner_list(payload: Json, text: str, _: Container[str]) -> Shown:
    """The first element is the banner; Zalo's library puts no text beside and a picture on each."""
    if text.strip():
        raise RefusedError(BAD_PARAMETER, "Params is invalid: a list has no text of its own")
    lines = []
    for number, element in enumerate(_list(payload, "elements", MAX_ELEMENTS)):
        item = _object(element, "element")
        is_banner = number == 0
        lines.append(_text(item, "title", MAX_TITLE, required=True))
        lines.append(_text(item, "subtitle", MAX_SUBTITLE, required=is_banner))
        _url(item.get("image_url"))
        if "default_action" in item or not is_banner:
            action = _object(item.get("default_action"), "default_action")
            # Only here may the address stand beside the type.
            _action({"payload": {"url": action["url"]}, **action} if "url" in action else action)
    for button in _list(payload, "buttons", MAX_BUTTONS) if payload.get("buttons") else []:
        item = _object(button, "button")
        _text(item, "title", MAX_TITLE, required=True)
        _action(item)
    return Shown("list", "\n".join(filter(None, lines)))


def _request_user_info(payload: Json, text: str, _: Container[str]) -> Shown:
    element = _object(_list(payload, "elements", 1)[0], "elements[0]")
    title = _text(element, "title", MAX_TITLE, required=True)
    subtitle = _text(element, "subtitle", MAX_SUBTITLE, required=True)
    _url(element.get("image_url"))
    return Shown("request_user_info", text or f"{title}\n{subtitle}")


_TEMPLATES: dict[Any, Callable[[Json, str, Container[str]], Shown]] = {
    "media": _media,
    "button": _button,
    "list": _banner_list,
    "request_user_info": _request_user_info,
}


def _action(item: Json) -> None:
    kind, payload = item.get("type"), item.get("payload")
    if kind == "oa.open.url":
        _url(_object(payload, "payload").get("url"))
    elif kind in ("oa.query.show", "oa.query.hide"):
        _text({"payload": payload}, "payload", MAX_PAYLOAD, required=True)
    elif kind in ("oa.open.phone", "oa.open.sms"):
        content = _object(payload, "payload")
        _text(content, "phone_code", 20, required=True)
        if kind == "oa.open.sms":
            _text(content, "content", MAX_PAYLOAD, required=True)
    else:
        raise RefusedError(BAD_TYPE, f"Button type {kind!r} not supported")


def _object(value: Any, name: str) -> Json:
    if not isinstance(value, dict):
        raise RefusedError(BAD_PARAMETER, f"Params is invalid: {name}")
    return value


def _only(value: Json, allowed: set[str], name: str) -> None:
    unknown = sorted(set(value) - allowed)
    if unknown:
        raise RefusedError(BAD_PARAMETER, f"Params is invalid: {name} has {', '.join(unknown)}")


def _list(value: Json, name: str, most: int) -> list[Any]:
    items = value.get(name)
    if not isinstance(items, list) or not items:
        raise RefusedError(BAD_PARAMETER, f"Params is invalid: {name} is empty")
    if len(items) > most:
        raise RefusedError(TOO_LONG, f"Parameter exceed allowable limit: {name} {len(items)}")
    return items


def _text(value: Json, name: str, most: int, *, required: bool = False) -> str:
    text = value.get(name, "")
    if not isinstance(text, str) or (required and not text.strip()):
        raise RefusedError(BAD_PARAMETER, f"Params is invalid: {name}")
    if len(text) > most:
        raise RefusedError(TOO_LONG, f"Parameter exceed allowable limit: {name} {len(text)}")
    return text


def _url(value: Any) -> None:
    parts = urlsplit(value) if isinstance(value, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
        raise RefusedError(BAD_PARAMETER, "Params is invalid: url")
