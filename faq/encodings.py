"""Text that old programs wrote: TCVN3 and VNI fonts, and UTF-8 read as Latin-1.

Sources: TCVN 5712:1993 (VN3) and the VNI-Windows table; both reach us as Latin-1 characters.
"""

import unicodedata
from collections.abc import Callable

_TCVN3_CODES = (
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\xadư®đµà¶ả·ã¸á¹ạ»ằ¼ẳ½ẵ¾ắÆặÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹÒềÓểÔễÕếÖệ×ìØỉÜĩÝí"
    "Þịßòáỏâõãóäọåồæổçỗèốéộêờëởìỡíớîợïùñủòũóúôụõừöử÷ữøứùựúỳûỷüỹýýþỵ"
)
_TCVN3 = {ord(a): b for a, b in zip(_TCVN3_CODES[::2], _TCVN3_CODES[1::2], strict=True)}

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
# What VNI writes behind a vowel, as combining marks.
_VNI_MARKS = {
    "ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE,
    "å": _CIRCUMFLEX + _HOOK, "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị",
                "î": "ỵ"}  # fmt: skip


def from_tcvn3(text: str) -> str:
    """The text read as TCVN3 (ABC fonts)."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """The text read as VNI-Windows, where marks follow their vowel."""
    out: list[str] = []
    for char in text:
        low = char.lower()
        if low in _VNI_MARKS and out and out[-1][0].lower() in "aeouyơư":
            out[-1] += _VNI_MARKS[low]
        elif low in _VNI_LETTERS:
            letter = _VNI_LETTERS[low]
            out.append(letter.upper() if char.isupper() else letter)
        else:
            out.append(char)
    return unicodedata.normalize("NFC", "".join(out))


def from_mojibake(text: str) -> str:
    """UTF-8 that was read as Latin-1 or Windows-1252; unchanged where it is not."""
    raw = bytearray()
    for char in text:
        try:
            raw += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 0xFF:
                return text
            raw.append(ord(char))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def repair(text: str, is_word: Callable[[str], bool]) -> str:
    """The reading of `text` with most Vietnamese words; unchanged when it reads well as it is.

    `is_word` says whether a piece without blanks is Vietnamese as it stands, marks included.
    """
    if all(char.isascii() or ord(char) >= 0x1EA0 for char in text):
        return text

    def score(candidate: str) -> int:
        pieces = ["".join(c for c in p if c.isalpha()) for p in candidate.lower().split()]
        return sum(1 if is_word(p) else -1 for p in pieces if p)

    best, best_score = text, score(text)
    if best_score == len(text.split()):
        return text
    for read in (from_tcvn3, from_vni, from_mojibake):
        candidate = read(text)
        if candidate != text and score(candidate) > best_score:
            best, best_score = candidate, score(candidate)
    return best
