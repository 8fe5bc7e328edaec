"""Answers from the curated content, suggestions, and a kind refusal with a way on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.conversation.effects import Answered, NotUnderstood
from bot.conversation.messages import Choice, Reply
from bot.conversation.turn import Office, Outcome, Turn
from bot.hours import parse_hours
from bot.law.figures import figures
from bot.law.wording import CATEGORIES
from faq.content import Content, Entry
from faq.details import Found
from faq.learning import mask
from faq.text import fold
from handlers.basics import buttons, calculated, today
from handlers.menu import WithoutForm
from handlers.wording import texts

NAME = "faq"
TEXTS = texts("faq")
MOST_BUTTONS = 5


class Faq(WithoutForm):
    """One entry a topic of the question map."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def begin(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        """Answer `topic`, suggest `suggest`, or refuse by `kind`, as the router decided."""
        payload = str(args.get("payload", "")).split()
        topic = args.get("topic") or (payload[0] if payload else "")
        if topic in self._content.entries and self._content.entries[topic].short:
            entry = self._content.entries[topic]
            answered = self._answer(turn, entry, "full" in payload, by_words="topic" in args)
            return _naming(answered, entry.id, args.get("category"))
        if args.get("suggest"):
            return self._suggest(turn, args["suggest"])
        return self._refuse(turn, args)

    def _answer(self, turn: Turn, entry: Entry, full: bool, by_words: bool) -> Outcome:
        facts = {**figures(turn.parameters, today(turn.now)), **office_facts(turn.office)}
        text = entry.render(facts, full=full).strip()
        cited = "; ".join(dict.fromkeys(source.document for source in entry.sources))
        if cited:
            text = f"{text}\n{TEXTS['source'].format(sources=cited)}"
        more = () if full or not entry.full else (self._button(TEXTS["more"], entry.id, " full"),)
        missed = buttons(TEXTS["missed"]) if by_words else ()
        choices = (*(*more, *self._next(entry))[: MOST_BUTTONS - len(missed)], *missed)
        last = {"handler": NAME, "topic": entry.id, "title": entry.title}
        state = turn.state.remembering(last={**calculated(turn), **last})
        return Outcome(state, (Reply(text, choices),), (Answered(entry.id),))

    def _next(self, entry: Entry) -> tuple[Choice, ...]:
        """Offer what belongs to the answer: related questions, then one thing to do."""
        own = buttons(TEXTS["calculators"].get(entry.id, ()))
        related = [t for t in entry.follow_ups if t in self._content.entries][:2]
        topics = [*related, entry.next_step] if entry.next_step else related
        return (
            *own,
            *(
                self._button(self._content.entries[topic].button, topic)
                for topic in dict.fromkeys(topics)
                if topic in self._content.entries
            ),
        )

    def suggested(self, topics: Sequence[str]) -> tuple[Choice, ...]:
        """Give up to three topics as buttons, and one for none of them."""
        likely = tuple(self._button(self._content.entries[t].button, t) for t in topics[:3])
        return (*likely, Choice(TEXTS["none_of_these"], f"#{NAME} none"))

    def _suggest(self, turn: Turn, topics: Sequence[str]) -> Outcome:
        seen = NotUnderstood(mask(turn.inbound.text), "suggest", tuple(topics))
        reply = Reply(TEXTS["suggest"], self.suggested(topics))
        return Outcome(turn.state, (reply,), (seen,))

    def _refuse(self, turn: Turn, args: Mapping[str, Any]) -> Outcome:
        kind = self._content.kinds.get(args.get("kind", ""))
        if args.get("payload"):  # "Không phải" under suggestions
            return Outcome(turn.state, (Reply(TEXTS["unclear"], buttons(TEXTS["way_on"])),))
        pointer = kind.pointer if kind else TEXTS["refuse"]
        text = pointer.format_map(office_facts(turn.office))
        seen = NotUnderstood(
            mask(turn.inbound.text),
            "refuse",
            tuple(args.get("candidates", ())),
            args.get("kind", ""),
        )
        return Outcome(turn.state, (Reply(text, buttons(TEXTS["way_on"])),), (seen,))

    def _button(self, title: str, topic: str, more: str = "") -> Choice:
        return Choice(title, action_payload(topic) or f"#{NAME} {topic}{more}")


def _naming(answered: Outcome, topic: str, category: Found[str] | None) -> Outcome:
    """Say as which category a people or a place was taken, where the answer goes by category."""
    if category is None or topic not in TEXTS["by_category"]:
        return answered
    title = CATEGORIES.get(category.value, "")
    if category.value not in ("ethnic-minority", "island") or fold(category.words) in fold(title):
        return answered
    said = texts("contribution")["category_taken"].format(words=category.words, support=title)
    reply = answered.replies[0]
    return replace(answered, replies=(replace(reply, text=f"{said}\n{reply.text}"),))


def action_payload(topic: str) -> str:
    """Give the payload that starts a topic which is an action, "" for one that is answered."""
    return {
        "calc-contribution": "#contribution",
        "calc-pension": "#pension",
        "calc-withdrawal": "#withdrawal",
        "register-lead": "#register",
        "talk-to-human": "#human",
        "delete-data": "#privacy view",
        "stop-messages": "#privacy stop",
        "menu": "#menu",
    }.get(topic, "")


def office_facts(office: Office) -> dict[str, str]:
    """Give the placeholders about the office."""
    facts = {f"office_{key}": str(value) for key, value in vars(office).items()}
    facts["office_hours"] = parse_hours(office.hours).spoken
    facts["office_address"] = office.address or TEXTS["no_address"].format(**facts)
    return facts
