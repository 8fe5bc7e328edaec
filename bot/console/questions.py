"""What people asked and the bot did not understand: look through, teach, set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot import taught
from bot.console.desk import NAME, desk, viewer
from bot.leads import audit
from bot.leads import questions as work
from bot.leads.calendar import day_of
from bot.leads.topics import most_asked
from bot.storage.outreach import Question
from faq.content import OUT_OF_SCOPE, Content
from faq.errors import TeachingError
from faq.grouping import group_questions
from faq.learning import without_masks
from faq.matcher import Taught

PAGE = 20
COUNTED = timedelta(days=30)
MOST_ASKED = 10  # topics
MOST_WORDINGS = 10
MOST_CHOSEN = 500
ORDERS = ("newest", "most")

Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Wording:
    """One way of writing it: who wrote so are decided about together."""

    text: str
    ids: tuple[int, ...]


@dataclass(frozen=True)
class AskedAlike:
    """Messages alike, as the page shows them."""

    newest: datetime
    count: int
    channels: tuple[str, ...]
    decision: str
    answered: str
    candidates: tuple[str, ...]
    wordings: tuple[Wording, ...]


def question_list() -> str:
    """Show those that nobody decided about yet, alike ones together."""
    return _page()


def decide() -> Page:
    """Teach the chosen wordings a topic, or set them aside. Gives 422 with what stands against."""
    works, who, do = desk(), viewer(), request.form.get("do", "")
    ids = _ids(request.form.getlist("question"))
    topic = OUT_OF_SCOPE if do == "outside" else request.form.get("topic", "")
    new: Sequence[Taught] = ()
    if do == "teach" and not topic:
        return _page(problem="chưa chọn câu này hỏi về mục nào"), 422
    if do in ("teach", "outside"):
        with works.database.read() as session:
            texts = dict.fromkeys(map(without_masks, work.texts_of(session, ids)))
        try:
            new = taught.check(works.database, list(texts), topic) if texts else ()
        except TeachingError as error:
            return _page(problem=str(error)), 422
    elif do != "ignore":
        return _page(problem="chưa chọn việc cần làm"), 422

    def change(session: Session) -> None:
        now = works.clock()
        taught.keep(session, new, who.name, now)
        settled = work.settle(session, ids, now)
        if new:
            audit.record(session, who, "phrasing-taught", now, target=topic, questions=settled)
        elif settled:
            audit.record(session, who, "questions-set-aside", now, questions=settled)

    works.database.write(change)
    shown: dict[str, Any] = {
        key: request.form[key] for key in ("page", "order") if request.form.get(key)
    }
    return redirect(url_for(f"{NAME}.question_list", **shown))


def _ids(given: Sequence[str]) -> list[int]:
    """Read "12,15" of each box that was ticked; what is no id of a row is left out."""
    pieces = ",".join(given).split(",")[:MOST_CHOSEN]
    numbers = (piece for piece in pieces if piece.isascii() and piece.isdigit())
    return [int(piece) for piece in numbers if len(piece) < 10]


def _page(problem: str = "") -> str:
    works, given = desk(), request.values
    order = given.get("order", "") if given.get("order") in ORDERS else ORDERS[0]
    with works.database.read() as session:
        count = work.open_count(session)
        groups = _groups(work.open_questions(session))
        kinds = work.refused_by_kind(session, works.clock() - COUNTED)
        asked = most_asked(session, day_of(works.clock() - COUNTED), MOST_ASKED)
    if order == "most":
        groups.sort(key=lambda group: -group.count)
    pages = max(1, -(-len(groups) // PAGE))
    page = given.get("page", "1")
    number = min(pages, max(1, int(page[:6]))) if page.isascii() and page[:6].isdigit() else 1
    content = taught.shipped().content
    return render_template(
        "console/questions.html",
        problem=problem,
        groups=groups[(number - 1) * PAGE : number * PAGE],
        count=count,
        most=work.NEWEST,
        order=order,
        page=number,
        pages=pages,
        kinds=[(content.kinds[k].title if k in content.kinds else "", n) for k, n in kinds.items()],
        asked=[(_title(content, topic), times) for topic, times in asked],
        topics=_topics(content),
        title_of=lambda topic: _title(content, topic),
    )


def _groups(questions: Sequence[Question]) -> list[AskedAlike]:
    """Put those alike together, newest first."""
    groups = []
    for group in group_questions(question.text for question in questions):
        alike = [questions[at] for at in group.places]
        first = alike[0]
        wordings: dict[str, list[int]] = {}
        for text, question in zip(group.questions, alike, strict=True):
            wordings.setdefault(text, []).append(question.id)
        groups.append(
            AskedAlike(
                newest=first.created_at,
                count=len(alike),
                channels=tuple(dict.fromkeys(question.channel for question in alike)),
                decision=first.decision,
                answered=first.answered,
                candidates=tuple(c for c in first.candidates if c != OUT_OF_SCOPE),
                wordings=tuple(
                    Wording(text, tuple(ids))
                    for text, ids in list(wordings.items())[:MOST_WORDINGS]
                ),
            )
        )
    return groups


def _topics(content: Content) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Give what may be taught, by kind, in alphabetical order."""
    kinds = {"faq": "Câu hỏi", "action": "Việc làm ngay"}
    return {
        name: sorted(
            ((topic.id, content.entries[topic.id].title) for topic in content.topics
             if topic.kind == kind),
            key=lambda pair: pair[1],
        )
        for kind, name in kinds.items()
    }  # fmt: skip


def _title(content: Content, topic: str) -> str:
    entry = content.entries.get(topic)
    return entry.title if entry else topic
