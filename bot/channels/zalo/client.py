"""Calls of Zalo's OA API. The HTTP status is 200 for errors too: `error` tells."""

from collections.abc import Mapping
from typing import Any

from bot.channels import fields
from bot.channels.base import Accepted, Request
from bot.channels.errors import Do, SendError
from bot.channels.http import Answer, Http, Upload
from bot.channels.zalo.errors import NOT_ALLOWED, send_error

SEND = "/v3.0/oa/message/cs"
UPLOAD_IMAGE = "/v2.0/oa/upload/image"
FOLLOWERS = "/v3.0/oa/user/getlist"
MAX_IMAGE = 1024 * 1024  # bytes
_IMAGES = {b"\xff\xd8\xff": ("anh.jpg", "image/jpeg"), b"\x89PNG": ("anh.png", "image/png")}


class ZaloClient:
    """The OA API at `base`; each call is given its access token."""

    def __init__(self, base: str) -> None:
        self._http = Http("Zalo", base)

    def send(self, request: Request, token: str) -> Accepted:
        """Post one consultation message. Raises SendError."""
        data = self._data(self._post(SEND, token, json_body=request))
        return Accepted(fields.ident(data.get("message_id")))

    def upload_image(self, image: bytes, token: str) -> str:
        """Upload a JPEG or PNG of up to 1 MB; gives its attachment id, which holds for 7 days.

        Raises SendError, DEAD for a file that Zalo would refuse. A right or package that is missing
        concerns pictures only: messages go on.
        """
        sort = next((sort for head, sort in _IMAGES.items() if image.startswith(head)), None)
        if sort is None or len(image) > MAX_IMAGE:
            raise SendError(Do.DEAD, "bad-image", "Zalo chỉ nhận ảnh JPG, PNG tới 1 MB.")
        file = Upload("file", (sort[0], image, sort[1]))
        try:
            data = self._data(self._post(UPLOAD_IMAGE, token, upload=file))
        except SendError as error:
            if error.code in NOT_ALLOWED:
                raise SendError(Do.DEAD, error.code, error.staff_text) from None
            raise
        found = fields.ident(data.get("attachment_id"))
        if not found:
            raise SendError(Do.RETRY, "no-attachment-id", "Zalo không trả lại mã ảnh.")
        return found

    def followers(self, token: str) -> int:
        """Count who follows the OA: the cheapest call that proves token and rights."""
        query = {"data": '{"offset":0,"count":1}'}
        answer = self._http.call("GET", FOLLOWERS, params=query, headers={"access_token": token})
        total = self._data(answer).get("total")
        return total if isinstance(total, int) else 0

    def _post(self, path: str, token: str, **body: Any) -> Answer:
        return self._http.call("POST", path, headers={"access_token": token}, **body)

    def _data(self, answer: Answer) -> Mapping[str, Any]:
        """Give `data` of an answer that says error 0. Raises SendError for all others."""
        code = answer.body.get("error") if answer.body is not None else None
        if not isinstance(code, int) or isinstance(code, bool):
            raise self._http.unreadable(answer)
        if code != 0:
            raise send_error(code, answer.status, answer.retry_after)
        assert answer.body is not None
        return fields.mapping(answer.body.get("data"))
