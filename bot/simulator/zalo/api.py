"""Zalo's OA API and OAuth pages. The HTTP status is 200 for errors too: `error` tells."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.simulator.errors import RefusedError
from bot.simulator.wire import Answer, Request, json_answer
from bot.simulator.world import FREE_ZALO_MESSAGES, ZALO, Person, Sent, World
from bot.simulator.zalo.messages import BAD_PARAMETER, TOO_LONG, check
from bot.simulator.zalo.tokens import Tokens

HOUR_MS = 3600 * 1000
FREE_MS, PAID_MS = 48 * HOUR_MS, 7 * 24 * HOUR_MS
UPLOAD_MS = 7 * 24 * HOUR_MS
MAX_IMAGE = 1024 * 1024  # bytes
MAX_FOLLOWERS = 50
IMAGE_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")  # jpg, png

NOT_FOLLOWING, QUOTA_OF_OA, QUOTA_OF_PERSON = -213, -211, -218
NO_INTERACTION, WINDOW_OVER = -230, -232


class ZaloApi:
    def __init__(
        self, oa_id: str, world: World, tokens: Tokens, on_sent: Callable[[Sent], None]
    ) -> None:
        self._oa_id = oa_id
        self._world = world
        self.tokens = tokens
        self._on_sent = on_sent
        self._uploaded: dict[str, int] = {}
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("POST", "/v3.0/oa/message/cs"): self._send,
            ("POST", "/v2.0/oa/upload/image"): self._upload,
            ("GET", "/v3.0/oa/user/detail"): self._detail,
            ("GET", "/v3.0/oa/user/getlist"): self._followers,
            ("POST", "/v4/oa/access_token"): self._token,
            ("GET", "/v4/oa/permission"): self._permission,
        }

    @staticmethod
    def owns(path: str) -> bool:
        return path.startswith(("/v2.0/oa/", "/v3.0/oa/", "/v4/oa/"))

    @staticmethod
    def person_of(request: Request) -> str:
        """Whom a call is about, empty when nobody."""
        body = request.json if request.method == "POST" and not request.is_form else None
        recipient = body.get("recipient") if isinstance(body, dict) else None
        if not isinstance(recipient, dict):
            return ""
        return str(recipient.get("user_id") or recipient.get("anonymous_id") or "")

    @staticmethod
    def error(code: int, message: str, _subcode: int = 0) -> Answer:
        return json_answer({"error": code, "message": message})

    def respond(self, request: Request) -> Answer:
        route = self._routes.get((request.method, request.path))
        if route is None:
            return self.error(404, "Empty api")
        try:
            return route(request)
        except RefusedError as refused:
            self._world.refuse(
                ZALO, request.path, self.person_of(request), refused.code, 0, refused.message
            )
            return self.error(refused.code, refused.message)

    def _send(self, request: Request) -> Answer:
        self._authorise(request)
        body = request.json
        if not isinstance(body, dict) or not isinstance(body.get("recipient"), dict):
            raise RefusedError(BAD_PARAMETER, "Params is invalid: recipient")
        shown = check(body.get("message"), self._fresh_uploads())
        with self._world.lock:
            person = self._recipient(body["recipient"])
            quota = self._admit(person)
            sent = self._world.accept(
                ZALO, person.id, kind=shown.kind, text=shown.text, message=body["message"]
            )
            self._on_sent(sent)
        data = {"message_id": sent.message_id, "user_id": person.id, "quota": quota}
        return json_answer({"error": 0, "message": "Success", "data": data})

    def _authorise(self, request: Request) -> None:
        self.tokens.check(request.headers.get("access_token", ""))

    def _recipient(self, recipient: dict[str, Any]) -> Person:
        """People who are not signed in are reached by `anonymous_id` and `conversation_id`."""
        signed_in = "user_id" in recipient
        wanted = str(recipient.get("user_id" if signed_in else "anonymous_id", ""))
        person = self._world.people.get((ZALO, wanted))
        conversation = "" if signed_in else str(recipient.get("conversation_id", ""))
        if person is None or person.conversation_id != conversation:
            raise RefusedError(BAD_PARAMETER, "user_id is invalid")
        return person

    def _admit(self, person: Person) -> dict[str, str]:
        """Count one message against the person's frame, or the OA's package."""
        if person.refusal:
            raise RefusedError(person.refusal[0], "Refused for this person")
        if person.unfollowed:
            raise RefusedError(NOT_FOLLOWING, "User has not followed OA")
        age = PAID_MS + 1 if person.last_act is None else self._world.now() - person.last_act
        if age > PAID_MS:
            raise RefusedError(
                NO_INTERACTION, "User has not interacted with the OA in the past 7 days"
            )
        if age <= FREE_MS and person.free_left:
            person.free_left -= 1
            return _quota("reply", person.free_left, FREE_ZALO_MESSAGES)
        if self._world.zalo_package is None:
            if age <= FREE_MS:
                raise RefusedError(QUOTA_OF_PERSON, "Out of quota receive")
            raise RefusedError(WINDOW_OVER, "Latest interaction of the user is out of time frame")
        if not self._world.zalo_package:
            raise RefusedError(QUOTA_OF_OA, "Out of quota of the OA")
        self._world.zalo_package -= 1
        return _quota("sub_quota", self._world.zalo_package, self._world.zalo_package + 1)

    def _fresh_uploads(self) -> set[str]:
        now = self._world.now()
        return {name for name, at in self._uploaded.copy().items() if now - at <= UPLOAD_MS}

    def _upload(self, request: Request) -> Answer:
        self._authorise(request)
        image = request.files.get("file", b"")
        if not image.startswith(IMAGE_HEADS):
            raise RefusedError(BAD_PARAMETER, "Params is invalid: file must be jpg or png")
        if len(image) > MAX_IMAGE:
            raise RefusedError(TOO_LONG, "File size exceeds 1 MB")
        name = self._world.new_id("zimg")
        self._world.uploads[ZALO, name] = image
        self._uploaded[name] = self._world.now()
        return json_answer({"error": 0, "message": "Success", "data": {"attachment_id": name}})

    def _detail(self, request: Request) -> Answer:
        self._authorise(request)
        wanted = str(_data(request).get("user_id", ""))
        person = self._world.people.get((ZALO, wanted))
        if person is None:
            raise RefusedError(BAD_PARAMETER, "user_id is invalid")
        data = {
            "user_id": person.id,
            "user_id_by_app": f"55{person.id}",
            "display_name": person.name,
            "user_alias": person.name,
            "is_sensitive": False,
            "user_is_follower": person.follows,
            "avatar": "https://avatar.example/zalo.jpg",
            "tags_and_notes_info": {"notes": [], "tag_names": []},
            "shared_info": {},
        }
        return json_answer({"error": 0, "message": "Success", "data": data})

    def _followers(self, request: Request) -> Answer:
        self._authorise(request)
        data = _data(request)
        offset, count = data.get("offset", 0), data.get("count", 0)
        if not isinstance(offset, int) or not isinstance(count, int) or offset < 0 or count < 1:
            raise RefusedError(BAD_PARAMETER, "Params is invalid: offset, count")
        if count > MAX_FOLLOWERS:
            raise RefusedError(TOO_LONG, "Parameter exceed allowable limit: count")
        with self._world.lock:
            ids = [p.id for p in self._world.people.values() if p.platform == ZALO and p.follows]
        users = [{"user_id": name} for name in ids[offset : offset + count]]
        found = {"total": len(ids), "count": len(users), "offset": offset, "users": users}
        return json_answer({"error": 0, "message": "Success", "data": found})

    def _token(self, request: Request) -> Answer:
        try:
            return json_answer(
                self.tokens.grant(request.headers.get("secret_key", ""), request.fields)
            )
        except RefusedError as refused:
            self._world.refuse(ZALO, request.path, "", refused.code, 0, refused.message)
            return json_answer(
                {
                    "error": refused.code,
                    "error_name": refused.message,
                    "error_reason": refused.message,
                    "error_description": refused.message,
                }
            )

    def _permission(self, request: Request) -> Answer:
        back = request.query.get("redirect_uri", "")
        if urlsplit(back).scheme not in ("http", "https"):
            raise RefusedError(-14003, "Invalid redirect uri")
        code = self.tokens.permit(
            request.query.get("app_id", ""), request.query.get("code_challenge", "")
        )
        carried = {"code": code, "oa_id": self._oa_id}
        if "state" in request.query:
            carried["state"] = request.query["state"]
        joint = "&" if urlsplit(back).query else "?"
        return Answer(302, headers={"Location": f"{back}{joint}{urlencode(carried)}"})


def _quota(kind: str, remain: int, total: int) -> dict[str, str]:
    return {"quota_type": kind, "remain": str(remain), "total": str(total), "owner_type": "OA"}


def _data(request: Request) -> dict[str, Any]:
    """The `data` parameter: URL-encoded JSON."""
    try:
        data = json.loads(request.query.get("data", ""))
    except ValueError:
        data = None
    if not isinstance(data, dict):
        raise RefusedError(BAD_PARAMETER, "Params is invalid: data")
    return data
