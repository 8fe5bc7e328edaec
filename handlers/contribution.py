"""What would I pay: answered at once from a sentence with its amount, else asked step by step."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.messages import Choice, Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.law.errors import LawError
from bot.law.reading import Reading
from bot.law.wording import money
from faq.details import Details, extract
from handlers.basics import arguments, buttons, calculated, is_question, today
from handlers.quote import bounds, crosses_support, months_of, quote, within_bounds
from handlers.since import months_supported
from handlers.wish import TEXTS, Wish, hear, hear_button

NAME = "contribution"
STEPS = ("income", "support", "mode", "years", "months", "since")


class Contribution:
    """The contribution calculator."""

    version = 1

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer at once where an amount was said; else ask for income, category and mode."""
        payload = arguments(args.get("payload", ""))
        known = known_wish(turn)
        if payload.get("ask") in STEPS and known != Wish():
            return _ask(turn, payload["ask"], known)
        if payload:
            return self._go_on(turn, hear_button(known, payload))
        details = args.get("details") or extract(turn.inbound.text, today(turn.now))
        base = known if args.get("follow_up") else Wish()
        wish = hear(base, turn.inbound.text, details)
        if args.get("follow_up"):
            wish = _for_span(wish, details)
            wish = wish if _level_known(wish) else replace(wish, level="lowest")
        return self._go_on(turn, wish)

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take whatever the message says of amount, category and mode."""
        step, wish = turn.state.step, Wish.from_json(turn.state.data)
        if turn.inbound.kind is Kind.CHOICE:
            given = arguments(turn.inbound.payload)
            if given.get("since") == "unknown":
                return _with_note(turn, TEXTS["since_unknown"])
            return self._guided(turn, step, hear_button(wish, given))
        if turn.inbound.kind is not Kind.TEXT or is_question(turn, route, NAME):
            return None
        details = extract(turn.inbound.text, today(turn.now))
        heard = _heard(turn, wish, step, details)
        return None if heard == wish else self._guided(turn, step, heard)

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
        missing = next(
            (name for name, value in (("support", wish.support), ("mode", wish.mode))
             if value is None), "")  # fmt: skip
        if wish.guided and _level_known(wish) and missing:
            return _asked_next(turn, missing, wish)
        outcome = self._go_on(turn, wish)
        noted = wish.support and step == "income" and outcome.state.step == "income"
        if not noted:
            return outcome
        said = TEXTS["noted"].format(support=TEXTS["supports"][wish.support])
        return replace(outcome, replies=(_before(said, outcome.replies[0]),))

    def _go_on(self, turn: Turn, wish: Wish) -> Outcome:
        """Answer; only what cannot be left to a default is still asked."""
        if not _level_known(wish):
            return _ask(turn, "income", replace(wish, guided=True))
        if wish.hinted and wish.support is None:
            return _ask(turn, "support", wish)
        if wish.mode == "years-ahead" and wish.years is None:
            return _ask(turn, "years", wish)
        if wish.mode == "missing-years" and wish.months is None:
            return _ask(turn, "months", wish)
        on = today(turn.now)
        try:
            text = quote(turn.parameters, wish, on)
        except LawError as error:
            step = error.field if error.field in ("years", "months") else "income"
            asked = _ask(turn, step, replace(wish, years=None, months=None))
            return replace(asked, replies=(_before(error.message, asked.replies[0]),))
        wish = replace(wish, guided=False)
        data = wish.to_json()
        state = turn.state.without_form().remembering(
            last={"handler": NAME, "title": TEXTS["title"], "data": data}
        )
        if crosses_support(turn.parameters, wish, months_of(turn.parameters, wish, on), on):
            asked = _ask(replace(turn, state=state), "since", wish)
            return replace(asked, replies=(_before(text, asked.replies[0]),))
        return Outcome(state, (Reply(text, buttons(TEXTS["change_buttons"])),))


def known_wish(turn: Turn) -> Wish:
    """Give the wish of the last calculation; of one of a pension, its income."""
    last = calculated(turn)
    if last.get("calculator") in (NAME, "compare"):
        return Wish.from_json(last["data"])
    income = last.get("data", {}).get("income")
    return Wish(income, "income", last["data"].get("support")) if income else Wish()


def _for_span(wish: Wish, details: Details) -> Wish:
    """ "Thế 5 năm thì sao" after a calculation: paying for so long at once."""
    if details.mode is not None or details.months_paid is not None or not details.spans:
        return wish
    months = details.spans[0].value
    if months % 12 or months <= 12:
        return wish
    return replace(wish, mode="years-ahead", years=months // 12, months=None)


def _level_known(wish: Wish) -> bool:
    return wish.amount is not None or bool(wish.level)


def _heard(turn: Turn, wish: Wish, step: str, details: Details) -> Wish:
    """Take the details; at the step that asks for a level, years, months or a day, a bare one."""
    text = turn.inbound.text
    if step == "since":
        used = months_supported(turn.parameters, text, details, today(turn.now))
        return wish if used is None else replace(wish, used=min(used, wish.paid))
    heard = hear(wish, text, details)
    if details.amount is not None and details.amount.meaning is None:
        return replace(heard, meaning="income")
    if step == "years" and heard.years is None and details.spans:
        return replace(heard, mode="years-ahead", years=details.spans[0].value // 12)
    if step == "months" and heard.months is None and details.spans:
        return replace(heard, mode="missing-years", months=details.spans[0].value)
    return heard


def _ask(turn: Turn, step: str, wish: Wish) -> Outcome:
    state = turn.state.at_step(NAME, step, wish.to_json(), Contribution.version)
    return Outcome(state, (_question(turn, step),))


def _asked_next(turn: Turn, step: str, wish: Wish) -> Outcome:
    """Ask on; a level that the law does not allow is named at once, with the one taken instead.

    How little may be paid depends on the category, which is asked for only now.
    """
    if wish.meaning == "payment" or wish.level:
        return _ask(turn, step, wish)
    remarks, wish = within_bounds(turn.parameters, wish, today(turn.now))
    asked = _ask(turn, step, wish)
    reply = asked.replies[0]
    return replace(asked, replies=(_before("\n".join(remarks), reply),)) if remarks else asked


def _with_note(turn: Turn, text: str) -> Outcome:
    return Outcome(turn.state.without_form(), (Reply(text, buttons(TEXTS["change_buttons"])),))


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
    if step in ("support", "mode", "since"):
        choices = buttons(TEXTS[f"{step}_buttons"], f"{prefix}{step}=")
        return Reply(TEXTS[f"ask_{step}"], choices)
    if step == "years":
        least = reading.whole("years_ahead_min", on)
        most = reading.whole("years_ahead_max", on)
        choices = tuple(Choice(f"{n} năm", f"{prefix}years={n}") for n in range(least, most + 1))
        return Reply(TEXTS["ask_years"].format(least=least, most=most), choices)
    most = reading.whole("missing_months_max", on)
    years = reading.whole("pension_min_months", on) // 12
    return Reply(TEXTS["ask_months"].format(years=years, most=most))
