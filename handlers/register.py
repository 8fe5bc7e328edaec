"""Leaving a name and a phone number: consent first, then what is missing, then a look over it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot import phones
from bot.conversation.effects import ConsentGiven, LeadLeft
from bot.conversation.engine import Route
from bot.conversation.messages import Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.places.find import Place, find
from handlers import register_form as form
from handlers.basics import arguments, is_question, plain
from handlers.register_form import NAME, STEPS, TEXTS

YES, NO = frozenset(TEXTS["yes_words"]), frozenset(TEXTS["no_words"])


class Register:
    """The lead form."""

    version = 1

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Ask for consent; what the message already tells is kept until it is given."""
        text = turn.inbound.text if turn.inbound.kind is Kind.TEXT else ""
        data = {
            "phone": phones.parse(text) or "",
            "for_whom": form.for_whom(text),
            "need": form.need(turn),
        }
        return form.ask(turn, "consent", {key: value for key, value in data.items() if value})

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take the answer to the open step."""
        kind, step = turn.inbound.kind, turn.state.step
        if kind is Kind.INFO and step not in ("consent", "confirm"):
            return self._handed_over(turn)
        if kind not in (Kind.TEXT, Kind.CHOICE):
            return None
        if kind is Kind.TEXT and is_question(turn, route, NAME):
            return None
        said = turn.inbound.text
        if kind is Kind.CHOICE:
            said = turn.inbound.payload.removeprefix(f"#{NAME}").strip()
        steps: dict[str, Callable[[Turn, str], Outcome | None]] = {
            "consent": self._consent,
            "name": self._name,
            "phone": self._phone,
            "place": self._place,
            "ward": self._ward,
            "time": self._time,
            "confirm": self._confirm,
            "field": self._field,
        }
        return steps[step](turn, said)

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask the open question again."""
        return form.question(turn, turn.state.step, turn.state.data)

    def doing(self, state: State) -> str:
        """Name the form."""
        return str(TEXTS["doing"])

    # -- steps ---------------------------------------------------------------------------------

    def _consent(self, turn: Turn, said: str) -> Outcome | None:
        """Only clear words are consent: silence, an emoji or anything else is none."""
        words = plain(said)
        if words in YES:
            return form.next_step(turn, {**turn.state.data, "agreed": True})
        if words in NO:
            text = TEXTS["declined"].format(hotline=turn.office.hotline)
            return Outcome(turn.state.without_form(), (Reply(text),))
        data = dict(turn.state.data)
        if number := phones.parse(said):
            data["phone"] = number
        reply = replace(self.prompt(turn), text=TEXTS["consent_again"])
        return Outcome(turn.state.at_step(NAME, "consent", data), (reply,))

    def _name(self, turn: Turn, said: str) -> Outcome | None:
        """Any name is right; a number that comes along with it is taken as well."""
        data = dict(turn.state.data)
        if number := phones.parse(said):
            data["phone"] = number
        name = form.without_phone(said)
        if not name:
            return form.ask(turn, "name", data)
        return form.next_step(turn, {**data, "name": name[:200]})

    def _phone(self, turn: Turn, said: str) -> Outcome | None:
        number = phones.parse(said)
        if number is None:
            reply = replace(self.prompt(turn), text=TEXTS["wrong_phone"])
            return Outcome(turn.state, (reply,))
        return form.next_step(turn, {**turn.state.data, "phone": number})

    def _place(self, turn: Turn, said: str) -> Outcome | None:
        if said == "skip":
            return form.next_step(turn, {**turn.state.data, "place": ""})
        places = find(said, turn.office.province)
        data = {**turn.state.data, "place": said[:300]}
        if len(places) == 1:
            return form.next_step(turn, {**data, **form.place_data(places[0])})
        if len(places) > 1:
            return form.ask(turn, "ward", {**data, "wards": [form.place_data(p) for p in places]})
        return form.next_step(turn, {**data, "hamlet": "", "ward": "", "former_ward": ""})

    def _ward(self, turn: Turn, said: str) -> Outcome | None:
        """One of several places, by button or by more words; other words are kept as written."""
        data = dict(turn.state.data)
        wards = data.pop("wards", [])
        number = arguments(said).get("ward", "")
        if number.isdigit() and int(number) < len(wards):
            return form.next_step(turn, {**data, **wards[int(number)]})
        narrowed = find(f"{data['place']} {said}", turn.office.province) or find(
            said, turn.office.province
        )
        written = f"{data['place']}, {said}"[:300]
        chosen: Place | None = narrowed[0] if len(narrowed) == 1 else None
        more = form.place_data(chosen) if chosen else {"ward": "", "former_ward": ""}
        return form.next_step(turn, {**data, "place": written, **more})

    def _time(self, turn: Turn, said: str) -> Outcome | None:
        chosen = arguments(said).get("time", "")
        if chosen.isdigit() and int(chosen) < len(TEXTS["times"]):
            said = TEXTS["times"][int(chosen)]
        return form.next_step(turn, {**turn.state.data, "time": said[:100]})

    def _confirm(self, turn: Turn, said: str) -> Outcome | None:
        words = plain(said)
        if words == "right" or words in YES:
            return self._done(turn)
        if words in ("edit", plain(TEXTS["wrong"])) or words in NO:
            return form.ask(turn, "field", turn.state.data)
        if whom := form.for_whom(said):
            return form.ask(turn, "confirm", {**turn.state.data, "for_whom": whom})
        if number := phones.parse(said):
            return form.ask(turn, "confirm", {**turn.state.data, "phone": number})
        return None

    def _field(self, turn: Turn, said: str) -> Outcome | None:
        """The field to be corrected: it is emptied and asked again, the others stay."""
        named = arguments(said).get("field") or next(
            (key for key, title in TEXTS["fields"].items() if plain(title) in plain(said)), ""
        )
        if named not in TEXTS["fields"]:
            return None
        data = {key: value for key, value in turn.state.data.items() if key not in STEPS[named]}
        return form.next_step(turn, data)

    def _handed_over(self, turn: Turn) -> Outcome:
        """Take the details that the platform's own form gave."""
        info, data = turn.inbound.info, dict(turn.state.data)
        if number := phones.parse(info.get("phone", "")):
            data.setdefault("phone", number)
        if info.get("name"):
            data.setdefault("name", info["name"][:200])
        return form.next_step(turn, data)

    def _done(self, turn: Turn) -> Outcome:
        data = turn.state.data
        last = (turn.state.memory.get("last") or {}).get("data", {})
        income = last.get("amount") if last.get("meaning") == "income" else None
        lead = LeadLeft(
            name=data["name"],
            phone=data["phone"],
            consent=ConsentGiven(TEXTS["consent_version"]),
            call_time=data.get("time", ""),
            for_whom=data.get("for_whom", ""),
            need=data.get("need", ""),
            income=income,
            support=last.get("support") or "",
            mode=last.get("mode") or "",
            **{key: data.get(key, "") for key in form.PLACE_KEYS},
        )
        text = TEXTS["done"].format(
            name=data["name"], phone=phones.shown(data["phone"]), time=data.get("time", "")
        )
        return Outcome(turn.state.without_form(), (Reply(text),), (lead,))
