"""Messenger's webhook events as Meta words them, and their signature."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from bot.simulator.accounts import MessengerPage
from bot.simulator.webhooks import Signed
from bot.simulator.world import MESSENGER, Sent, World

Event = dict[str, Any]
_ACTS = ("message", "postback", "referral", "reaction")


class MessengerEvents:
    """Builds `messaging[]` items of one Page, and bodies out of them. People are PSIDs."""

    def __init__(self, page: MessengerPage, world: World) -> None:
        self._page = page
        self._world = world

    def text(
        self,
        person: str,
        text: str,
        *,
        mid: str = "",
        payload: str = "",
        reply_to: str = "",
        at: int | None = None,
    ) -> Event:
        """Typed words; with `payload` a tapped quick reply whose title is `text`."""
        message: dict[str, Any] = {"mid": mid or self._mid(), "text": text}
        if payload:
            message["quick_reply"] = {"payload": payload}
        if reply_to:
            message["reply_to"] = {"mid": reply_to}
        return self._from(person, "message", message, at)

    def attachment(self, person: str, kind: str, payload: dict[str, Any]) -> Event:
        """`kind`: image, audio, video, file, location, fallback, template."""
        attachments = [{"type": kind, "payload": payload}]
        return self._from(person, "message", {"mid": self._mid(), "attachments": attachments})

    def image(self, person: str, url: str) -> Event:
        return self.attachment(person, "image", {"url": url})

    def postback(self, person: str, title: str, payload: str, *, ref: str = "") -> Event:
        value: dict[str, Any] = {"mid": self._mid(), "title": title, "payload": payload}
        if ref:
            value["referral"] = {"ref": ref, "source": "SHORTLINK", "type": "OPEN_THREAD"}
        return self._from(person, "postback", value)

    def referral(self, person: str, ref: str, *, source: str = "SHORTLINK") -> Event:
        value = {"ref": ref, "source": source, "type": "OPEN_THREAD"}
        if source == "ADS":
            value["ad_id"] = "6045246247433"
        return self._from(person, "referral", value)

    def optin(self, person: str, ref: str) -> Event:
        return self._from(person, "optin", {"ref": ref})

    def edit(self, person: str, mid: str, text: str, number: int = 1) -> Event:
        return self._from(person, "message_edit", {"mid": mid, "text": text, "num_edit": number})

    def deletion(self, person: str, mid: str) -> Event:
        return self._from(person, "message", {"mid": mid, "is_deleted": True})

    def reaction(self, person: str, mid: str, emoji: str = "❤", action: str = "react") -> Event:
        value = {"mid": mid, "action": action, "reaction": "love", "emoji": emoji}
        return self._from(person, "reaction", value)

    def delivery(self, person: str, mids: Sequence[str]) -> Event:
        return self._from(person, "delivery", {"mids": list(mids), "watermark": self._now()})

    def read(self, person: str) -> Event:
        return self._from(person, "read", {"watermark": self._now()})

    def thread_control(self, person: str, kind: str, value: dict[str, Any]) -> Event:
        """`kind`: pass_thread_control, take_thread_control, request_thread_control."""
        return self._from(person, kind, value)

    def echo(self, sent: Sent) -> Event:
        """Meta's own report of a message that our app sent."""
        message: dict[str, Any] = {
            "is_echo": True,
            "app_id": int(self._page.app_id),
            "mid": sent.message_id,
        }
        if sent.metadata:
            message["metadata"] = sent.metadata
        if "text" in sent.message:
            message["text"] = sent.message["text"]
        if "attachment" in sent.message:
            message["attachments"] = [sent.message["attachment"]]
        return self._to(sent.person, message, sent.at)

    def staff(self, person: str, text: str, *, app_id: int | None = None, mid: str = "") -> Event:
        """A colleague wrote in the Page inbox (`app_id` of the inbox, or none at all)."""
        message: dict[str, Any] = {"is_echo": True, "mid": mid or self._mid(), "text": text}
        if app_id is not None:
            message["app_id"] = app_id
        return self._to(person, message)

    def comment(self, person: str, comment_id: str, text: str, *, name: str = "") -> Event:
        """An item of `changes[]`: somebody commented on a post of the Page."""
        value = {
            "item": "comment",
            "verb": "add",
            "comment_id": comment_id,
            "post_id": f"{self._page.page_id}_1001",
            "parent_id": f"{self._page.page_id}_1001",
            "from": {"id": person, "name": name or "Người bình luận"},
            "message": text,
            "created_time": self._now() // 1000,
        }
        return {"field": "feed", "value": value}

    def note(self, *events: Event) -> None:
        """Let the stand-in know what these items tell about people."""
        for event in events:
            if event.get("field") == "feed":
                value = event["value"]
                writer = value["from"]
                self._world.person(MESSENGER, writer["id"], writer.get("name", ""))
                self._world.comments[value["comment_id"]] = (
                    writer["id"],
                    value["created_time"] * 1000,
                )
            elif event.get("sender", {}).get("id") != self._page.page_id and _is_act(event):
                self._world.act(MESSENGER, event["sender"]["id"], text=_words(event))

    def body(
        self,
        messaging: Sequence[Event] = (),
        *,
        standby: Sequence[Event] = (),
        changes: Sequence[Event] = (),
    ) -> dict[str, Any]:
        """One entry with all items; several bodies' entries may be joined into a batch."""
        entry: dict[str, Any] = {"id": self._page.page_id, "time": self._now()}
        for name, items in (("messaging", messaging), ("standby", standby), ("changes", changes)):
            if items:
                entry[name] = list(items)
        return {"object": "page", "entry": [entry]}

    def signed(self, body: dict[str, Any]) -> Signed:
        """The body as Meta signs it: whatever is not ASCII as lower-case `\\uXXXX`."""
        return self.sign(json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode())

    def sign(self, body: bytes) -> Signed:
        """Sign raw bytes: HMAC-SHA256 under the app secret."""
        digest = hmac.new(self._page.app_secret.encode(), body, sha256).hexdigest()
        return Signed(body, {"X-Hub-Signature-256": f"sha256={digest}"})

    def signed_request(self, person: str) -> str:
        """What a data deletion or deauthorisation callback carries as its form field."""
        claims = {
            "algorithm": "HMAC-SHA256",
            "user_id": person,
            "issued_at": self._now() // 1000,
        }
        payload = _base64url(json.dumps(claims).encode())
        digest = hmac.new(self._page.app_secret.encode(), payload, sha256).digest()
        return f"{_base64url(digest).decode()}.{payload.decode()}"

    def _from(self, person: str, name: str, value: Any, at: int | None = None) -> Event:
        return {
            "sender": {"id": person},
            "recipient": {"id": self._page.page_id},
            "timestamp": self._now() if at is None else at,
            name: value,
        }

    def _to(self, person: str, message: dict[str, Any], at: int | None = None) -> Event:
        return {
            "sender": {"id": self._page.page_id},
            "recipient": {"id": person},
            "timestamp": self._now() if at is None else at,
            "message": message,
        }

    def _mid(self) -> str:
        return self._world.new_id("m_")

    def _now(self) -> int:
        return self._world.now()


def _base64url(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


def _is_act(event: Event) -> bool:
    return any(name in event for name in _ACTS) and not event.get("message", {}).get("is_deleted")


def _words(event: Event) -> str:
    if "message" in event:
        return str(event["message"].get("text") or "(gửi tệp đính kèm)")
    if "postback" in event:
        return str(event["postback"]["title"])
    return "(mở liên kết)" if "referral" in event else "(thả cảm xúc)"
