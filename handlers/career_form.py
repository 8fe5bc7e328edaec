"""The form that pension and withdrawal share: how long was paid, on which income."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, ClassVar

from bot.conversation.engine import Route
from bot.conversation.messages import Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.law.errors import LawError
from bot.law.values import Parameters
from faq.details import Details, extract
from handlers.basics import arguments, buttons, is_question, today
from handlers.wording import texts

STEPS = ("months", "income")


@dataclass(frozen=True)
class Career:
    """What a person said: months paid or planned, average income in đồng, sex, birth.

    `paid` says that the months are paid already, so that paying on is worth showing.
    """

    months: int | None = None
    income: int | None = None
    sex: str | None = None
    birth_year: int | None = None
    birth_month: int | None = None
    paid: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give the form kept in the state."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Career":
        """Read the form kept in the state; unknown keys are dropped."""
        return cls(**{key: value for key, value in data.items() if hasattr(cls, key)})

    def hearing(self, details: Details) -> "Career":
        """Add what a message says."""
        heard = self
        if details.amount is not None:
            heard = replace(heard, income=details.amount.value)
        if details.months_paid is not None:
            heard = replace(heard, months=details.months_paid.value, paid=True)
        elif details.spans:
            heard = replace(heard, months=details.spans[0].value)
        if details.sex is not None:
            heard = replace(heard, sex=details.sex.value)
        if details.birth is not None:
            birth = details.birth.value
            heard = replace(heard, birth_year=birth.year, birth_month=birth.month)
        return heard


class CareerForm:
    """Asks for the time paid and the income, then answers."""

    version = 1
    name: ClassVar[str]

    @property
    def words(self) -> Mapping[str, Any]:
        """The texts of this calculator."""
        return texts(self.name)

    @abstractmethod
    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give the answer. Raises LawError for what the law does not allow."""

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer at once when all is said, else ask."""
        asked = arguments(args.get("payload", "")).get("ask")
        last = turn.state.memory.get("last") or {}
        known = last.get("data", {}) if last.get("handler") == self.name else {}
        career = Career.from_json(known if asked or args.get("follow_up") else {})
        if asked in STEPS and known:
            return self._ask(turn, asked, career)
        details = args.get("details") or extract(turn.inbound.text, today(turn.now))
        return self._go_on(turn, career.hearing(details))

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take whatever the message says."""
        if turn.inbound.kind is not Kind.TEXT or is_question(turn, route, self.name):
            return None
        career = Career.from_json(turn.state.data)
        heard = career.hearing(extract(turn.inbound.text, today(turn.now)))
        return None if heard == career else self._go_on(turn, heard)

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask the open question again."""
        asked = self.words[f"ask_{turn.state.step}"]
        said = self.words[f"unclear_{turn.state.step}"]
        return Reply(f"{said}\n{asked}" if unclear else asked)

    def doing(self, state: State) -> str:
        """Name the form."""
        return str(self.words["doing"])

    def _go_on(self, turn: Turn, career: Career) -> Outcome:
        missing = next((step for step in STEPS if getattr(career, step) is None), None)
        if missing:
            return self._ask(turn, missing, career)
        try:
            text = self.answer(turn.parameters, career, today(turn.now))
        except LawError as error:
            asked = self._ask(turn, "months", replace(career, months=None))
            reply = asked.replies[0]
            return replace(asked, replies=(replace(reply, text=f"{error.message}\n{reply.text}"),))
        last = {"handler": self.name, "title": self.words["title"], "data": career.to_json()}
        state = turn.state.without_form().remembering(last=last)
        return Outcome(state, (Reply(text, buttons(self.words["change_buttons"])),))

    def _ask(self, turn: Turn, step: str, career: Career) -> Outcome:
        state = turn.state.at_step(self.name, step, career.to_json(), self.version)
        return Outcome(state, (Reply(self.words[f"ask_{step}"]),))
