"""Leaving a name and a phone number: consent first, then what is missing, then a look over it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot import phones
from bot.conversation.contract import Route
from bot.conversation.effects import ConsentGiven, LeadLeft
from bot.conversation.messages import Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.directory.entries import Directory
from handlers import register_form as form
from handlers.basics import arguments, buttons, is_question, plain, today, whole_number
from handlers.papers import hold_papers, warned, without_papers
from handlers.register_form import NAME, STEPS, TEXTS, VERSION
from handlers.register_places import near, place, suggested

YES, NO = frozenset(TEXTS["yes_words"]), frozenset(TEXTS["no_words"])
WRONG = frozenset(TEXTS["wrong_words"])


class Register:
    """The lead form. The directory tells which wards are near a location that is sent."""

    version = VERSION

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Ask for consent; what the message already tells is kept until it is given."""
        text = turn.inbound.text if turn.inbound.kind is Kind.TEXT else ""
        if turn.state.handler == NAME and turn.state.data.get("agreed"):
            number = phones.parse(text)
            data = {**turn.state.data, **({"phone": number} if number else {})}
            return form.ask(turn, turn.state.step, data)
        data = {
            "phone": phones.parse(text) or "",
            "for_whom": form.for_whom(text),
            "need": form.need(turn),
        }
        return form.ask(turn, "consent", {key: value for key, value in data.items() if value})

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take the answer to the open step; a number of papers in it is not kept."""
        kind, step = turn.inbound.kind, turn.state.step
        if kind is Kind.LOCATION and step in ("place", "ward"):
            return near(turn, self._directory)
        if kind is Kind.INFO and step not in ("consent", "confirm"):
            return self._handed_over(turn)
        if kind is Kind.CHOICE:
            return self._step(turn, turn.inbound.payload.removeprefix(f"#{NAME}").strip())
        said = turn.inbound.text
        corrects = step == "confirm" and form.corrects(said)
        if kind is not Kind.TEXT or (is_question(turn, route, NAME) and not corrects):
            return None
        if step in STEPS and form.asks(said, step) and not phones.parse(said):
            return self._later(turn)
        if step in STEPS and plain(said) in WRONG and "name" in turn.state.data:
            return form.ask(turn, "field", turn.state.data)
        outcome = self._step(form.noting(turn, said), without_papers(said))
        return warned(outcome) if outcome is not None and hold_papers(said) else outcome

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask the open question again."""
        return form.question(turn, turn.state.step, turn.state.data)

    def doing(self, state: State) -> str:
        """Name the form."""
        return str(TEXTS["doing"])

    # -- steps ---------------------------------------------------------------------------------

    def _step(self, turn: Turn, said: str) -> Outcome | None:
        steps: dict[str, Callable[[Turn, str], Outcome | None]] = {
            "consent": self._consent,
            "permission": self._permission,
            "name": self._name,
            "phone": self._phone,
            "place": place,
            "ward": suggested,
            "time": self._time,
            "confirm": self._confirm,
            "field": self._field,
        }
        return steps[turn.state.step](turn, said)

    def _later(self, turn: Turn) -> Outcome:
        """A question that the bot does not understand is left to the colleague who calls."""
        reply = self.prompt(turn)
        return Outcome(turn.state, (replace(reply, text=f"{TEXTS['asked_later']}\n{reply.text}"),))

    def _consent(self, turn: Turn, said: str) -> Outcome | None:
        """Only clear words are consent: silence, an emoji or anything else is none."""
        words = plain(said)
        if words in YES or form.agrees(said):
            return form.next_step(turn, {**turn.state.data, "agreed": True})
        if words in NO:
            text = TEXTS["declined"].format(hotline=turn.office.hotline)
            return Outcome(turn.state.without_form(), (Reply(text),))
        data = dict(turn.state.data)
        if number := phones.parse(said):
            data["phone"] = number
        reply = replace(self.prompt(turn), text=TEXTS["consent_again"])
        return Outcome(turn.state.at_step(NAME, "consent", data, VERSION), (reply,))

    def _permission(self, turn: Turn, said: str) -> Outcome | None:
        """Somebody else's number is kept only when that person agreed."""
        words, whom = plain(said), turn.state.data.get("for_whom", "")
        if form.for_oneself(said):
            data = {k: v for k, v in turn.state.data.items() if k != "for_whom"}
            return form.next_step(turn, data)
        if words in YES or form.agrees(said):
            return form.next_step(turn, {**turn.state.data, "permitted": True})
        if words in NO or words == plain(TEXTS["not_permitted"]):
            return Outcome(turn.state.without_form(), (Reply(TEXTS["ask_them"].format(whom=whom)),))
        return None

    def _name(self, turn: Turn, said: str) -> Outcome | None:
        """Any name is right; a number that comes along with it is taken as well."""
        data = dict(turn.state.data)
        if number := phones.parse(said):
            data["phone"] = number
        name = form.only_name(said)
        if not name:
            return form.ask(turn, "name", data)
        return form.next_step(turn, {**data, "name": name[:200]})

    def _phone(self, turn: Turn, said: str) -> Outcome | None:
        number = phones.parse(said)
        if number is None:
            reply = replace(self.prompt(turn), text=TEXTS["wrong_phone"])
            return Outcome(turn.state, (reply,))
        return form.next_step(turn, {**turn.state.data, "phone": number})

    def _time(self, turn: Turn, said: str) -> Outcome | None:
        """Keep the time in the person's words; what tells none is asked again, once."""
        data = dict(turn.state.data)
        if number := phones.parse(said):
            return form.ask(turn, "time", {**data, "phone": number})
        asked_again = data.pop("time_unclear", False)
        chosen = whole_number(arguments(said).get("time", ""))
        if chosen is not None and chosen < len(TEXTS["times"]):
            return form.next_step(turn, {**data, "time": TEXTS["times"][chosen]})
        told = form.call_time(said, today(turn.now))
        if not told and not asked_again:
            asked = form.ask(turn, "time", {**data, "time_unclear": True})
            unclear = replace(asked.replies[0], text=TEXTS["unclear_time"])
            return replace(asked, replies=(unclear,))
        return form.next_step(turn, {**data, "time": told or said[: form.LONGEST_TIME]})

    def _confirm(self, turn: Turn, said: str) -> Outcome | None:
        words = plain(said)
        if words == "right" or words in YES:
            return self._done(turn)
        own = {k: v for k, v in turn.state.data.items() if k not in ("for_whom", "permitted")}
        if "for_whom" in turn.state.data and form.for_oneself(said):
            return form.next_step(turn, own)
        if whom := form.for_whom(said):
            return form.next_step(turn, {**own, "for_whom": whom})
        if number := phones.parse(said):
            return form.ask(turn, "confirm", {**turn.state.data, "phone": number})
        named = form.field_named(said)
        if named:
            return self._field(turn, f"field={named}")
        if words in ("edit", plain(TEXTS["wrong"])) or words in NO or words in WRONG:
            return form.ask(turn, "field", turn.state.data)
        if told := form.call_time(said, today(turn.now)):
            return form.ask(turn, "confirm", {**turn.state.data, "time": told})
        return None

    def _field(self, turn: Turn, said: str) -> Outcome | None:
        """The field to be corrected: it is emptied and asked again, the others stay."""
        named = arguments(said).get("field") or form.field_named(said)
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
        reply = Reply(text, buttons(TEXTS["done_buttons"]))
        return Outcome(turn.state.without_form(), (reply,), (lead,))
