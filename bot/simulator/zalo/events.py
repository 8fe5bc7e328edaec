"""Zalo's webhook events as Zalo words them, and their signature."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from bot.simulator.accounts import ZaloAccount
from bot.simulator.webhooks import Signed
from bot.simulator.world import ZALO, Sent, World

Event = dict[str, Any]
_ACTS = ("user_send_", "anonymous_send_", "user_submit_info", "user_click_chatnow", "follow")
_ECHO = {"image": "oa_send_image", "list": "oa_send_list", "request_user_info": "oa_send_list"}


class ZaloEvents:
    """Builds events of one account. People are ids; a `timestamp` (ms) is now unless given."""

    def __init__(self, account: ZaloAccount, world: World) -> None:
        self._account = account
        self._world = world

    def text(self, person: str, text: str, *, msg_id: str = "", at: int | None = None) -> Event:
        return self.message(person, "user_send_text", text=text, msg_id=msg_id, at=at)

    def message(
        self,
        person: str,
        name: str,
        *,
        text: str = "",
        attachments: Sequence[dict[str, Any]] = (),
        msg_id: str = "",
        at: int | None = None,
    ) -> Event:
        """Any `user_send_*` or `anonymous_send_*`; attachments as `{"type", "payload"}`."""
        message: dict[str, Any] = {"msg_id": msg_id or self._world.new_id()}
        if text or name.endswith("_text"):
            message["text"] = text
        if attachments:
            message["attachments"] = list(attachments)
        event = self._between(person, self._account.oa_id, name, at)
        if name.startswith("anonymous_"):
            message["conversation_id"] = self._conversation(person)
        else:
            event["user_id_by_app"] = f"55{person}"
        return {**event, "message": message}

    def image(self, person: str, url: str, *, text: str = "") -> Event:
        return self.attachment(person, "image", {"url": url, "thumbnail": url}, text=text)

    def attachment(
        self, person: str, kind: str, payload: dict[str, Any], *, text: str = ""
    ) -> Event:
        """`kind`: image, link, audio, video, sticker, gif, file, location, business_card."""
        shown = "link" if kind == "business_card" else kind
        return self.message(
            person,
            f"user_send_{kind}",
            text=text,
            attachments=[{"type": shown, "payload": payload}],
        )

    def location(self, person: str, latitude: str, longitude: str) -> Event:
        place = {"coordinates": {"latitude": latitude, "longitude": longitude}}
        return self.attachment(person, "location", place)

    def submit_info(self, person: str, info: dict[str, str]) -> Event:
        """The person filled in the form of request_user_info."""
        return {**self._between(person, self._account.oa_id, "user_submit_info"), "info": info}

    def follow(self, person: str, *, source: str = "oa_profile") -> Event:
        return self._follower(person, "follow", source)

    def unfollow(self, person: str) -> Event:
        return self._follower(person, "unfollow", "oa_profile")

    def click_chatnow(self, person: str) -> Event:
        event = self._base("user_click_chatnow")
        return {
            **event,
            "oa_id": self._account.oa_id,
            "user_id": person,
            "user_id_by_app": f"55{person}",
        }

    def reacted(self, person: str, msg_id: str, icon: str = "/-heart") -> Event:
        event = self._between(person, self._account.oa_id, "user_reacted_message")
        return {**event, "message": {"msg_id": msg_id, "react_icon": icon}}

    def received(self, person: str, msg_id: str) -> Event:
        event = self._between(self._account.oa_id, person, "user_received_message")
        return {**event, "message": {"msg_id": msg_id}}

    def seen(self, person: str, msg_ids: Sequence[str]) -> Event:
        event = self._between(self._account.oa_id, person, "user_seen_message")
        return {**event, "message": {"msg_ids": list(msg_ids)}}

    def reply_consent(self, person: str, answer: str = "ALLOW") -> Event:
        return {
            **self._base("user_reply_consent"),
            "oa_id": self._account.oa_id,
            "user_id": person,
            "user_consent": answer,
        }

    def echo(self, sent: Sent) -> Event:
        """Zalo's own report of a message that the API sent."""
        name = _ECHO.get(sent.kind, "oa_send_text")
        event = self._between(self._account.oa_id, sent.person, name, sent.at)
        message: dict[str, Any] = {"msg_id": sent.message_id, "text": sent.text}
        if "attachment" in sent.message:
            message["attachments"] = [{"type": "template", "payload": {"text": sent.text}}]
        return {**event, "message": message}

    def staff(self, person: str, text: str, *, admin_id: str = "", msg_id: str = "") -> Event:
        """A colleague wrote in OA Manager."""
        event = self._between(self._account.oa_id, person, "oa_send_text")
        if admin_id:
            event["sender"]["admin_id"] = admin_id
        return {**event, "message": {"msg_id": msg_id or self._world.new_id(), "text": text}}

    def note(self, event: Event) -> None:
        """Let the stand-in know what this event tells about a person."""
        name = event["event_name"]
        person = _actor(event)
        if name == "unfollow":
            known = self._world.person(ZALO, person)
            known.follows, known.unfollowed = False, True
            self._world.saw(ZALO, person, "(bỏ quan tâm)")
        elif name.startswith(_ACTS):
            known = self._world.act(ZALO, person, text=_words(event))
            known.follows = known.follows or name == "follow"
            if name.startswith("anonymous_"):
                known.conversation_id = event["message"]["conversation_id"]

    def signed(self, event: Event, *, retries: int = 0) -> Signed:
        """The event as raw bytes with its `X-ZEvent-Signature`."""
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        return self.sign(body, str(event.get("timestamp", "")), retries=retries)

    def sign(self, body: bytes, timestamp: str, *, retries: int = 0) -> Signed:
        """Sign raw bytes: SHA-256 over app id, body, timestamp and the OA's secret key."""
        mac = sha256(
            self._account.app_id.encode()
            + body
            + timestamp.encode()
            + self._account.oa_secret_key.encode()
        ).hexdigest()
        headers = {"X-ZEvent-Signature": f"mac={mac}"}
        if retries:
            headers["num_retry"] = str(retries)
        return Signed(body, headers)

    def _base(self, name: str, at: int | None = None) -> Event:
        stamp = self._world.now() if at is None else at
        return {"app_id": self._account.app_id, "event_name": name, "timestamp": str(stamp)}

    def _between(self, sender: str, recipient: str, name: str, at: int | None = None) -> Event:
        return {
            **self._base(name, at),
            "sender": {"id": sender},
            "recipient": {"id": recipient},
        }

    def _follower(self, person: str, name: str, source: str) -> Event:
        return {
            **self._base(name),
            "oa_id": self._account.oa_id,
            "source": source,
            "follower": {"id": person},
            "user_id_by_app": f"55{person}",
        }

    def _conversation(self, person: str) -> str:
        known = self._world.people.get((ZALO, person))
        return known.conversation_id if known and known.conversation_id else f"c{person}"


def _actor(event: Event) -> str:
    for name in ("follower", "sender"):
        if name in event:
            return str(event[name]["id"])
    return str(event.get("user_id", ""))


def _words(event: Event) -> str:
    message = event.get("message") or {}
    if message.get("text"):
        return str(message["text"])
    if event["event_name"] == "user_submit_info":
        return "(đã gửi thông tin theo mẫu)"
    return f"({event['event_name']})"
