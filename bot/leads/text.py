"""Names and places as they are stored and searched."""

import unicodedata

_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control characters, lone surrogates and the like


def fold(text: str) -> str:
    """Give `text` in lower case without diacritics, so that "dang thi be" finds "Đặng Thị Bé"."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


def clean(text: str, longest: int) -> str:
    """Give what a person typed without signs that no database or spreadsheet can hold."""
    kept = "".join(
        " " if sign in "\t\r\n" else sign
        for sign in unicodedata.normalize("NFC", text)
        if sign in "\t\r\n" or unicodedata.category(sign) not in _DROPPED
    )
    return " ".join(kept.split())[:longest]


def clean_note(text: str, longest: int) -> str:
    """Give a text of several lines, cleaned line by line."""
    return "\n".join(clean(line, longest) for line in text.splitlines()).strip()[:longest]
