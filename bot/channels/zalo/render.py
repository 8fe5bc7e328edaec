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
MAX_ELEMENTS = 5  # of a list, its banner among them

FORM_IMAGE, LIST_IMAGE, CALL_IMAGE = "phone-form.png", "list.png", "call.png"


def render(reply: Reply, person: str, images_url: str, attachment: str = "") -> list[Request]:
    """Give the messages of a reply: text, with buttons under the last part, or a list of cards.

    Each message counts against the eight free ones, so nothing is sent apart that can stand
    together. The form for details and the list need pictures, which lie at `images_url`: without
    it, and where they would not hold all of the reply, people read the text and type.
    """
    if reply.picture and attachment:
        return [_request(person, message) for message in _pictured(reply, attachment)]
    if reply.ask_phone and not reply.choices and images_url and _fits_form(reply.text):
        return [_request(person, _form(reply.text, f"{images_url}/{FORM_IMAGE}"))]
    if images_url and _fits_list(reply):
        return [_request(person, _list(reply, images_url))]
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
    title = wording.shorten(wording.TEXTS["call_somebody"].format(name=card.title), MAX_TITLE)
    return {"title": title, "type": "oa.open.phone", "payload": {"phone_code": card.phone}}


def _list(reply: Reply, images_url: str) -> dict[str, Any]:
    """The cards under a banner that holds the rest of the text; a touch calls who is on a card.

    Zalo's own library sends no text beside a list, and a picture with each of its elements.
    """
    title, subtitle = _banner(reply)
    banner = {"title": title, "subtitle": subtitle, "image_url": f"{images_url}/{LIST_IMAGE}"}
    elements = [banner, *(_element(card, f"{images_url}/{CALL_IMAGE}") for card in reply.cards)]
    buttons = {"buttons": list(map(_button, reply.choices))} if reply.choices else {}
    return {"attachment": _template("list", elements=elements, **buttons)}


def _banner(reply: Reply) -> tuple[str, str]:
    """The first line of the text, and what else stands there besides the cards."""
    title, _, subtitle = wording.without_cards(reply).strip().partition("\n")
    return title, subtitle


def _element(card: Card, image_url: str) -> dict[str, Any]:
    action = {"type": "oa.open.phone", "payload": {"phone_code": card.phone}}
    known = {"title": card.title, "subtitle": card.subtitle}
    return {**known, "image_url": image_url, "default_action": action}


def _form(text: str, image_url: str) -> dict[str, Any]:
    """The form for name and phone number. Its subtitle is the question: Zalo shows no text of it
    besides.
    """
    title = wording.TEXTS["form_title"]
    element = {"title": title, "subtitle": text.strip(), "image_url": image_url}
    return {"attachment": _template("request_user_info", elements=[element])}


def _fits_form(text: str) -> bool:
    return 0 < wording.length(text.strip()) <= MAX_SUBTITLE


def _fits_list(reply: Reply) -> bool:
    """Whether a list shows all of it whole, with somebody to call on each card."""
    written = [_banner(reply), *((card.title, card.subtitle) for card in reply.cards)]
    return (
        1 < len(written) <= MAX_ELEMENTS
        and all(card.phone for card in reply.cards)
        and all(title.strip() and wording.length(title) <= MAX_TITLE for title, _ in written)
        and all(rest.strip() and wording.length(rest) <= MAX_SUBTITLE for _, rest in written)
        and len(reply.choices) <= MAX_BUTTONS
        and all(map(_fits_button, reply.choices))
        and not (reply.picture or reply.ask_phone)
    )


def _fits_button(choice: Choice) -> bool:
    return bool(
        choice.title.strip()
        and choice.payload.strip()
        and wording.length(choice.payload) <= MAX_PAYLOAD
    )
