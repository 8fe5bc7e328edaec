"""Pictures of the last calculation: card of the payment, table of levels, chart of the pension."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.contract import Route
from bot.conversation.messages import Reply
from bot.conversation.turn import Outcome, Turn
from bot.law.errors import LawError
from bot.pictures.description import Picture
from bot.pictures.drawing import facts_of
from bot.pictures.errors import PicturesError
from faq.details import Details, extract
from handlers.basics import buttons, calculated, plain, today
from handlers.career import Career, can_be_charted, charted_span, lawful_income, with_income
from handlers.career_form import CALCULATORS
from handlers.contribution import known_wish
from handlers.menu import WithoutForm
from handlers.phrases import says
from handlers.quote import lawful_question
from handlers.wish import hear
from handlers.wording import texts

NAME = "picture"
TEXTS = texts(NAME)
MOST_WORDS = 12  # a longer message tells a story in which a picture comes up


def wanted(text: str) -> Route | None:
    """Give the route of a typed wish for a picture, None for any other message."""
    said = plain(text)
    if len(said.split()) > MOST_WORDS or says(said, TEXTS["other_pictures"]):
        return None
    for kind, wish in TEXTS["wishes"].items():
        if said in wish["whole"] or says(said, wish["phrases"]):
            return Route(NAME, {"wish": kind})
    return None


class PictureShown(WithoutForm):
    """Answers at once. The calculation stays the last one, so that it can be changed further."""

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Show `contribution`, `levels` or `pension`, as the button or the typed wish says."""
        asked = str(args.get("payload", ""))
        if args.get("wish"):
            turn = _told(turn)
            asked = _fitting(turn, args["wish"])
        show = {"levels": _levels, "pension": _pension}.get(asked, _contribution)
        try:
            reply = show(turn)
        except (LawError, PicturesError) as error:
            reply = Reply(error.message, buttons(TEXTS["levels_buttons"]))
        return Outcome(turn.state, (reply,))


def _told(turn: Turn) -> Turn:
    """Take what the wish itself says: "vẽ hình mức 3 triệu, hộ nghèo"."""
    details = extract(turn.inbound.text, today(turn.now))
    last = calculated(turn)
    if last.get("calculator") in CALCULATORS:
        data = Career.from_json(last["data"]).hearing(turn.inbound.text, details).to_json()
        said = {"handler": last["calculator"], "data": data}
    elif _says_wish(details):
        said = {
            "handler": "contribution",
            "data": hear(known_wish(turn), turn.inbound.text, details).to_json(),
        }
    else:
        return turn
    before = turn.state.memory.get("last") or {}
    return replace(turn, state=turn.state.remembering(last={**before, **said}))


def _says_wish(details: Details) -> bool:
    return bool(details.amount or details.category or details.mode)


def _fitting(turn: Turn, wish: str) -> str:
    """Give the picture of the last calculation; where nothing was calculated, the table."""
    if wish != "last":
        return wish
    if calculated(turn).get("calculator") in CALCULATORS:
        return "pension"
    known = known_wish(turn)
    return "contribution" if known.amount is not None or known.level else "levels"


def _contribution(turn: Turn) -> Reply:
    wish = known_wish(turn)
    if wish.amount is None and not wish.level:
        return Reply(TEXTS["nothing"], buttons(TEXTS["levels_buttons"]))
    question = lawful_question(turn.parameters, wish, today(turn.now))
    data = {
        "income": question.income,
        "budget": question.budget,
        "support": question.support,
        "mode": question.mode,
        "years": question.years,
        "months": question.months,
        "supported_months_used": question.supported_months_used,
    }
    return _reply(turn, "contribution", data)


def _levels(turn: Turn) -> Reply:
    return _reply(turn, "levels", {"support": known_wish(turn).support or "other"})


def _pension(turn: Turn) -> Reply:
    last = calculated(turn)
    known = last["data"] if last.get("calculator") in CALCULATORS else {}
    career = Career.from_json(known)
    if not can_be_charted(career):
        return Reply(TEXTS["no_chart"], buttons(TEXTS["pension-chart_buttons"]))
    on = today(turn.now)
    career = with_income(turn.parameters, career, on)
    income = lawful_income(turn.parameters, career.income or 0, on)
    data = {"income": income, "sex": career.sex, "support": career.support, **charted_span(career)}
    return _reply(turn, "pension-chart", data)


def _reply(turn: Turn, kind: str, data: Mapping[str, Any]) -> Reply:
    """The picture with its words. Raises PicturesError for what cannot be drawn."""
    on = today(turn.now)
    said = {key: value for key, value in data.items() if value is not None}
    facts = facts_of(Picture(kind, said), turn.parameters, on)
    picture = {"kind": kind, "data": said, "on": on.isoformat(), "alt": facts.alt}
    text = TEXTS[kind].format(subject=". ".join(facts.subject))
    return Reply(text, buttons(TEXTS[f"{kind}_buttons"]), picture=picture)
