"""What would I pay: answered at once from a sentence with its amount, else asked step by step."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.engine import Route
from bot.conversation.messages import Choice, Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.law.errors import LawError
from bot.law.reading import Reading
from bot.law.wording import money
from faq.details import Details, extract
from handlers.basics import arguments, buttons, is_question, today
from handlers.quote import TEXTS, Wish, bounds, quote

NAME = "contribution"
STEPS = ("income", "support", "mode", "years", "months")


class Contribution:
    """The contribution calculator."""

    version = 1

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer at once where an amount was said; else ask for income, category and mode."""
        payload = arguments(args.get("payload", ""))
        last = turn.state.memory.get("last") or {}
        known = last.get("data", {}) if last.get("handler") == NAME else {}
        if payload.get("ask") in STEPS and known:
            wish = Wish.from_json(known)
            return _ask(turn, payload["ask"], wish)
        if payload:
            return self._go_on(turn, _with_arguments(Wish.from_json(known), payload))
        details = args.get("details") or extract(turn.inbound.text, today(turn.now))
        base = Wish.from_json(known) if args.get("follow_up") else Wish()
        wish = _with_details(base, details)
        if wish.amount is None:
            return _ask(turn, "income", wish)
        return self._go_on(turn, wish)

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take whatever the message says of amount, category and mode."""
        step, wish = turn.state.step, Wish.from_json(turn.state.data)
        if turn.inbound.kind is Kind.CHOICE:
            return self._guided(turn, step, _with_arguments(wish, arguments(turn.inbound.payload)))
        if turn.inbound.kind is not Kind.TEXT or is_question(turn, route, NAME):
            return None
        details = extract(turn.inbound.text, today(turn.now))
        heard = _heard(wish, step, details)
        if heard == wish:
            return None
        return self._guided(turn, step, heard)

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask the open question again."""
        step = turn.state.step
        asked = _question(turn, step)
        said = TEXTS["unclear"].get(step) if unclear else None
        return _before(said, asked) if said else asked

    def doing(self, state: State) -> str:
        """Name the form."""
        return str(TEXTS["doing"])

    def _guided(self, turn: Turn, step: str, wish: Wish) -> Outcome:
        """Ask for the next thing that a guided calculation still lacks, else answer."""
        if wish.amount is None:
            return _ask(turn, "income", wish)
        if wish.support is None:
            return _ask(turn, "support", wish)
        if wish.mode is None:
            return _ask(turn, "mode", wish)
        return self._go_on(turn, wish)

    def _go_on(self, turn: Turn, wish: Wish) -> Outcome:
        """Answer; only what cannot be left to a default is still asked."""
        if wish.amount is None:
            return _ask(turn, "income", wish)
        if wish.hinted and wish.support is None:
            return _ask(turn, "support", wish)
        if wish.mode == "years-ahead" and wish.years is None:
            return _ask(turn, "years", wish)
        if wish.mode == "missing-years" and wish.months is None:
            return _ask(turn, "months", wish)
        try:
            text = quote(turn.parameters, wish, today(turn.now))
        except LawError as error:
            step = error.field if error.field in ("years", "months") else "income"
            asked = _ask(turn, step, replace(wish, years=None, months=None))
            return replace(asked, replies=(_before(error.message, asked.replies[0]),))
        state = turn.state.without_form().remembering(
            last={"handler": NAME, "title": TEXTS["title"], "data": wish.to_json()}
        )
        return Outcome(state, (Reply(text, buttons(TEXTS["change_buttons"])),))


def _heard(wish: Wish, step: str, details: Details) -> Wish:
    """Take the details; at the step that asks for a number of years or months, a bare one too."""
    heard = _with_details(wish, details)
    if step == "income" and details.amount is None:
        return replace(heard, amount=wish.amount)
    if step == "years" and heard.years is None and details.spans:
        return replace(heard, mode="years-ahead", years=details.spans[0].value // 12)
    if step == "months" and heard.months is None and details.spans:
        return replace(heard, mode="missing-years", months=details.spans[0].value)
    return heard


def _with_details(wish: Wish, details: Details) -> Wish:
    if details.amount is not None:
        wish = replace(wish, amount=details.amount.value, meaning=details.amount.meaning)
    category = details.category
    if category is not None and category.value == "hinted":
        wish = replace(wish, hinted=True)
    elif category is not None:
        named = category.value in ("ethnic-minority", "island")
        wish = replace(wish, support=category.value, taken=category.words if named else "")
    if details.mode is not None:
        mode = details.mode.value
        wish = replace(wish, mode=mode.key, years=mode.years, months=mode.months)
    if details.persons is not None:
        wish = replace(wish, persons=details.persons.value)
    return wish


def _with_arguments(wish: Wish, given: Mapping[str, str]) -> Wish:
    """Take what a button carries; anything odd in it is left out."""
    income = given.get("income", "")
    if income.isdigit():
        wish = replace(wish, amount=int(income), meaning="income")
    if given.get("support") in TEXTS["supports"]:
        wish = replace(wish, support=given["support"], taken="")
    if given.get("mode") in TEXTS["modes"]:
        wish = replace(wish, mode=given["mode"], years=None, months=None)
    if given.get("years", "").isdigit():
        wish = replace(wish, mode="years-ahead", years=int(given["years"]))
    return wish


def _ask(turn: Turn, step: str, wish: Wish) -> Outcome:
    state = turn.state.at_step(NAME, step, wish.to_json(), Contribution.version)
    return Outcome(state, (_question(turn, step),))


def _before(text: str, reply: Reply) -> Reply:
    return replace(reply, text=f"{text}\n{reply.text}")


def _question(turn: Turn, step: str) -> Reply:
    on = today(turn.now)
    reading = Reading(turn.parameters)
    prefix = f"#{NAME} "
    if step == "income":
        lowest, highest = bounds(turn.parameters, on)
        levels = [lowest, *(level for level in TEXTS["levels"] if lowest < level <= highest)]
        text = TEXTS["ask_income"].format(lowest=money(lowest), highest=money(highest))
        return Reply(text, tuple(Choice(money(x), f"{prefix}income={x}") for x in levels))
    if step == "support":
        return Reply(TEXTS["ask_support"], buttons(TEXTS["support_buttons"], f"{prefix}support="))
    if step == "mode":
        return Reply(TEXTS["ask_mode"], buttons(TEXTS["mode_buttons"], f"{prefix}mode="))
    if step == "years":
        least = reading.whole("years_ahead_min", on)
        most = reading.whole("years_ahead_max", on)
        choices = tuple(Choice(f"{n} năm", f"{prefix}years={n}") for n in range(least, most + 1))
        return Reply(TEXTS["ask_years"].format(least=least, most=most), choices)
    most = reading.whole("missing_months_max", on)
    years = reading.whole("pension_min_months", on) // 12
    return Reply(TEXTS["ask_months"].format(years=years, most=most))
