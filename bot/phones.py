"""Vietnamese phone numbers as people type them, checked by `phonenumbers`."""

import re
import unicodedata

import phonenumbers

_RUN = re.compile(r"\+?\d[\d\s.\-()/]{6,18}\d")

_OF_PEOPLE = {
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
}


def parse(text: str) -> str | None:
    """Give the one phone number in `text` in E.164 ("+84905123456"), None when there is none.

    Spaces, dots and dashes are skipped; "84…" and "+84…" count like "0…".
    """
    found = find_all(text)
    return found[0] if found else None


def find_all(text: str) -> list[str]:
    """Give all valid Vietnamese numbers in `text`, in order, in E.164."""
    plain = unicodedata.normalize("NFKC", text)
    numbers = (_valid(match.group()) for match in _RUN.finditer(plain))
    return list(dict.fromkeys(number for number in numbers if number))


def shown(e164: str) -> str:
    """Give the number as staff and spreadsheets read it: "0905 123 456"."""
    digits = "0" + e164.removeprefix("+84")
    if len(digits) == 10:
        return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}"


def masked(last: str) -> str:
    """Give what anyone may see of a number: its last three digits."""
    return f"•••• ••• {last}"


def _valid(run: str) -> str | None:
    digits = re.sub(r"\D", "", run)
    if digits.startswith("84") and len(digits) > 10:
        digits = "0" + digits[2:].removeprefix("0")
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number_for_region(number, "VN"):
        return None
    if phonenumbers.number_type(number) not in _OF_PEOPLE:
        return None  # hotlines and the like
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
