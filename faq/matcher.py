"""A message → the topic that it asks for, and whether to answer, suggest or refuse.

Order: what needs no model (nothing said, only figures, only a phone number, a taught phrasing),
then the classifier with its thresholds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz, process

from faq.content import OUT_OF_SCOPE, Content
from faq.details import PHONE, extract
from faq.model import Floats, Model
from faq.questions import Cut, cuts
from faq.spelling import is_syllable
from faq.text import clean, normalise

Decision = Literal["answer", "suggest", "refuse"]

MAX_CANDIDATES = 5
_LIKE_TAUGHT = 94.0  # rapidfuzz ratio of normalised texts from which a taught phrasing decides
_FEW_WORDS_BESIDE_PHONE = 3
_REGISTER, _CALCULATE = "register-lead", "calc-contribution"
_ROUND = 10_000  # an amount alone that is no multiple of it is a number of something else
_ANY_DAY = date(2026, 1, 1)  # amounts do not depend on the day
_OTHER = "other"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that the message may ask for, with its calibrated confidence."""

    topic: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Match:
    """What a message asks for. `topic` is the best-ranked one, whatever the decision."""

    topic: str
    decision: Decision
    confidence: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Taught:
    """A phrasing that staff taught, and its topic."""

    text: str
    topic: str


class Matcher:
    """Decides what messages ask for, from the shipped model and what staff taught since."""

    def __init__(self, content: Content, model: Model, taught: Iterable[Taught] = ()) -> None:
        self._content = content
        self._model = model
        self._taught: Mapping[str, str] = {
            text: t.topic for t in taught if (text := normalise(t.text))
        }

    def match(self, text: str) -> Match:
        """The topic of a message, the decision, and up to five candidates."""
        normalised = normalise(text)
        certain = self.topic_of_taught(normalised) or self._plain_topic(text, normalised)
        shares = self._topic_shares(self._model.probabilities(text, normalised))
        ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
        if certain:
            ranked = [(certain, 1.0)] + [(t, 0.0) for t, _ in ranked if t != certain]
        candidates = tuple(Candidate(t, round(s, 4)) for t, s in ranked[:MAX_CANDIDATES])
        best = candidates[0]
        return Match(best.topic, self._decide(best), best.confidence, candidates)

    def match_all(self, text: str) -> tuple[Match, ...]:
        """One match, or two where the message is two questions: at the best cut each part would
        be answered by itself, with a topic of its own. Details of a calculation are no question
        of their own, so actions count only at a cut that is plain."""
        best: tuple[Match, ...] = ()
        for cut in cuts(text):
            pair = self.match(cut.first), self.match(cut.second)
            if self._are_two(*pair, cut) and _sureness(pair) > _sureness(best):
                best = pair
        return best or (self.match(text),)

    def _are_two(self, first: Match, second: Match, cut: Cut) -> bool:
        kinds = {self._content.topic_kinds[match.topic] for match in (first, second)}
        answered = first.decision == second.decision == "answer"
        return answered and first.topic != second.topic and (kinds == {"faq"} or not cut.weak)

    def topic_of_taught(self, normalised: str) -> str | None:
        """The topic of the taught phrasing that a normalised message is, or nearly so."""
        if not normalised or not self._taught:
            return None
        if normalised in self._taught:
            return self._taught[normalised]
        near = process.extractOne(
            normalised, self._taught_texts, scorer=fuzz.ratio, score_cutoff=_LIKE_TAUGHT
        )
        return self._taught[near[0]] if near else None

    def kind_of(self, text: str) -> str:
        """The kind of a question from elsewhere: health-insurance, unemployment, … or other."""
        normalised = normalise(text)
        shares = self._model.probabilities(text, normalised)
        kinds = {
            label.split("/")[1]: float(share)
            for label, share in zip(self._model.classes, shares, strict=True)
            if label.startswith(f"{OUT_OF_SCOPE}/")
        }
        if not kinds or not self._says_something(normalised):
            return _OTHER
        return max(kinds, key=lambda kind: kinds[kind])

    def _decide(self, best: Candidate) -> Decision:
        thresholds = self._model.thresholds
        if best.topic == OUT_OF_SCOPE or best.confidence < thresholds.suggest:
            return "refuse"
        return "answer" if best.confidence >= thresholds.answer else "suggest"

    def _topic_shares(self, shares: Floats) -> dict[str, float]:
        by_topic: dict[str, float] = {}
        for label, share in zip(self._model.classes, shares, strict=True):
            topic = label.split("/")[0]
            by_topic[topic] = by_topic.get(topic, 0.0) + float(share)
        return by_topic

    def _plain_topic(self, text: str, normalised: str) -> str | None:
        """The topic where no model is needed: a phone number, an amount, figures, nonsense."""
        cleaned = clean(text)
        if PHONE.search(cleaned):
            beside = normalise(PHONE.sub(" ", cleaned)).split()
            if len(beside) <= _FEW_WORDS_BESIDE_PHONE:
                return _REGISTER
        amount = extract(text, _ANY_DAY).amount
        if amount and amount.value % _ROUND == 0 and amount.words == cleaned.strip(" .?!"):
            return _CALCULATE
        return None if self._says_something(normalised) else OUT_OF_SCOPE

    def _says_something(self, normalised: str) -> bool:
        """Whether any word is Vietnamese or was seen in training."""
        return any(
            word.isalpha() and (word in self._model.index or (len(word) > 1 and is_syllable(word)))
            for word in normalised.split()
        )

    @cached_property
    def _taught_texts(self) -> list[str]:
        return list(self._taught)


def _sureness(matches: tuple[Match, ...]) -> float:
    return min((match.confidence for match in matches), default=0.0)
