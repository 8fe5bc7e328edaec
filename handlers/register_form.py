"""The questions of the lead form, their order, and what is read from a message on the way."""

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from bot import phones
from bot.conversation.messages import Choice, Reply
from bot.conversation.turn import Outcome, Turn
from bot.places.find import Place
from faq.details import extract
from faq.text import fold, words
from handlers.basics import asks_about, plain, today
from handlers.phrases import PHRASES
from handlers.wording import texts

NAME = "register"
VERSION = 2
TEXTS = texts("register")
PLACE_KEYS = ("place", "hamlet", "ward", "former_ward", "province")
# What a correction of a field takes back.
STEPS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "phone": ("phone",),
    "place": PLACE_KEYS,
    "time": ("time",),
}
FEW_WORDS = 3
LONGEST_TIME = 100
_DIGITS = re.compile(r"[+\d][\d\s.\-()]{6,}\d")
_LABELS = re.compile(r"\b(?:sđt|sdt|số điện thoại|so dien thoai|đt|dt)\b\s*:?", re.IGNORECASE)


def next_step(turn: Turn, data: Mapping[str, Any]) -> Outcome:
    """Ask for the first thing that is missing; when nothing is, show it all."""
    if data.get("for_whom") and not data.get("permitted"):
        return ask(turn, "permission", data)
    missing = next((step for step in STEPS if step not in data), "confirm")
    return ask(turn, missing, data)


def ask(turn: Turn, step: str, data: Mapping[str, Any]) -> Outcome:
    """Wait at `step` with what is known so far."""
    state = turn.state.at_step(NAME, step, data, VERSION)
    return Outcome(state, (question(turn, step, data),))


def question(turn: Turn, step: str, data: Mapping[str, Any]) -> Reply:
    """Give the question of a step with its buttons."""
    if step == "consent":
        text = TEXTS["ask_consent"].format(office=turn.office.name, months=turn.office.lead_months)
        return Reply(text, (_button(TEXTS["agree"], "co"), _button(TEXTS["disagree"], "khong")))
    if step == "permission":
        text = TEXTS["ask_permission"].format(whom=data["for_whom"])
        return Reply(
            text, (_button(TEXTS["permitted"], "co"), _button(TEXTS["not_permitted"], "khong"))
        )
    if step == "name":
        whom = data.get("for_whom")
        return Reply(TEXTS["ask_name_for"].format(whom=whom) if whom else TEXTS["ask_name"])
    if step == "phone":
        return Reply(TEXTS["ask_phone"], ask_phone=True)
    if step == "place":
        return Reply(TEXTS["ask_place"], (_button(TEXTS["skip"], "skip"),))
    if step == "ward" and data.get("near"):
        near = enumerate(Place(**_place_fields(ward)).title for ward in data["wards"])
        choices = tuple(_button(title, f"ward={n}") for n, title in near)
        return Reply(TEXTS["ask_near"], (*choices, _button(TEXTS["elsewhere"], "ward=none")))
    if step == "ward":
        places = enumerate(Place(**_place_fields(ward)) for ward in data["wards"])
        choices = tuple(_button(p.title, f"ward={n}") for n, p in places)
        if data.get("alike"):
            return Reply(TEXTS["ask_alike"], (*choices, _button(TEXTS["as_written"], "ward=none")))
        return Reply(TEXTS["ask_ward"], choices)
    if step == "time":
        times = enumerate(TEXTS["times"])
        return Reply(TEXTS["ask_time"], tuple(_button(title, f"time={n}") for n, title in times))
    if step == "field":
        fields = TEXTS["fields"].items()
        return Reply(
            TEXTS["what_is_wrong"],
            tuple(_button(title, f"field={key}") for key, title in fields),
        )
    buttons = (_button(TEXTS["right"], "right"), _button(TEXTS["wrong"], "edit"))
    return Reply(_summary(data), buttons)


def place_data(place: Place) -> dict[str, str]:
    """Give the form's fields of a place that was found."""
    return asdict(place)


def for_whom(text: str) -> str:
    """Give for whom the advice is ("mẹ") where the words say so, "" for oneself."""
    said = [word.folded for word in words(text)]
    relations: Mapping[str, str] = TEXTS["relations"]
    for at, word in enumerate(said):
        if word in TEXTS["whom_words"]:
            for length in (2, 1):
                relation = " ".join(said[at + 1 : at + 1 + length])
                if relation in relations:
                    return relations[relation]
    return ""


def for_oneself(text: str) -> bool:
    """Whether the words say that the advice is for who writes: "cho tôi", "không phải cho mẹ"."""
    said = f" {plain(text)} "
    not_for = any(f" khong phai {word} {name} " in said for word in TEXTS["whom_words"]
                  for name in TEXTS["relations"])  # fmt: skip
    return not_for or any(f" {phrase} " in said for phrase in TEXTS["oneself"])


def field_named(said: str) -> str:
    """Give the field that a message wants to correct ("sai số điện thoại"), "" for none."""
    words_said = f" {plain(said)} "
    return next((key for key, names in TEXTS["field_words"].items()
                 if any(f" {name} " in words_said for name in names)), "")  # fmt: skip


def corrects(said: str) -> bool:
    """Whether a message wants another value for a field: "sửa số", "sai địa chỉ rồi"."""
    begins = any(f"{plain(said)} ".startswith(f"{phrase} ") for phrase in PHRASES["edit_lead"])
    return begins and bool(field_named(said))


def agrees(said: str) -> bool:
    """Whether a message says "đồng ý" and takes nothing of it back."""
    words_said = plain(said).split()
    denies = any(word in TEXTS["denials"] for word in words_said)
    return "dong y" in " ".join(words_said) and not denies and "?" not in said


def asks(said: str, step: str) -> bool:
    """Whether a message asks something, though the bot does not understand what.

    A name may be written with any sign, so that "Lan?" and "???" are no questions there.
    """
    words_said = plain(said)
    ends = any(words_said.endswith(f" {ending}") for ending in TEXTS["question_endings"])
    marked = "?" in said and (step != "name" or len(words_said.split()) > 2 or asks_about(said))
    return marked or (ends and len(words_said.split()) > 3)


def noting(turn: Turn, said: str) -> Turn:
    """Give the turn with the time to call that a message names on the way."""
    call = extract(said, today(turn.now)).call_time
    if call is None or "time" in turn.state.data or turn.state.step not in ("name", "phone"):
        return turn
    data = {**turn.state.data, "time": TEXTS["call_times"].get(call.value, call.words)}
    return replace(turn, state=replace(turn.state, data=data))


def call_time(said: str, on: date) -> str:
    """Give the time to call in a person's own words, "" where none is told.

    A part of the day alone gets its name: "chiều nghe" → "Buổi chiều".
    """
    told = extract(said, on).call_time
    if told and told.value in TEXTS["call_times"] and len(words(said)) <= FEW_WORDS:
        return str(TEXTS["call_times"][told.value])
    if whole := TEXTS["time_whole"].get(plain(said)):
        return str(whole)
    padded = f" {plain(said)} "
    tells = any(f" {word} " in padded for word in TEXTS["time_words"])
    hour = re.search(TEXTS["hour"], fold(said))
    return said.strip()[:LONGEST_TIME] if told or tells or hour else ""


def only_name(text: str) -> str:
    """Give the name in "bà tên Lê Thị Sen, sđt 0905…": without lead-in words and phone number."""
    name = without_phone(text)
    lead_in = re.match(TEXTS["name_lead_in"], name, re.IGNORECASE)
    rest = name[lead_in.end() :].strip(" ,.;:-–") if lead_in else name
    return rest or name


def need(turn: Turn) -> str:
    """Give what the person was interested in: the topic last answered or calculated."""
    last = turn.state.memory.get("last") or {}
    return str(last.get("title", ""))


def without_phone(text: str) -> str:
    """Give the name in a message that may bring the phone number along; alone it is as typed."""
    rest = _DIGITS.sub(" ", text) if phones.parse(text) else text
    rest = _LABELS.sub(" ", rest)
    name = re.sub(r"\s+", " ", rest).strip()
    return name if rest == text else name.strip(" ,.;:-–")


def _summary(data: Mapping[str, Any]) -> str:
    whom = data.get("for_whom")
    place = data.get("place") or TEXTS["no_place"]
    if data.get("ward"):
        found = Place(**_place_fields(data)).title
        place = place if found.lower() == place.lower() else f"{place} – {found}"
    text: str = TEXTS["confirm"].format(
        name=data["name"],
        phone=phones.shown(data["phone"]),
        place=place,
        time=data["time"],
        whom=TEXTS["confirm_for"].format(whom=whom) if whom else "",
    )
    return text


def _place_fields(data: Mapping[str, Any]) -> dict[str, str]:
    return {key: data.get(key, "") for key in Place.__dataclass_fields__}


def _button(title: str, payload: str) -> Choice:
    return Choice(title, f"#{NAME} {payload}")
