"""Searching leads by words of their name and place: each word typed begins one of the lead's."""

from sqlalchemy import ColumnElement, exists, insert, literal, select
from sqlalchemy.orm import Session

from bot.leads.text import fold
from bot.storage.outreach import LONGEST_WORD, Lead, LeadWord

_AFTER = "\U0010ffff"  # stands behind every sign that a word can hold


def words_of(*folded: str) -> set[str]:
    """Give the words under which folded names and places are found."""
    return {word[:LONGEST_WORD] for text in folded for word in text.split()}


def index(lead: Lead) -> None:
    """Bring the words of a lead in line with its name and place."""
    wanted = words_of(lead.name_folded, lead.place_folded)
    known = {row.word for row in lead.words}
    lead.words = [row for row in lead.words if row.word in wanted] + [
        LeadWord(word=word) for word in sorted(wanted - known)
    ]


def add_words(session: Session, which: ColumnElement[bool], text: str) -> None:
    """Let many leads be found by the words of a text too."""
    for word in sorted(words_of(fold(text))):
        known = exists().where(LeadWord.lead_id == Lead.id, LeadWord.word == word)
        found = select(literal(word), Lead.id).where(which, ~known)
        session.execute(insert(LeadWord).from_select(["word", "lead_id"], found))


def conditions(text: str) -> list[ColumnElement[bool]]:
    """Give what finds leads for all words of `text`, with or without diacritics."""
    return [_begins(word) for word in sorted(words_of(fold(text)))]


def _begins(word: str) -> ColumnElement[bool]:
    found = select(LeadWord.lead_id).where(LeadWord.word >= word, LeadWord.word < word + _AFTER)
    return Lead.id.in_(found)
