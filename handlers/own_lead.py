"""What this conversation left is corrected after it was sent (`privacy` takes it back)."""

from collections.abc import Mapping
from typing import Any

from bot import phones
from bot.conversation.contract import Route
from bot.conversation.effects import LeadCorrected
from bot.conversation.messages import Choice, Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import LeadView, Outcome, Turn
from bot.places.find import find
from handlers.basics import arguments, buttons, is_question, today, whole_number
from handlers.papers import without_papers
from handlers.phrases import PHRASES, named
from handlers.register_form import TEXTS as FORM
from handlers.register_form import call_time, field_named, only_name
from handlers.wording import texts

NAME = "own_lead"
TEXTS = texts(NAME)


class OwnLead:
    """The latest lead of the conversation, unless another is chosen."""

    version = 1

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """`field` says what is to be corrected; a number in the message is the new one."""
        if not turn.person.leads:
            return Outcome(turn.state, (Reply(TEXTS["none"], buttons(TEXTS["none_buttons"])),))
        lead = turn.person.leads[-1]
        data = {"code": lead.code}
        if phone := phones.parse(turn.inbound.text):
            return _corrected(turn, lead, {"phone": phone}, phones.shown(phone))
        field = args.get("field", "")
        return _ask(turn, field or "field", data)

    def accept(self, turn: Turn, route: Route) -> Outcome | None:
        """Take the field to be corrected, its new value, or the confirmation."""
        if turn.inbound.kind is Kind.LOCATION and turn.state.step == "place":
            return Outcome(turn.state, (Reply(FORM["no_location"]),))
        if turn.inbound.kind not in (Kind.TEXT, Kind.CHOICE):
            return None
        chosen = turn.inbound.kind is Kind.CHOICE
        if not chosen and is_question(turn, route, NAME):
            return None
        said = turn.inbound.text
        if chosen:
            said = turn.inbound.payload.removeprefix(f"#{NAME}").strip()
        step = turn.state.step
        if step == "field":
            field = arguments(said).get("field") or field_named(said)
            return _ask(turn, field, turn.state.data) if field in FORM["fields"] else None
        lead = _lead(turn)
        return _changed(turn, lead, step, without_papers(said)) if lead else _gone(turn)

    def prompt(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask the open question again."""
        return _question(turn, turn.state.step)

    def doing(self, state: State) -> str:
        """Name what is open."""
        return str(TEXTS["doing"])


def wanted(turn: Turn) -> Route | None:
    """Give the route of "sửa số điện thoại", "rút lại đăng ký", where something was left."""
    said = named(turn.inbound.text)
    if not turn.person.leads:
        return None
    if any(phrase in said for phrase in PHRASES["withdraw_lead"]):
        return Route("privacy", {"do": "withdraw"})
    starts = any(said.startswith(phrase) for phrase in PHRASES["edit_lead"])
    field = field_named(turn.inbound.text)
    if starts and (field or phones.parse(turn.inbound.text)):
        return Route(NAME, {"field": field})
    return Route(NAME) if said in PHRASES["edit_any"] else None


def _lead(turn: Turn) -> LeadView | None:
    code = turn.state.data.get("code")
    return next((lead for lead in turn.person.leads if lead.code == code), None)


def _changed(turn: Turn, lead: LeadView, field: str, said: str) -> Outcome:
    """Correct one field with what was said; a number that cannot be read is asked again."""
    if field == "phone":
        phone = phones.parse(said)
        if phone is None:
            return Outcome(turn.state, (Reply(FORM["wrong_phone"], ask_phone=True),))
        return _corrected(turn, lead, {"phone": phone}, phones.shown(phone))
    if field == "place":
        found = find(said, turn.office.province)
        one = found[0] if len(found) == 1 else None
        units = {key: getattr(one, key, "") for key in ("hamlet", "ward", "former_ward")}
        province = {"province": one.province} if one else {}
        return _corrected(turn, lead, {"place": said[:300], **units, **province}, said[:300])
    if field == "time":
        chosen = whole_number(arguments(said).get("time", ""))
        if chosen is not None and chosen < len(FORM["times"]):
            said = FORM["times"][chosen]
        said = call_time(said, today(turn.now)) or said[:100]
        return _corrected(turn, lead, {"call_time": said}, said)
    name = only_name(said)[:200]
    return _corrected(turn, lead, {"name": name}, name)


def _corrected(turn: Turn, lead: LeadView, changes: Mapping[str, str], value: str) -> Outcome:
    field = {"call_time": "time"}.get(next(iter(changes)), next(iter(changes)))
    text = TEXTS["corrected"].format(field=FORM["fields"][field].lower(), value=value)
    effect = LeadCorrected(lead.code, dict(changes))
    return Outcome(turn.state.without_form(), (Reply(text),), (effect,))


def _gone(turn: Turn) -> Outcome:
    return Outcome(turn.state.without_form(), (Reply(TEXTS["none"]),))


def _ask(turn: Turn, step: str, data: Mapping[str, Any]) -> Outcome:
    state = turn.state.at_step(NAME, step, data, OwnLead.version)
    return Outcome(state, (_question(turn, step),))


def _question(turn: Turn, step: str) -> Reply:
    if step == "field":
        fields = tuple(
            Choice(title, f"#{NAME} field={key}") for key, title in FORM["fields"].items()
        )
        return Reply(FORM["what_is_wrong"], fields)
    if step == "time":
        times = enumerate(FORM["times"])
        return Reply(FORM["ask_time"], tuple(Choice(t, f"#{NAME} time={n}") for n, t in times))
    return Reply(TEXTS[f"ask_{step}"], ask_phone=step == "phone")
