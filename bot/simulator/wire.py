"""One HTTP request and one answer, with nothing of a server in them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import BytesIO
from typing import Any

from werkzeug.formparser import parse_form_data


@dataclass(frozen=True)
class Manner:
    """How an answer travels back; all zero = at once and whole."""

    delay: float = 0.0  # seconds before the first byte
    slow: float = 0.0  # seconds over which the body trickles
    silent: float = 0.0  # seconds without any answer, then the line is closed
    reset: bool = False  # the connection is torn down instead of an answer


@dataclass(frozen=True)
class Answer:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = Manner()

    def in_manner(self, manner: Manner) -> "Answer":
        return replace(self, manner=manner)


def json_answer(
    value: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    return Answer(status, json.dumps(value).encode(), headers=headers or {})


@dataclass
class Request:
    """`headers` have lower-case names; `query` keeps the last value of a name."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @cached_property
    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @cached_property
    def fields(self) -> dict[str, str]:
        """Fields of a form, url-encoded or multipart."""
        return self._form[0]

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Files of a multipart form."""
        return self._form[1]

    @property
    def is_form(self) -> bool:
        kind = self.headers.get("content-type", "")
        return kind.startswith(("multipart/form-data", "application/x-www-form-urlencoded"))

    @cached_property
    def _form(self) -> tuple[dict[str, str], dict[str, bytes]]:
        environ = {
            "wsgi.input": BytesIO(self.body),
            "CONTENT_TYPE": self.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(self.body)),
            "REQUEST_METHOD": self.method,
        }
        _, form, files = parse_form_data(environ, stream_factory=_memory)
        return form.to_dict(), {name: file.read() for name, file in files.items()}


def _memory(*_: Any, **__: Any) -> BytesIO:
    """Where an uploaded file goes: memory, so that nothing is left behind on a disk."""
    return BytesIO()
