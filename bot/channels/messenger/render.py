"""Replies as Messenger's messages, within its limits."""

from typing import Any

from bot.channels import wording
from bot.channels.base import Request
from bot.conversation.messages import Card, Choice, Reply

MAX_TEXT = 2000
MAX_QUICK_REPLIES = 13
MAX_TITLE = 20
MAX_PAYLOAD = 1000
MAX_BUTTON_TEXT = 640
MAX_CARDS = 10
MAX_CARD = 80  # title and subtitle of a card
HIDE = "hide_comment"  # the key of a request that is no message
PHONE = {"content_type": "user_phone_number"}


def render(reply: Reply, person: str, outbox_id: int, attachment: str = "") -> list[Request]:
    """Give the messages of a reply: text, then cards or picture, quick replies under the last part.

    Every message carries the outbox id, so that its echo is known as ours. Choices that would not
    be seen whole (too many, or too long a title) also stand in the text, by number. A comment takes
    one private message and no more, so that what would need two is cut.
    """
    if reply.hides:
        return [{HIDE: reply.comment_id}]
    room = MAX_QUICK_REPLIES - reply.ask_phone
    shown = [choice for choice in reply.choices if _fits(choice)][:room]
    cards = reply.cards if _fit(reply) else ()
    text = wording.without_cards(reply) if cards else reply.text
    cut = any(wording.length(choice.title) > MAX_TITLE for choice in shown)
    silent = not text.strip() and not (attachment or reply.alt)
    if cut or len(shown) < len(reply.choices) or silent:
        text = wording.with_list(text, reply.choices)
    messages = _texts(text, reply)
    if attachment or reply.alt:
        messages.append(_picture(reply, attachment))
    if cards:
        messages.append(_template("generic", elements=[_element(card) for card in cards]))
    if reply.comment_id:
        messages = messages[:1]
    quick_replies = [PHONE] * reply.ask_phone + [_quick_reply(choice) for choice in shown]
    if messages and quick_replies:
        messages[-1]["quick_replies"] = quick_replies
    recipient = {"comment_id": reply.comment_id} if reply.comment_id else {"id": person}
    mark = {"metadata": str(outbox_id)}
    return [
        {"recipient": recipient, "messaging_type": "RESPONSE", "message": {**message, **mark}}
        for message in messages
    ]


def _texts(text: str, reply: Reply) -> list[dict[str, Any]]:
    """The text; a page to print is a button under it, or its address where that has no room."""
    address = (reply.picture or {}).get("pdf", "")
    if address and text.strip() and wording.length(text) <= MAX_BUTTON_TEXT:
        button = {"type": "web_url", "title": wording.TEXTS["leaflet"], "url": address}
        return [_template("button", text=text, buttons=[button])]
    return [{"text": part} for part in wording.split(wording.with_leaflet(text, reply), MAX_TEXT)]


def _fit(reply: Reply) -> bool:
    """Whether the cards can be shown whole; a comment's one message has no room for them."""
    texts = [text for card in reply.cards for text in (card.title, card.subtitle)]
    seen_whole = all(text.strip() and wording.length(text) <= MAX_CARD for text in texts)
    return not reply.comment_id and len(reply.cards) <= MAX_CARDS and seen_whole


def _element(card: Card) -> dict[str, Any]:
    element: dict[str, Any] = {"title": card.title, "subtitle": card.subtitle}
    if card.phone:
        title = wording.TEXTS["call"]
        element["buttons"] = [{"type": "phone_number", "title": title, "payload": card.phone}]
    return element


def _template(kind: str, **payload: Any) -> dict[str, Any]:
    payload = {"template_type": kind, **payload}
    return {"attachment": {"type": "template", "payload": payload}}


def _picture(reply: Reply, attachment: str) -> dict[str, Any]:
    """The uploaded picture or, in its place, the words for it: either way one message."""
    if not attachment:
        return {"text": wording.shorten(reply.alt, MAX_TEXT)}
    return {"attachment": {"type": "image", "payload": {"attachment_id": attachment}}}


def _quick_reply(choice: Choice) -> dict[str, str]:
    title = wording.shorten(choice.title, MAX_TITLE)
    return {"content_type": "text", "title": title, "payload": choice.payload}


def _fits(choice: Choice) -> bool:
    return bool(
        choice.title.strip()
        and choice.payload.strip()
        and wording.length(choice.payload) <= MAX_PAYLOAD
    )
