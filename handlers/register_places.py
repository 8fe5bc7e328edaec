"""The place in the lead form: found, chosen among several, suggested, or kept as written."""

from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.conversation.turn import Outcome, Turn
from bot.directory.entries import Directory
from bot.places.find import Place, find
from bot.places.units import bare, units
from handlers import register_form as form
from handlers.basics import arguments, whole_number
from handlers.phrases import named
from handlers.register_form import TEXTS

MOST_SUGGESTED = 4
MOST_POINTS = 12  # nearest points of the directory whose wards are offered
NEAR = 15.0  # km
LIKE = 84  # rapidfuzz ratio of two names from which one may be meant for the other
_NO_WARD = {"hamlet": "", "ward": "", "former_ward": ""}


def place(turn: Turn, said: str) -> Outcome | None:
    """Take a place in free words; one that is not known gets suggestions that sound alike."""
    if said == "skip":
        return form.next_step(turn, {**turn.state.data, "place": ""})
    places = find(said, turn.office.province)
    data = {**turn.state.data, "place": said[:300]}
    if len(places) == 1:
        return form.next_step(turn, {**data, **form.place_data(places[0])})
    if places:
        return form.ask(turn, "ward", {**data, "wards": [form.place_data(p) for p in places]})
    if alike := _alike(said, turn.office.province):
        wards = [form.place_data(p) for p in alike]
        return form.ask(turn, "ward", {**data, "wards": wards, "alike": True})
    return form.next_step(turn, {**data, **_NO_WARD})


def suggested(turn: Turn, said: str) -> Outcome | None:
    """One of several places, by button or by more words; other words are kept as written."""
    known = turn.state.data.items()
    data = {key: value for key, value in known if key not in ("wards", "alike", "near")}
    wards, alike = turn.state.data.get("wards", []), turn.state.data.get("alike")
    chosen = arguments(said).get("ward", "")
    at = whole_number(chosen)
    if at is not None and at < len(wards):
        ward = wards[at]
        data.setdefault("place", ward["ward"])
        return form.next_step(turn, {**data, **ward})
    if turn.state.data.get("near"):
        if chosen == "none" or named(said) in TEXTS["no_words"]:
            return form.ask(turn, "place", data)
        return place(replace(turn, state=replace(turn.state, data=data)), said)
    if alike and (chosen == "none" or named(said) in TEXTS["no_words"]):
        return form.next_step(turn, {**data, **_NO_WARD})
    if alike:
        return place(replace(turn, state=replace(turn.state, data=data)), said)
    found = find(f"{data['place']} {said}", turn.office.province) or find(
        said, turn.office.province
    )
    one: Place | None = found[0] if len(found) == 1 else None
    more = form.place_data(one) if one else {"ward": "", "former_ward": ""}
    return form.next_step(turn, {**data, "place": f"{data['place']}, {said}"[:300], **more})


def near(turn: Turn, directory: Directory) -> Outcome:
    """Offer the wards of the places nearest to a location; where none is near, ask for words."""
    data = {key: value for key, value in turn.state.data.items() if key != "alike"}
    try:
        position = float(turn.inbound.info["latitude"]), float(turn.inbound.info["longitude"])
    except (KeyError, ValueError):
        position = None
    found = directory.near(*position, MOST_POINTS) if position else []
    wards = dict.fromkeys((p.ward, p.province) for p, away in found if away <= NEAR)
    if not wards:
        asked = form.ask(turn, "place", data)
        return replace(asked, replies=(replace(asked.replies[0], text=TEXTS["no_location"]),))
    places = [form.place_data(Place(*ward)) for ward in list(wards)[:MOST_SUGGESTED]]
    return form.ask(turn, "ward", {**data, "wards": places, "near": True})


def _alike(said: str, province: str) -> list[Place]:
    """Give the wards of the province, of today or before, whose name is nearly what was typed."""
    names: dict[str, Place] = {}
    for unit in units():
        if unit.province != province:
            continue
        names.setdefault(bare(unit.ward), Place(unit.ward, unit.province))
        former = Place(unit.ward, unit.province, unit.former_ward, unit.former_district)
        names.setdefault(bare(unit.former_ward), former)
    spoken = " ".join(w for w in named(said).split() if w not in TEXTS["place_types"])
    near = process.extract(spoken, list(names), scorer=fuzz.ratio, score_cutoff=LIKE,
                           limit=MOST_SUGGESTED)  # fmt: skip
    return list(dict.fromkeys(names[name] for name, _, _ in near))
