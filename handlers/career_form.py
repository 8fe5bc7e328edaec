"""The form that all calculators of a pension share: it asks for what is missing, then answers."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from bot.conversation.contract import Route
from bot.conversation.messages import Choice, Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.law.errors import LawError
from bot.law.values import Parameters
from bot.law.wording import money
from handlers.basics import arguments, buttons, calculated, is_question, today
from handlers.career import COMMON, Career, with_income, wrong_value
from handlers.career_answers import hear, hear_button
from handlers.wording import texts

CALCULATORS = ("pension", "retirement", "wished", "withdrawal", "keep")
STEPS = ("months", "income", "wished", "sex", "birth", "birth_month")


class CareerForm:
    """Asks for the steps that `missing` names, one at a time."""

    version = 2
    name: ClassVar[str]
    months_are_paid: ClassVar[bool] = False  # "15 năm" is time paid, not planned
    none_is_paid_too: ClassVar[bool] = False  # "chưa" is an answer to how much time is paid
    goes_on: ClassVar[bool] = False  # asked after another calculation, it is about the same person

    @property
    def words(self) -> Mapping[str, Any]:
        """The texts of this calculator."""
        return texts(self.name)

    @abstractmethod
    def missing(self, parameters: Parameters, career: Career) -> str | None:
        """Name the first of STEPS that must still be asked for."""

    @abstractmethod
    def answer(self, parameters: Parameters, career: Career, on: date) -> str:
        """Give the answer. Raises LawError for what the law does not allow."""

    def hearing(self, career: Career, turn: Turn, args: Mapping[str, Any]) -> Career:
        """Add what the message says that began this calculator."""
        return hear(career, "", turn, args.get("details"))

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer at once when all is said, else ask."""
        payload = arguments(args.get("payload", ""))
        last = calculated(turn)
        known = last.get("data", {})
        if last and last["calculator"] not in CALCULATORS:
            known = _of_wish(known)
        details = args.get("details")
        somebody = details is not None and (details.sex or details.birth)
        same = self.goes_on and not somebody
        again = args.get("follow_up") or payload or same or turn.inbound.kind is Kind.CHOICE
        career = Career.from_json(known if again else {})
        if same and not career.paid:
            career = replace(career, months=None, more=None)  # a plan of how long to pay
        asked = payload.get("ask")
        if asked in STEPS and known:
            return self._ask(turn, asked, career)
        if payload:
            return self._go_on(turn, self._as_paid(hear_button(career, payload)))
        if turn.inbound.kind is Kind.CHOICE:
            return self._go_on(turn, career)
        return self._go_on(turn, self._as_paid(self.hearing(career, turn, args)))

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take whatever the message says."""
        career = Career.from_json(turn.state.data)
        if turn.inbound.kind is Kind.CHOICE:
            heard = hear_button(career, arguments(turn.inbound.payload))
        elif turn.inbound.kind is Kind.TEXT and not is_question(turn, route, self.name):
            heard = hear(career, turn.state.step, turn, None)
        else:
            return None
        return None if heard == career else self._go_on(turn, self._as_paid(heard))

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask the open question again."""
        asked = self._question(turn.state.step)
        if not unclear:
            return asked
        return replace(asked, text=f"{self._text('unclear', turn.state.step)}\n{asked.text}")

    def doing(self, state: State) -> str:
        """Name the form."""
        return str(self.words["doing"])

    def _as_paid(self, career: Career) -> Career:
        """In most forms only time already paid counts; a plan of how long to pay is left out."""
        if not self.months_are_paid or career.months is None:
            return career
        if career.planned and not career.paid:
            return replace(career, months=None, planned=False)
        return replace(career, paid=True)

    def _go_on(self, turn: Turn, career: Career) -> Outcome:
        on = today(turn.now)
        if wrong := wrong_value(turn.parameters, career, on):
            return self._again(turn, *wrong, career)
        step = self.missing(turn.parameters, career)
        if step:
            return self._ask(turn, step, career)
        try:
            counted = with_income(turn.parameters, career, on)
            text = f"{_from_payment(counted)}{self.answer(turn.parameters, counted, on)}"
        except LawError as error:
            return self._refused(turn, career, error)
        last = {"handler": self.name, "title": self.words["title"], "data": career.to_json()}
        state = turn.state.without_form().remembering(last=last)
        return Outcome(state, (Reply(text, buttons(self.words[self.offers(career)])),))

    def offers(self, career: Career) -> str:
        """Name the buttons under an answer."""
        return "change_buttons"

    def _refused(self, turn: Turn, career: Career, error: LawError) -> Outcome:
        """Say what the law does not allow, and ask for that part again where it can be told."""
        steps = {"budget": "income", "income": "income", "wished": "wished"}
        return self._again(turn, steps.get(error.field or "", "months"), error.message, career)

    def _again(self, turn: Turn, step: str, why: str, career: Career) -> Outcome:
        """Say what is wrong with a value and ask for it again."""
        asked = self._ask(turn, step, career.without(step))
        reply = asked.replies[0]
        return replace(asked, replies=(replace(reply, text=f"{why}\n{reply.text}"),))

    def _ask(self, turn: Turn, step: str, career: Career) -> Outcome:
        state = turn.state.at_step(self.name, step, career.to_json(), self.version)
        return Outcome(state, (self._question(step),))

    def _question(self, step: str) -> Reply:
        offered = self.words.get(f"{step}_buttons", COMMON[f"{step}_buttons"])
        choices = tuple(Choice(title, f"#{self.name} {payload}") for title, payload in offered)
        return Reply(self._text("ask", step), choices)

    def _text(self, kind: str, step: str) -> str:
        key = f"{kind}_{step}"
        if key == "ask_months" and self.months_are_paid:
            key = "ask_paid_or_none" if self.none_is_paid_too else "ask_paid"
        return str(self.words.get(key, COMMON[key]))


def _of_wish(known: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a calculation of a payment tells of a career: its level and the category."""
    amounts = {"income": "income", "payment": "budget"}
    field = amounts.get(known.get("meaning") or "")
    level = {field: known["amount"] // known.get("every", 1)} if field else {}
    return {**level, **({"support": known["support"]} if known.get("support") else {})}


def _from_payment(career: Career) -> str:
    """Say which income a payment was taken for; the sums go by the income."""
    if career.budget is None:
        return ""
    known = {"budget": money(career.budget), "income": money(career.income or 0)}
    support = texts("contribution")["supports"][career.support]
    return f"{COMMON['from_payment'].format(**known, support=support)}\n"
