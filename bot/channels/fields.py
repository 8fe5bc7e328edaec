"""Careful reading of what a platform sends: no field is taken on trust."""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

LONGEST_KEY = 200
LONGEST_PERSON = 128
LONGEST_ACCOUNT = 64
LONGEST_NAME = 64
DEEPEST = 100
AHEAD = timedelta(minutes=10)  # clocks differ; what is further ahead is no time
FIRST = datetime(2010, 1, 1, tzinfo=UTC)  # before either platform's messages

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")  # neither PostgreSQL nor UTF-8 takes them
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)  # linear, whatever it meets
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def load(body: bytes) -> Any:
    """Read JSON. Raises ValueError; strange numbers stay texts, so that they harm nobody."""
    _refuse_depth(body)
    return json.loads(body, parse_int=_whole, parse_float=_fraction, parse_constant=_no_constant)


def load_verbatim(body: bytes) -> Any:
    """Read JSON with every number as it is written, as text. Raises ValueError."""
    _refuse_depth(body)
    return json.loads(body, parse_int=str, parse_float=str, parse_constant=_no_constant)


def dump(event: Any) -> bytes:
    """Give an event's bytes as they are stored; lone surrogates stay escaped."""
    return json.dumps(event, separators=(",", ":")).encode()


def mapping(value: Any) -> Mapping[str, Any]:
    """Give the object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """Give the list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """Give the text without what cannot be kept; "" for anything else."""
    return _UNKEEPABLE.sub("", value) if isinstance(value, str) else ""


def ident(value: Any, longest: int = 0) -> str:
    """Give an id as text (platforms sometimes send a number); "" when it is none or too long."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = text(value).strip()
    return "" if longest and len(found) > longest else found


def number(value: Any) -> str:
    """Give a finite number, which came as number or text, as text; "" for anything else."""
    try:
        found = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return ""
    return str(found) if math.isfinite(found) else ""


def key(*parts: str) -> str:
    """Join the parts of an event's key; a long one is replaced by its hash."""
    joined = ":".join(parts)
    if len(joined) <= LONGEST_KEY:
        return joined
    return f"{parts[0][:LONGEST_NAME]}:{sha256(joined.encode()).hexdigest()}"


def key_of_bytes(payload: bytes) -> str:
    """Give the key of an event that has nothing else to tell it by."""
    return f"bytes:{sha256(payload).hexdigest()}"


def moment(value: Any) -> datetime | None:
    """Read milliseconds since 1970, as number or text; None when that is no sane time."""
    try:
        found = datetime.fromtimestamp(float(value) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return found if found >= FIRST else None


def moment_by(value: Any, now: datetime) -> datetime:
    """Read when something happened; what is no time, or lies ahead of `now`, was now."""
    found = moment(value)
    return now if found is None or found > now + AHEAD else found


def header(headers: Mapping[str, str], name: str) -> str:
    """Find a header whatever its case."""
    found = headers.get(name)  # what came by HTTP knows no case, and finds it at once
    if found is not None:
        return found
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), "")


def _refuse_depth(body: bytes) -> None:
    """Raise ValueError before a reader that calls itself runs out of stack.

    Takes the innermost pairs away, level by level; what is left is too deep, or no JSON.
    """
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    brackets = _STRING.sub(b"", body).translate(None, delete=_NO_BRACKETS)
    for _ in range(DEEPEST):
        outer = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if outer == brackets:
            break
        brackets = outer
    if brackets:
        raise ValueError("nested too deeply")


def _whole(number: str) -> int | str:
    return int(number) if len(number) <= 30 else number


def _fraction(number: str) -> float | str:
    value = float(number)
    return value if math.isfinite(value) else number


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
