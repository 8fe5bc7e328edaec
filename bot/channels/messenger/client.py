"""Calls of the Graph API as a Page. Token and proof stand in the body, never in the address."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bot.channels import fields
from bot.channels.base import Accepted, Request
from bot.channels.errors import Do, SendError
from bot.channels.http import Answer, Http, Upload
from bot.channels.messenger import usage
from bot.channels.messenger.errors import CANNOT_HIDE, PERMISSIONS, send_error
from bot.channels.messenger.signature import appsecret_proof

MAX_IMAGE = 8 * 1024 * 1024  # bytes
_IMAGES = {b"\xff\xd8\xff": ("anh.jpg", "image/jpeg"), b"\x89PNG": ("anh.png", "image/png")}


class MessengerClient:
    """The Graph API at `base`; each call is given the Page's token."""

    def __init__(self, *, base: str, version: str, app_secret: str) -> None:
        self._http = Http("Facebook", base)
        self._version = version
        self._app_secret = app_secret

    def send(self, request: Request, token: str) -> Accepted:
        """Post one message. Raises SendError."""
        answer = self._post("me/messages", token, request)
        body = self._body(answer)
        message_id = fields.ident(body.get("message_id"))
        if not message_id:
            raise self._http.unreadable(answer)
        return Accepted(message_id, usage.used(answer.headers))

    def hide_comment(self, comment_id: str, token: str) -> Accepted:
        """Hide a comment from all but its writer and their friends; may be repeated.

        Raises SendError. A missing permission concerns comments only: messages go on.
        """
        try:
            self.act(quote(comment_id, safe=""), token, {"is_hidden": True})
        except SendError as error:
            if error.code in PERMISSIONS:
                raise SendError(Do.DEAD, error.code, CANNOT_HIDE) from None
            raise
        return Accepted("")

    def act(self, path: str, token: str, parameters: Mapping[str, Any]) -> None:
        """Post something that is done or refused: profile, subscriptions. Raises SendError."""
        self._body(self._post(path, token, parameters))

    def upload_image(self, image: bytes, token: str) -> str:
        """Upload a JPEG or PNG of up to 8 MB; gives the attachment id for any number of sends.

        Raises SendError, DEAD for a file that Facebook would refuse. A missing permission concerns
        pictures only: messages go on.
        """
        sort = next((sort for head, sort in _IMAGES.items() if image.startswith(head)), None)
        if sort is None or len(image) > MAX_IMAGE:
            raise SendError(Do.DEAD, "bad-image", "Facebook chỉ nhận ảnh JPG, PNG tới 8 MB.")
        message = {"attachment": {"type": "image", "payload": {"is_reusable": True}}}
        answer = self._http.call(
            "POST",
            self._path("me/message_attachments"),
            form={"message": json.dumps(message), **self._keys(token)},
            upload=Upload("filedata", (sort[0], image, sort[1])),
        )
        try:
            found = fields.ident(self._body(answer).get("attachment_id"))
        except SendError as error:
            if error.code in PERMISSIONS:
                raise SendError(Do.DEAD, error.code, error.staff_text) from None
            raise
        if not found:
            raise self._http.unreadable(answer)
        return found

    def _post(self, path: str, token: str, parameters: Mapping[str, Any]) -> Answer:
        body = {**parameters, **self._keys(token)}
        return self._http.call("POST", self._path(path), json_body=body)

    def _path(self, path: str) -> str:
        return f"/{self._version}/{path}"

    def _keys(self, token: str) -> dict[str, str]:
        proof = appsecret_proof(token, self._app_secret)
        return {"access_token": token, "appsecret_proof": proof}

    def _body(self, answer: Answer) -> Mapping[str, Any]:
        """Give the body of an answer that is no error. Raises SendError for all others."""
        if answer.body is None:
            raise self._http.unreadable(answer)
        error = fields.mapping(answer.body.get("error"))
        code, subcode = (_code(error.get(name)) for name in ("code", "error_subcode"))
        if code is not None:
            wait = max(answer.retry_after or 0.0, usage.wait(answer.headers) or 0.0) or None
            raise send_error(code, subcode or 0, answer.status, wait)
        if answer.status != 200 or "error" in answer.body:
            raise self._http.unreadable(answer)
        return answer.body


def _code(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
