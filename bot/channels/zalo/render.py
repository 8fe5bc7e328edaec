"""Replies as Zalo's consultation messages, within its limits."""

from typing import Any

from bot.channels import wording
from bot.channels.base import Request
from bot.channels.zalo import anonymous
from bot.conversation.messages import Card, Choice, Reply

MAX_TEXT = 2000
MAX_BUTTONS = 5
MAX_TITLE = 100
MAX_PAYLOAD = 1000
MAX_SUBTITLE = 500

CALL = "Gọi"
FORM_TITLE = "Để lại số điện thoại"


def render(reply: Reply, person: str, form_image_url: str, attachment: str = "") -> list[Request]:
    """Give the messages of a reply: text, with buttons under the last part.

    Each message counts against the eight free ones, so nothing is sent apart that can stand
    together. The form for details needs a picture: without one, or beside choices, people type.
    """
    if reply.picture and attachment:
        return [_request(person, message) for message in _pictured(reply, attachment)]
    if reply.ask_phone and not reply.choices and form_image_url and _fits_form(reply.text):
        return [_request(person, _form(reply.text, form_image_url))]
    shown = [choice for choice in reply.choices if _fits_button(choice)][:MAX_BUTTONS]
    text = wording.with_leaflet(f"{reply.text}\n{reply.alt}".strip(), reply)
    if len(shown) < len(reply.choices) or not text.strip():
        text = wording.with_list(text, reply.choices)
    messages: list[dict[str, Any]] = [{"text": part} for part in wording.split(text, MAX_TEXT)]
    buttons = [*map(_button, shown), *(_call(card) for card in reply.cards if card.phone)]
    if buttons and messages:
        messages[-1]["attachment"] = _template("button", buttons=buttons[:MAX_BUTTONS])
    return [_request(person, message) for message in messages]


def _pictured(reply: Reply, attachment: str) -> list[dict[str, Any]]:
    """The picture with the text beside it. No button can stand there: choices go by number."""
    text = wording.with_leaflet(reply.text, reply)
    text = wording.with_list(text, reply.choices) if reply.choices else text
    parts = wording.split(text, MAX_TEXT)
    messages: list[dict[str, Any]] = [{"text": part} for part in parts] or [{}]
    element = {"media_type": "image", "attachment_id": attachment}
    messages[-1]["attachment"] = _template("media", elements=[element])
    return messages


def _request(person: str, message: dict[str, Any]) -> Request:
    return {"recipient": anonymous.recipient(person), "message": message}


def _template(kind: str, **payload: Any) -> dict[str, Any]:
    return {"type": "template", "payload": {"template_type": kind, **payload}}


def _button(choice: Choice) -> dict[str, str]:
    """A button that comes back as the person's own text, unseen in the chat."""
    title = wording.shorten(choice.title, MAX_TITLE)
    return {"title": title, "type": "oa.query.hide", "payload": choice.payload}


def _call(card: Card) -> dict[str, Any]:
    """A button that calls who is on the card."""
    title = wording.shorten(f"{CALL} {card.title}", MAX_TITLE)
    return {"title": title, "type": "oa.open.phone", "payload": {"phone_code": card.phone}}


def _form(text: str, image_url: str) -> dict[str, Any]:
    """The form for name and phone number. Its subtitle is the question: Zalo shows no text of it
    besides.
    """
    element = {"title": FORM_TITLE, "subtitle": text.strip(), "image_url": image_url}
    return {"attachment": _template("request_user_info", elements=[element])}


def _fits_form(text: str) -> bool:
    return 0 < wording.length(text.strip()) <= MAX_SUBTITLE


def _fits_button(choice: Choice) -> bool:
    return bool(
        choice.title.strip()
        and choice.payload.strip()
        and wording.length(choice.payload) <= MAX_PAYLOAD
    )
