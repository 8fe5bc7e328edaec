"""Codes that are typed to the bot: "TK05" of a leaflet, "LK 4829 1375" of a member of staff."""

import re
from unicodedata import normalize

LINK = re.compile(r"LK ?([0-9]{4}) ?([0-9]{4})")
CODE = re.compile(
    r"(?:(?:EM |CHO EM )?(?:NHẬP )?M[ÃA](?: S[ỐO])?(?: LÀ| LA)?:? )?"  # said before it, if anything
    r"([A-Z]{2})[ .-]?([0-9]{2,3})"
    r"(?: (?:Ạ|A|NHÉ|NHE))?[.!]?"
)
NO_CODES = {"AP", "CT", "KP", "SN", "SO", "TO", "TR", "XA"}
"""How places, house numbers, forms and amounts begin; no code does."""


def spoken(text: str) -> str:
    """Give the code that the text is, "TK05" for "mã tk 05 ạ"; "" when it is anything else."""
    found = CODE.fullmatch(" ".join(normalize("NFC", text).upper().split()))
    return found[1] + found[2] if found and found[1] not in NO_CODES else ""


def of_staff(text: str) -> str:
    """Give the code by which staff link a conversation, "LK48291375"; "" for anything else."""
    found = LINK.fullmatch(text.strip().upper())
    return f"LK{found[1]}{found[2]}" if found else ""
