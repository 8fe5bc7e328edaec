"""From a turn to an outcome: which handler answers, what happens to an open form, the manners."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.conversation import choices, codes, flood
from bot.conversation.contract import Fold, Handler, Route, Router, Words
from bot.conversation.effects import ReferredBy, StaffLinkAsked
from bot.conversation.messages import Choice, Inbound, Kind, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Turn
from bot.hours import parse_hours

SILENT = {Kind.EDIT, Kind.DELETE, Kind.REACTION, Kind.NOTICE, Kind.ECHO, Kind.STAFF, Kind.UNFOLLOW}
FORM_LIFE = timedelta(hours=24)
PAUSE = timedelta(minutes=30)
INTRODUCE_AGAIN = timedelta(days=7)
NUMBERS = "(số giấy tờ, không lưu)"  # what is kept of a message that was nothing else
MAX_REPLIES = 2  # Zalo gives eight free messages per act of a person


@dataclass(frozen=True)
class Engine:
    """The table of handlers and the router, wired by `bot.app`. Holds no state."""

    handlers: Mapping[str, Handler]
    router: Router
    words: Words
    fold: Fold
    without_papers: Fold

    def handle(self, turn: Turn) -> Outcome:
        """Answer one event. Pure: the same turn always gives the same outcome."""
        said, outcome = turn.inbound.text, self._handled(turn)
        kept = self.without_papers(said)
        return outcome if kept == said else replace(outcome, kept_text=kept or NUMBERS)

    def _handled(self, turn: Turn) -> Outcome:
        if turn.inbound.kind in SILENT:
            return Outcome(turn.state)
        turn = self._prepared(turn)
        if turn.inbound.kind is Kind.COMMENT:
            return self._commented(turn)
        if code := codes.of_staff(turn.inbound.text):
            said = Reply(self.words.link_asked, notice=True)
            return Outcome(turn.state, (said,), (StaffLinkAsked(code),))
        if _is_silent(turn):
            return self._while_with_human(turn)
        if turn.received_at is not None and turn.person.channel != flood.UNCOUNTED:
            if flood.is_on(turn.state, turn.received_at):
                return self._in_flood(turn, turn.received_at)
            turn = replace(turn, state=flood.noted(turn.state, turn.received_at))
        return self._answered(turn)

    def _answered(self, turn: Turn) -> Outcome:
        outcome = self._answer(turn)
        if turn.person.waiting_since is not None:
            outcome = self._told_to_wait(turn, outcome)
        return self._finished(turn, outcome)

    # -- before -------------------------------------------------------------------------------

    def _prepared(self, turn: Turn) -> Turn:
        """Drop a form that is too old or unknown; read a number, a title or a code."""
        state = turn.state
        handler = self.handlers.get(state.handler)
        too_old = state.touched is not None and turn.now - state.touched > FORM_LIFE
        if state.handler and (too_old or handler is None or handler.version != state.version):
            state = state.without_form()
        inbound = turn.inbound
        if inbound.kind is Kind.TEXT:
            payload = choices.chosen(inbound.text, state.memory.get("choices", ()), self.fold)
            if payload:
                inbound = replace(inbound, kind=Kind.CHOICE, payload=payload)
            elif not state.handler and (code := codes.spoken(inbound.text)):
                inbound = replace(inbound, kind=Kind.REFERRAL, ref=code)
        return replace(turn, state=state, inbound=inbound)

    def _while_with_human(self, turn: Turn) -> Outcome:
        """Stay silent, except that stopping and deleting always work."""
        outcome = self._obeyed(turn)
        if outcome is None:
            return Outcome(turn.state)
        notices = tuple(replace(reply, notice=True) for reply in outcome.replies)
        return self._finished(turn, replace(outcome, replies=notices))

    def _obeyed(self, turn: Turn) -> Outcome | None:
        """Stop messages or delete data, where the person asks for it or confirms it."""
        privacy = self.handlers["privacy"]
        if turn.state.handler == "privacy":
            confirmed = privacy.accept(turn, Route("privacy", sure=False))
            if confirmed is not None:
                return confirmed
        if turn.inbound.kind is Kind.CHOICE:
            name, rest = choices.parse(turn.inbound.payload)
            return privacy.begin(turn, {"payload": rest}) if name == "privacy" else None
        if turn.inbound.kind is not Kind.TEXT:
            return None
        route = self.router.route(turn)[0]
        asked = route.handler == "privacy" and route.sure
        is_open = turn.state.handler == "privacy" and turn.state.step == route.args.get("do")
        return privacy.begin(turn, route.args) if asked and not is_open else None

    def _in_flood(self, turn: Turn, received_at: datetime) -> Outcome:
        """One kind word, then an answer to the newest only; stopping and deleting always work."""
        told = flood.is_told(turn.state, received_at)
        said = () if told else (Reply(self.words.flood),)
        before = flood.goes_on(turn.state, received_at)
        turn = replace(turn, state=flood.noted(before, received_at))
        if (obeyed := self._obeyed(turn)) is not None:
            return self._finished(turn, obeyed)
        if turn.newer_waits:
            return Outcome(turn.state, said)
        again_at = flood.quiet_at(turn)
        if said or again_at > turn.now:
            return Outcome(before, said, again_at=again_at)
        return self._answered(turn)

    def _commented(self, turn: Turn) -> Outcome:
        """A comment is public: its one answer is private. Hiding it waits for nobody."""
        outcome = self.handlers["comment"].begin(turn, {})
        hiding = tuple(reply for reply in outcome.replies if reply.hides)
        if _is_silent(turn):
            return Outcome(turn.state, hiding)
        private = tuple(reply for reply in outcome.replies if not reply.hides)
        finished = self._finished(turn, replace(outcome, replies=private))
        return replace(finished, replies=(*hiding, *finished.replies))

    def _told_to_wait(self, turn: Turn, outcome: Outcome) -> Outcome:
        """Nobody answered in time or it is after hours: say so once, and go on answering.

        Who was handed over after hours heard so then.
        """
        since = turn.person.waiting_since
        hours = parse_hours(turn.office.hours)
        if since and not hours.is_open(since) and not hours.is_open(turn.now):
            return outcome
        mark = since.isoformat() if since else ""
        if not outcome.replies or outcome.state.memory.get("told_to_wait") == mark:
            return outcome
        first = outcome.replies[0]
        said = replace(first, text=f"{self.words.still_waiting}\n{first.text}")
        state = outcome.state.remembering(told_to_wait=mark)
        return replace(outcome, state=state, replies=(said, *outcome.replies[1:]))

    # -- the answer ----------------------------------------------------------------------------

    def _answer(self, turn: Turn) -> Outcome:
        kind = turn.inbound.kind
        if kind is Kind.CHOICE:
            return self._chosen(turn)
        if kind in (Kind.FOLLOW, Kind.REFERRAL):
            return self._welcomed(turn)
        if kind is Kind.TEXT and turn.inbound.text.strip():
            return self._said(turn)
        if turn.state.handler:
            taken = self.handlers[turn.state.handler].accept(turn, Route("", sure=False))
            if taken is not None:
                return taken
        return self._with_form(turn, self.handlers["other"].begin(turn, {}))

    def _chosen(self, turn: Turn) -> Outcome:
        """Follow a button: the engine's own, the open form's, or the start of something else."""
        name, rest = choices.parse(turn.inbound.payload)
        if name == "form":
            return self._cancelled(turn) if rest == "cancel" else self._prompted(turn)
        if name == "start":
            return self._welcomed(turn)
        if name and name == turn.state.handler:
            taken = self.handlers[name].accept(turn, Route(name, {"payload": rest}))
            if taken is not None:
                return taken
        if name not in self.handlers:
            return self._said(replace(turn, inbound=_as_text(turn.inbound)))
        outcome = self.handlers[name].begin(turn, {"payload": rest})
        asked = outcome.state.memory.get("asked")
        if asked and asked["topic"] not in (name, rest.partition(" ")[0]):
            outcome = replace(outcome, state=outcome.state.remembering(asked=None))
        return self._with_form(turn, outcome)

    def _welcomed(self, turn: Turn) -> Outcome:
        return self.handlers["menu"].begin(turn, {"welcome": True})

    def _said(self, turn: Turn) -> Outcome:
        words = self.fold(turn.inbound.text)
        form = turn.state.handler
        if form and words in self.words.cancel_words:
            return self._cancelled(turn)
        if words in self.words.restart_words:
            fresh = replace(turn, state=turn.state.without_form())
            return self.handlers[form or "menu"].begin(fresh, {"restart": True})
        if form and words in self.words.menu_words:
            return self._chosen(replace(turn, inbound=replace(turn.inbound, payload="#menu")))
        routes = self.router.route(turn)
        if form:
            taken = self.handlers[form].accept(turn, routes[0])
            if taken is not None:
                return taken
            if not (routes[0].sure and routes[0].own):
                return self._prompted(turn)
        outcome = self._routed(turn, routes[0])
        for route in routes[1:MAX_REPLIES]:
            if outcome.state.handler and outcome.state.handler != form:
                break  # a form was begun: its question stands last and alone
            more = self._routed(replace(turn, state=outcome.state), route)
            outcome = _joined(outcome, more)
        return self._with_form(turn, _noting(turn, routes[0], outcome))

    def _routed(self, turn: Turn, route: Route) -> Outcome:
        return self.handlers[route.handler].begin(turn, route.args)

    # -- forms -----------------------------------------------------------------------------------

    def _with_form(self, turn: Turn, outcome: Outcome) -> Outcome:
        """After an answer in the middle of a form, ask the form's question again."""
        state = outcome.state
        if not turn.state.handler or _form(state) != _form(turn.state):
            return outcome
        if not outcome.replies:
            return outcome
        prompt = self._resumption(turn)
        answer = outcome.replies[:1]
        bare = tuple(replace(reply, choices=()) for reply in answer)
        return replace(outcome, replies=(*bare, prompt))

    def _prompted(self, turn: Turn) -> Outcome:
        if not turn.state.handler:
            return self.handlers["menu"].begin(turn, {})
        if turn.inbound.kind is Kind.CHOICE:
            return Outcome(turn.state, (self.handlers[turn.state.handler].prompt(turn),))
        return Outcome(turn.state, (self._resumption(turn, unclear=True),))

    def _resumption(self, turn: Turn, *, unclear: bool = False) -> Reply:
        """Ask again; after a pause first whether to go on at all."""
        handler = self.handlers[turn.state.handler]
        away = turn.state.touched is not None and turn.now - turn.state.touched > PAUSE
        if not away:
            return handler.prompt(turn, unclear=unclear)
        question = self.words.resume.format(doing=handler.doing(turn.state))
        yes = Choice(self.words.resume_yes, "#form resume")
        return Reply(question, (yes, Choice(self.words.resume_no, "#form cancel")))

    def _cancelled(self, turn: Turn) -> Outcome:
        state = turn.state.without_form()
        menu = self.handlers["menu"].begin(replace(turn, state=state), {"again": True})
        buttons = menu.replies[0].choices if menu.replies else ()
        return Outcome(state, (Reply(self.words.cancelled, buttons),))

    # -- after ---------------------------------------------------------------------------------

    def _finished(self, turn: Turn, outcome: Outcome) -> Outcome:
        """Introduce the bot once, remember the choices shown and where the person came from."""
        state, replies = outcome.state, outcome.replies[:MAX_REPLIES]
        if replies:
            seen = state.memory.get("introduced")
            if seen is None or turn.now.timestamp() - seen > INTRODUCE_AGAIN.total_seconds():
                said = self.words.introduction.format(office=turn.office.name)
                replies = (replace(replies[0], text=f"{said}\n{replies[0].text}"), *replies[1:])
            shown = [[c.title, c.payload] for c in replies[-1].choices]
            state = state.remembering(introduced=turn.now.timestamp(), choices=shown)
        if state.handler:
            state = replace(state, touched=turn.now)
        ref = turn.inbound.ref
        effects = (*outcome.effects, ReferredBy(ref)) if ref else outcome.effects
        return Outcome(state, replies, effects)


def _is_silent(turn: Turn) -> bool:
    """Whether a human has the word: one who answers, or one who still may in time."""
    person, office = turn.person, turn.office
    if not person.with_human or person.waiting_since is None:
        return person.with_human
    patience = timedelta(minutes=office.handover_minutes)
    in_time = turn.now - person.waiting_since < patience
    return in_time and parse_hours(office.hours).is_open(turn.now)


def _form(state: State) -> tuple[str, str, Mapping[str, Any]]:
    return state.handler, state.step, state.data


def _as_text(inbound: Inbound) -> Inbound:
    return replace(inbound, kind=Kind.TEXT, text=inbound.text or inbound.payload.lstrip("#"))


def _noting(turn: Turn, route: Route, outcome: Outcome) -> Outcome:
    """Remember what was asked and who answers, in case it turns out not to be what was meant."""
    if not (route.sure and route.own and route.asks):
        return outcome
    asked = {
        "text": turn.inbound.text,
        "topic": route.args.get("topic", route.handler),
        "others": list(route.args.get("others", ())),
    }
    return replace(outcome, state=outcome.state.remembering(asked=asked))


def _joined(first: Outcome, second: Outcome) -> Outcome:
    """Two answers in one outcome: the buttons of the second stand last."""
    head = tuple(replace(reply, choices=()) for reply in first.replies[:1])
    return Outcome(second.state, (*head, *second.replies[:1]), (*first.effects, *second.effects))
