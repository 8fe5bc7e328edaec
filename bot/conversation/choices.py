"""Choices and what a person types to take one."""

import re
from collections.abc import Callable, Sequence

_NUMBER = re.compile(r"\s*(?:số|so|câu|cau|chọn|chon)?\s*(\d{1,2})\s*[.)]?\s*", re.IGNORECASE)
_PAYLOAD = re.compile(r"#([a-z]+)(?: (.*))?", re.DOTALL)
_OLD = {"GET_STARTED": "#start", "MENU": "#menu"}


def chosen(text: str, shown: Sequence[Sequence[str]], fold: Callable[[str], str]) -> str:
    """Give the payload that `text` chooses among `shown` ([title, payload] each), or ""."""
    number = _NUMBER.fullmatch(text)
    if number and 1 <= int(number[1]) <= len(shown):
        return shown[int(number[1]) - 1][1]
    folded = fold(text)
    return next((payload for title, payload in shown if folded and fold(title) == folded), "")


def parse(payload: str) -> tuple[str, str]:
    """Take "#faq what-is full" apart into ("faq", "what-is full"); ("", …) for no payload."""
    found = _PAYLOAD.fullmatch(_OLD.get(payload, payload).strip())
    return (found[1], (found[2] or "").strip()) if found else ("", payload)
