"""The Graph API as far as a Page's bot uses it. Errors are HTTP 4xx with an `error` object."""

import hmac
import json
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from bot.simulator.accounts import MessengerPage
from bot.simulator.errors import RefusedError
from bot.simulator.messenger.messages import INVALID, MEDIA, MessageRules
from bot.simulator.messenger.profile import Profile
from bot.simulator.messenger.window import Windows
from bot.simulator.wire import Answer, Request, json_answer
from bot.simulator.world import MESSENGER, Sent, World

_PATH = re.compile(r"/v\d+\.\d+/([^/]+)(?:/([a-z_]+))?")
_ACTIONS = ("mark_seen", "typing_on", "typing_off")
_PERSON_FIELDS = frozenset(
    ("id", "name", "first_name", "last_name", "profile_pic", "locale", "timezone", "gender")
)
_STATUS = {1: 500, 2: 500, 1200: 500, 4: 403, 10: 403, 17: 403, 32: 403, 200: 403, 230: 403}
TOKEN_INVALID = 190

Params = dict[str, Any]


class GraphApi:
    def __init__(self, page: MessengerPage, world: World, on_sent: Callable[[Sent], None]) -> None:
        self._page = page
        self._world = world
        self._on_sent = on_sent
        self._attachments: set[str] = set()
        self._rules = MessageRules(self._attachments, world.plain_http_base)
        self._windows = Windows(world)
        self.profile = Profile(self._rules)
        self.token = page.page_token
        self._routes: dict[tuple[str, str], Callable[[Request, Params], Answer]] = {
            ("POST", "messages"): self._messages,
            ("POST", "message_attachments"): self._upload,
            ("POST", "messenger_profile"): self._set_profile,
            ("GET", "messenger_profile"): self._get_profile,
            ("DELETE", "messenger_profile"): self._remove_profile,
            ("POST", "subscribed_apps"): self._subscribe,
            ("GET", "subscribed_apps"): self._subscriptions,
        }

    @staticmethod
    def owns(path: str) -> bool:
        return _PATH.fullmatch(path) is not None

    @staticmethod
    def person_of(request: Request) -> str:
        """Whom a call is about, empty when nobody."""
        try:
            recipient = _params(request).get("recipient")
        except RefusedError:
            return ""  # a body that cannot be read names nobody
        if not isinstance(recipient, dict):
            return ""
        return str(recipient.get("id") or recipient.get("comment_id") or "")

    @staticmethod
    def error(code: int, message: str, subcode: int = 0) -> Answer:
        error: dict[str, Any] = {
            "message": f"(#{code}) {message}",
            "type": "OAuthException",
            "code": code,
            "fbtrace_id": "Asimulated",
        }
        if subcode:
            error["error_subcode"] = subcode
        return json_answer({"error": error}, _STATUS.get(code, 400))

    def expire_token(self) -> None:
        self.token = ""

    def renew_token(self) -> None:
        self.token = self._page.page_token

    def respond(self, request: Request) -> Answer:
        try:
            params = _params(request)
            self._authorise(request, params)
            return self._route(request, params)
        except RefusedError as refused:
            self._world.refuse(
                MESSENGER,
                request.path,
                self.person_of(request),
                refused.code,
                refused.subcode,
                refused.message,
            )
            return self.error(refused.code, refused.message, refused.subcode)

    def _authorise(self, request: Request, params: Params) -> None:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        token = str(params.get("access_token", bearer))
        if not self.token or not hmac.compare_digest(token.encode(), self.token.encode()):
            raise RefusedError(TOKEN_INVALID, "Error validating access token", 463)
        proof = hmac.new(self._page.app_secret.encode(), token.encode(), sha256).hexdigest()
        if "appsecret_proof" not in params:
            raise RefusedError(INVALID, "API calls from the server require an appsecret_proof")
        if not hmac.compare_digest(str(params["appsecret_proof"]).encode(), proof.encode()):
            raise RefusedError(INVALID, "Invalid appsecret_proof provided in the API argument")

    def _route(self, request: Request, params: Params) -> Answer:
        found = _PATH.fullmatch(request.path)
        node, edge = found.groups() if found else ("", "")
        ours = node in ("me", self._page.page_id)
        route = self._routes.get((request.method, edge or ""))
        if route is not None and ours:
            return route(request, params)
        if request.method == "POST" and node in self._world.comments and not edge:
            return self._hide(node, params)
        if request.method == "GET" and not edge:
            return self._node(node, ours, params)
        raise RefusedError(INVALID, f"Unsupported {request.method.lower()} request", 33)

    def _messages(self, request: Request, params: Params) -> Answer:
        recipient = params.get("recipient")
        if not isinstance(recipient, dict) or len(recipient) != 1:
            raise RefusedError(INVALID, "Param recipient must be an object with one id")
        if "sender_action" in params:
            return self._sender_action(recipient, params)
        message, upload = params.get("message"), request.files.get("filedata")
        shown = self._rules.check(message, upload)
        assert isinstance(message, dict)
        with self._world.lock:
            if "comment_id" in recipient:
                person = self._windows.for_comment(str(recipient["comment_id"]))
            else:
                person = self._windows.for_person(str(recipient.get("id", "")), params)
            if upload is not None:
                message = self._keep(message, upload)
            sent = self._world.accept(
                MESSENGER,
                person,
                kind=shown.kind,
                text=shown.text,
                message=message,
                prefix="m_",
                metadata=str(message.get("metadata", "")),
            )
            self._on_sent(sent)
        return json_answer({"recipient_id": person, "message_id": sent.message_id})

    def _keep(self, message: dict[str, Any], upload: bytes) -> dict[str, Any]:
        """The message with the file that came along, as the page can show it."""
        name = self._store(upload)
        attachment = message["attachment"]
        payload = {**attachment.get("payload", {}), "attachment_id": name}
        return {**message, "attachment": {**attachment, "payload": payload}}

    def _store(self, upload: bytes) -> str:
        with self._world.lock:
            name = str(10**15 + self._world.next())
            self._attachments.add(name)
            self._world.uploads[MESSENGER, name] = upload
            return name

    def _sender_action(self, recipient: dict[str, Any], params: Params) -> Answer:
        if params["sender_action"] not in _ACTIONS or "message" in params:
            raise RefusedError(INVALID, "A sender action is a request of its own")
        person = self._windows.known(str(recipient.get("id", "")))
        if params["sender_action"] != "mark_seen":
            self._world.typing[MESSENGER, person.id] = params["sender_action"] == "typing_on"
        return json_answer({"recipient_id": person.id})

    def _upload(self, request: Request, params: Params) -> Answer:
        message = params.get("message")
        attachment = message.get("attachment") if isinstance(message, dict) else None
        payload = attachment.get("payload") if isinstance(attachment, dict) else None
        if not isinstance(attachment, dict) or not isinstance(payload, dict):
            raise RefusedError(INVALID, "Param message must have an attachment with a payload")
        if attachment.get("type") not in MEDIA or payload.get("is_reusable") is not True:
            raise RefusedError(INVALID, "An upload needs a media type and is_reusable")
        upload = request.files.get("filedata")
        self._rules.check_file(attachment["type"], payload, upload)
        return json_answer({"attachment_id": self._store(upload or b"")})

    def _set_profile(self, _: Request, params: Params) -> Answer:
        self.profile.set(_without_token(params))
        return json_answer({"result": "success"})

    def _get_profile(self, _: Request, params: Params) -> Answer:
        fields = self.profile.get(str(params.get("fields", "")).split(","))
        return json_answer({"data": [fields] if fields else []})

    def _remove_profile(self, _: Request, params: Params) -> Answer:
        self.profile.remove(params.get("fields"))
        return json_answer({"result": "success"})

    def _subscribe(self, _: Request, params: Params) -> Answer:
        names = params.get("subscribed_fields", "")
        self.profile.subscribe(",".join(names) if isinstance(names, list) else str(names))
        return json_answer({"success": True})

    def _subscriptions(self, _: Request, params: Params) -> Answer:
        app = {"id": self._page.app_id, "subscribed_fields": list(self.profile.subscribed)}
        return json_answer({"data": [app] if self.profile.subscribed else []})

    def _hide(self, comment: str, params: Params) -> Answer:
        wish = _without_token(params)
        if set(wish) != {"is_hidden"} or wish["is_hidden"] not in (True, False, "true", "false"):
            raise RefusedError(INVALID, "Param is_hidden must be a boolean")
        with self._world.lock:
            if wish["is_hidden"] in (True, "true"):
                self._world.hidden_comments.add(comment)
            else:
                self._world.hidden_comments.discard(comment)
        return json_answer({"success": True})

    def _node(self, node: str, ours: bool, params: Params) -> Answer:
        if ours:
            return json_answer({"id": self._page.page_id, "name": self._page.name})
        wanted = [name for name in str(params.get("fields", "")).split(",") if name]
        if set(wanted) - _PERSON_FIELDS:
            raise RefusedError(INVALID, "Tried accessing a nonexisting field")
        person = self._windows.known(node)
        first, _, last = person.name.rpartition(" ")
        everything = {
            "id": person.id,
            "name": person.name,
            "first_name": last,
            "last_name": first,
            "profile_pic": "https://avatar.example/messenger.jpg",
            "locale": "vi_VN",
            "timezone": 7,
        }
        picked = {name: everything[name] for name in wanted if name in everything}
        return json_answer({**picked, "id": person.id})


def _params(request: Request) -> Params:
    """Query, form fields (JSON inside them is understood) and JSON body, the last wins."""
    params: Params = dict(request.query)
    if request.is_form:
        params.update({name: _maybe_json(text) for name, text in request.fields.items()})
    elif isinstance(request.json, dict):
        params.update(request.json)
    elif request.body:
        raise RefusedError(INVALID, "Malformed JSON in the request body")
    return params


def _maybe_json(text: str) -> Any:
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _without_token(params: Params) -> Params:
    return {k: v for k, v in params.items() if k not in ("access_token", "appsecret_proof")}
