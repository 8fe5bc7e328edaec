"""People who wait for a colleague: the list, the conversation, answering, handing back."""

from typing import Any

from flask import after_this_request, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from bot.console import transcript
from bot.console.desk import NAME, address, desk, viewer
from bot.console.replies import closed_because, send
from bot.leads import audit, handover
from bot.leads.errors import LeadsError
from bot.leads.text import clean_note
from bot.storage.models import Conversation

LONGEST_REPLY = 2000


def waiting() -> str:
    """Show who waits: urgent ones first, then those who wait longest, with their last words."""
    works, who = desk(), viewer()
    with works.database.read() as session:
        found = [
            {
                "conversation": conversation,
                "leads": handover.leads_of(session, conversation.id, who),
                "last": transcript.last_words(session, works.channels, conversation),
            }
            for conversation in handover.with_human(session, who)
        ]
        return render_template("console/waiting.html", found=found, now=works.clock())


def count() -> dict[str, int]:
    """Give how many wait, for the badge."""
    with desk().database.read() as session:
        return {"waiting": handover.waiting_count(session, viewer())}


def conversation_page(number: int) -> str:
    """Show the conversation and the box to answer; that it was read goes into the audit log."""
    works, who, where = desk(), viewer(), address()
    page = _page(number)
    works.database.write(
        lambda session: audit.record(
            session,
            who,
            "conversation-viewed",
            works.clock(),
            target=f"cuộc trò chuyện {number}",
            address=where,
        )
    )
    return page


def lines(number: int) -> str:
    """Give what is said by now, for the page that is open."""
    works = desk()
    with works.database.read() as session:
        conversation = _found(session, number)
        said = transcript.lines(session, works.channels, conversation)
        return render_template("console/lines.html", lines=said)


def reply(number: int) -> Response | tuple[str, int]:
    """Send an answer through the outbox; the conversation is the colleague's from now on."""
    works, who = desk(), viewer()
    text = clean_note(request.form.get("text", ""), LONGEST_REPLY)
    if not text:
        return _page(number, "Viết câu trả lời rồi bấm Gửi."), 422

    def change(session: Session) -> str:
        conversation = handover.find_conversation(session, number, who)
        send(session, works.channels, conversation, text, works.clock())
        handover.take(session, conversation, works.clock())
        audit.record(session, who, "replied", works.clock(), target=f"cuộc trò chuyện {number}")
        return conversation.channel

    try:
        channel = works.database.write(change)
    except LeadsError as error:
        return _page(number, str(error), text), 422
    works.waker.wake(channel, [number])
    return redirect(url_for(f"{NAME}.conversation_page", number=number))


def hand_back(number: int) -> Response:
    """Give the conversation back to the assistant. One that is back already stays as it is."""
    works, who = desk(), viewer()
    try:
        works.database.write(
            lambda session: handover.hand_back(session, number, who, works.clock())
        )
    except LeadsError:
        raise NotFound from None
    return redirect(url_for(f"{NAME}.waiting"))


def _page(number: int, problem: str = "", typed: str = "") -> str:
    works, who = desk(), viewer()
    after_this_request(transcript.playing)
    with works.database.read() as session:
        conversation = _found(session, number)
        now = works.clock()
        values: dict[str, Any] = {
            "conversation": conversation,
            "leads": handover.leads_of(session, number, who),
            "lines": transcript.lines(session, works.channels, conversation),
            "closed": closed_because(session, works.channels, conversation, now),
        }
        return render_template(
            "console/conversation.html", **values, problem=problem, typed=typed, now=now
        )


def _found(session: Session, number: int) -> Conversation:
    try:
        return handover.find_conversation(session, number, viewer())
    except LeadsError:
        raise NotFound from None
