"""What the Send API accepts as a message; everything else is refused with code 100."""

from collections.abc import Callable, Container
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.simulator.errors import RefusedError

INVALID = 100
TOO_LARGE, UPLOAD_FAILED = 2018109, 2018047
MAX_TEXT = 2000
MAX_METADATA = 1000
MAX_QUICK_REPLIES = 13
MAX_BUTTON_TEXT = 640
MAX_BUTTONS = 3
MAX_TITLE = 20
MAX_PAYLOAD = 1000
MAX_ELEMENTS = 10
MAX_ELEMENT_TITLE = 80
MAX_IMAGE, MAX_ATTACHMENT = 8 * 1024 * 1024, 25 * 1024 * 1024  # bytes
MEDIA = ("image", "audio", "video", "file")
_IMAGE_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")

Json = dict[str, Any]


class Shown(NamedTuple):
    """What the person sees: the kind of message, and its words."""

    kind: str
    text: str


class MessageRules:
    """`attachments` are the ids uploaded so far; `plain_base` an address exempt from https."""

    def __init__(self, attachments: Container[str], plain_base: str) -> None:
        self._attachments = attachments
        self._plain_base = plain_base

    def check(self, message: Any, upload: bytes | None = None) -> Shown:
        """What a valid `message` shows; `upload` is the file that came with it.

        Raises:
            RefusedError: 100, with the platform's sub-code where it has one.
        """
        body = _object(message, "message")
        _only(body, {"text", "attachment", "quick_replies", "metadata"}, "message")
        _text(body, "metadata", MAX_METADATA)
        self._quick_replies(body)
        if ("text" in body) == ("attachment" in body):
            raise RefusedError(INVALID, "Message must have either text or an attachment")
        if "text" in body:
            return Shown("text", _text(body, "text", MAX_TEXT, required=True))
        attachment = _object(body["attachment"], "attachment")
        payload = _object(attachment.get("payload", {}), "payload")
        kind = attachment.get("type")
        if kind in MEDIA:
            return self._media(str(kind), payload, upload)
        if kind != "template" or payload.get("template_type") not in ("button", "generic"):
            raise RefusedError(INVALID, f"Unsupported attachment {kind!r}")
        templates: dict[Any, Callable[[Json], Shown]]
        templates = {"button": self._button_template, "generic": self._generic_template}
        return templates[payload["template_type"]](payload)

    def check_file(self, kind: str, payload: Json, upload: bytes | None) -> None:
        """The file of an upload or of a message: by address, or as bytes."""
        if "url" in payload:
            self._https(payload["url"])
        elif upload is None:
            raise RefusedError(INVALID, "Upload attachment failure", UPLOAD_FAILED)
        elif len(upload) > (MAX_IMAGE if kind == "image" else MAX_ATTACHMENT):
            raise RefusedError(INVALID, "Attachment size exceeds allowable limit", TOO_LARGE)
        elif kind == "image" and not upload.startswith(_IMAGE_HEADS):
            raise RefusedError(INVALID, "Upload attachment failure", UPLOAD_FAILED)

    def _media(self, kind: str, payload: Json, upload: bytes | None) -> Shown:
        if "attachment_id" not in payload:
            self.check_file(kind, payload, upload)
        elif payload["attachment_id"] not in self._attachments:
            raise RefusedError(INVALID, "Invalid attachment id", 2018074)
        return Shown(kind, "")

    def _quick_replies(self, body: Json) -> None:
        if "quick_replies" not in body:
            return
        for reply in _list(body, "quick_replies", MAX_QUICK_REPLIES):
            item = _object(reply, "quick_reply")
            kind = item.get("content_type")
            if kind == "text":
                _text(item, "title", MAX_TITLE, required=True)
                _text(item, "payload", MAX_PAYLOAD, required=True)
            elif kind not in ("user_phone_number", "user_email"):
                raise RefusedError(INVALID, f"Unsupported content_type {kind!r}")
            if "image_url" in item:
                self._https(item["image_url"])

    def _button_template(self, payload: Json) -> Shown:
        text = _text(payload, "text", MAX_BUTTON_TEXT, required=True)
        self._buttons(payload)
        return Shown("button", text)

    def _generic_template(self, payload: Json) -> Shown:
        titles = []
        for element in _list(payload, "elements", MAX_ELEMENTS):
            item = _object(element, "element")
            titles.append(_text(item, "title", MAX_ELEMENT_TITLE, required=True))
            _text(item, "subtitle", MAX_ELEMENT_TITLE)
            if not {"subtitle", "image_url", "default_action", "buttons"} & set(item):
                raise RefusedError(INVALID, "An element needs more than its title")
            if "image_url" in item:
                self._https(item["image_url"])
            if "default_action" in item:
                action = _object(item["default_action"], "default_action")
                if action.get("type") != "web_url" or "title" in action:
                    raise RefusedError(INVALID, "default_action must be a web_url without title")
                self._https(action.get("url"))
            if "buttons" in item:
                self._buttons(item)
        return Shown("generic", "\n".join(titles))

    def _buttons(self, owner: Json) -> None:
        for button in _list(owner, "buttons", MAX_BUTTONS):
            item = _object(button, "button")
            _text(item, "title", MAX_TITLE, required=True)
            self.check_action(item)

    def check_action(self, item: Json) -> None:
        """A button's action: postback, web_url or phone_number."""
        kind = item.get("type")
        if kind == "web_url":
            self._https(item.get("url"))
        elif kind == "postback":
            _text(item, "payload", MAX_PAYLOAD, required=True)
        elif kind == "phone_number":
            if not _text(item, "payload", MAX_PAYLOAD, required=True).startswith("+"):
                raise RefusedError(INVALID, "A phone number must start with + and the country code")
        else:
            raise RefusedError(INVALID, f"Unsupported button type {kind!r}")

    def _https(self, url: Any) -> None:
        if isinstance(url, str):
            if self._plain_base and f"{url}/".startswith(f"{self._plain_base}/"):
                return
            if urlsplit(url).scheme == "https" and urlsplit(url).netloc:
                return
        raise RefusedError(INVALID, "URL must be https")


def _object(value: Any, name: str) -> Json:
    if not isinstance(value, dict):
        raise RefusedError(INVALID, f"Param {name} must be an object")
    return value


def _only(value: Json, allowed: set[str], name: str) -> None:
    unknown = sorted(set(value) - allowed)
    if unknown:
        raise RefusedError(INVALID, f"Invalid keys {', '.join(unknown)} in param {name}")


def _list(value: Json, name: str, most: int) -> list[Any]:
    items = value.get(name)
    if not isinstance(items, list) or not items:
        raise RefusedError(INVALID, f"Param {name} must be a non-empty array")
    if len(items) > most:
        raise RefusedError(INVALID, f"Param {name} has {len(items)} items, at most {most}")
    return items


def _text(value: Json, name: str, most: int, *, required: bool = False) -> str:
    text = value.get(name, "")
    if not isinstance(text, str) or (required and not text.strip()):
        raise RefusedError(INVALID, f"Param {name} must be a non-empty string")
    if len(text) > most:
        raise RefusedError(INVALID, f"Length of param {name} must be less or equal to {most}")
    return text
