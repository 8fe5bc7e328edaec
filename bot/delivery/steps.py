"""What a drain does next, decided in one transaction each time.

Each transaction settles what was in hand and takes the next thing: an event to handle or a reply to
send. When there is neither it lets the conversation go, with the time when there will be. So a
message costs three commits: take the event, keep the answer and begin its send, note it sent.
"""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import yaml
from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from bot.conversation import flood
from bot.conversation.effects import DataErasureAsked, HandOverAsked
from bot.conversation.messages import ACTS, Inbound, Reply
from bot.conversation.state import State
from bot.conversation.turn import Outcome, Person
from bot.delivery import echoes, erasure, failures, inbox, keeping, leases, outbox, windows
from bot.delivery.inbox import Event
from bot.delivery.leases import Lease, Standing
from bot.delivery.outbox import Head, Message
from bot.delivery.results import PutOff, Result, Sent
from bot.delivery.services import Services
from bot.delivery.uploads import with_leaflet
from bot.delivery.windows import Closed
from bot.storage.models import Conversation, conversation_rows

TEXTS = yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text(encoding="utf-8"))
SOON = 1.0  # seconds that a send may wait for its turn with the lease in hand


class Gate(Protocol):
    """Knows, without I/O, whether a channel may be sent to now."""

    def wait(self, channel: str, account: str) -> float:
        """Give how many seconds to wait; 0 = go."""
        ...


@dataclass(frozen=True)
class Handle:
    """An event to handle, with what the handler may know (`newer_waits`: in a flood only)."""

    lease: Lease
    event: Event
    state: State
    person: Person
    newer_waits: bool = False


@dataclass(frozen=True)
class Deliver:
    """A reply to send."""

    lease: Lease
    message: Message


@dataclass(frozen=True)
class Rest:
    """Nothing in hand any more; `due_at` says when there will be work, if that is known."""

    lease: Lease | None
    due_at: datetime | None


Step = Handle | Deliver | Rest


class Steps:
    """The transactions of a drain. Each method is called with the session of one."""

    def __init__(self, services: Services, gate: Gate, stopping: Callable[[], bool]) -> None:
        self._services = services
        self._gate = gate
        self._stopping = stopping

    def claim(self, session: Session, conversation_id: int) -> Step:
        """Take a conversation and its first piece of work."""
        now = self._services.clock()
        if self._stopping():
            return Rest(None, None)
        claimed = leases.claim(session, conversation_id, now)
        return Rest(None, None) if claimed is None else self._next(session, *claimed, now)

    def echoed(self, session: Session, step: Handle, inbound: Inbound) -> Step:
        """Settle an echo or a colleague's message, then go on."""
        now = self._services.clock()
        leases.renew(session, step.lease, now)
        channel = self._services.channels[step.lease.channel]
        auto_texts = self._services.settings.zalo_auto_texts
        echoes.settle(session, step.lease, channel, inbound, auto_texts, now)
        inbox.done(session, step.event.id, now)
        return self._next(session, step.lease, leases.renew(session, step.lease, now), now)

    def handled(self, session: Session, step: Handle, inbound: Inbound, outcome: Outcome) -> Step:
        """Keep what a turn led to: effects, state, replies, the event done. Then go on."""
        now = self._services.clock()
        lease = step.lease
        standing = leases.renew(session, lease, now)
        if outcome.again_at is not None:
            inbox.put_off(session, step.event.id, outcome.again_at)
        else:
            inbox.done(session, step.event.id, now)
            kept = keeping.kept(step.event.payload, inbound, outcome.kept_text)
            if kept is not None:
                inbox.keep_only(session, step.event.id, kept)
        erased = any(isinstance(effect, DataErasureAsked) for effect in outcome.effects)
        state = None if erased else outcome.state
        if inbound.kind in ACTS:
            standing = self._acted(session, step, standing, state)
        else:
            self._keep_state(session, lease, state)
        if outcome.effects:
            conversation = session.get_one(Conversation, lease.conversation_id)
            for effect in outcome.effects:
                self._services.apply_effect(session, conversation, effect, now)
            session.flush()
        last = self._reply(session, step, outcome, now)
        if erased:
            erasure.ask(session, lease.conversation_id, last)
        if outcome.effects:  # they may have brought a human in
            standing = leases.renew(session, lease, now)
        return self._next(session, lease, standing, now)

    def handler_failed(self, session: Session, step: Handle, error: Exception) -> Step:
        """Note that the handler failed; after the last try say sorry and leave the event aside."""
        now = self._services.clock()
        standing = leases.renew(session, step.lease, now)
        trace = "".join(traceback.format_exception(error))
        if inbox.failed(session, step.event, trace, now):
            self._sorry(session, step.lease, step.event.id, step.state, now)
        return self._next(session, step.lease, standing, now)

    def interrupted(self, session: Session, step: Handle) -> Step:
        """An outage ended the turn: give the event back as if it had not been begun."""
        now = self._services.clock()
        leases.renew(session, step.lease, now)
        inbox.not_begun(session, step.event.id)
        leases.release(session, step.lease, now + timedelta(seconds=SOON))
        return Rest(step.lease, now + timedelta(seconds=SOON))

    def sent(self, session: Session, step: Deliver, result: Result) -> Step:
        """Note what came of a send, then go on."""
        now = self._services.clock()
        standing = leases.renew(session, step.lease, now)
        self._note(session, step, result, now)
        return self._next(session, step.lease, standing, now)

    def note(self, session: Session, step: Deliver, result: Result) -> None:
        """Note what came of a send whose lease went to somebody else meanwhile, and no more."""
        self._note(session, step, result, self._services.clock())

    def _note(self, session: Session, step: Deliver, result: Result, now: datetime) -> None:
        if isinstance(result, Sent):
            outbox.part_sent(session, step.message, result.platform_id, result.last, now)
        elif isinstance(result, PutOff):
            due_at = now + timedelta(seconds=result.seconds)
            outbox.try_again(session, step.message, due_at, counted=False)
        else:
            failures.settle(session, step.lease, step.message, result, self._services.counts, now)

    # -- what is next --------------------------------------------------------------------------

    def _next(self, session: Session, lease: Lease, standing: Standing, now: datetime) -> Step:
        """Take the next event, else the next reply, else let go. Events first: a colleague's
        message or an echo among them decides about the replies.
        """
        waiting = inbox.next_event(session, lease.conversation_id)
        while waiting and waiting.begun >= inbox.MAX_BEGUN:
            inbox.set_aside(session, waiting.id, "begun five times without an end", now)
            state = session.get_one(Conversation, lease.conversation_id).state
            self._sorry(session, lease, waiting.id, State.from_json(state), now)
            waiting = inbox.next_event(session, lease.conversation_id)
        due = [waiting.due_at or now] if waiting else []
        if waiting and due[0] <= now and not self._stopping():
            return self._handle(session, lease, inbox.begin(session, waiting))
        head = self._sendable(session, lease, standing, now)
        if head is not None:
            head_due = self._due(head, lease, now)
            if head_due <= now and not self._stopping():
                return Deliver(lease, self._begin(session, lease, head, now))
            due.append(head_due)
        next_due = min(due, default=None)
        leases.release(session, lease, next_due)
        return Rest(lease, next_due)

    def _handle(self, session: Session, lease: Lease, event: Event) -> Handle:
        conversation = session.get_one(Conversation, lease.conversation_id, populate_existing=True)
        person = self._services.snapshot(session, conversation)
        state = State.from_json(conversation.state)
        newer = flood.is_on(state, event.received_at) and self._newer_waits(session, lease, event)
        return Handle(lease, event, state, person, newer)

    def _newer_waits(self, session: Session, lease: Lease, event: Event) -> bool:
        """Whether the person did something more than this; an echo of ours is nothing more."""
        channel = self._services.channels[lease.channel]
        behind = inbox.behind(session, lease.conversation_id, event.id)
        return any(channel.parse(name, payload).kind in ACTS for name, payload in behind)

    def _sendable(
        self, session: Session, lease: Lease, standing: Standing, now: datetime
    ) -> Head | None:
        """Give the first reply that may go, settling those before it that may not."""
        while True:
            head = outbox.head(session, lease.conversation_id)
            if standing.erase_after is not None and (
                head is None or head.id > standing.erase_after
            ):
                erasure.erase_messages(session, lease.conversation_id, standing.erase_after)
            if head is None:
                return None
            refused = self._refused(session, lease, standing, head, now)
            if refused is None:
                return head
            status, why = refused
            outbox.settle_unsent(session, head.id, status, why)
            self._services.counts.add(status, lease.channel)

    def _refused(
        self, session: Session, lease: Lease, standing: Standing, head: Head, now: datetime
    ) -> tuple[str, str] | None:
        """Say why a reply may not go out (and what becomes of it), as things stand now."""
        if head.origin == outbox.HIDE:
            return None
        begun = head.parts_sent > 0
        silenced = head.origin in (outbox.BOT, outbox.COMMENT) and not begun
        if standing.human == "taken" and silenced:
            return outbox.DROPPED, "Đồng nghiệp đang trả lời người này."
        if head.origin == outbox.COMMENT:  # has a window of its own, which the platform minds
            return None
        window, conversation = self._services.channels[lease.channel].window, lease.conversation_id
        closed = windows.closed(
            session, window, conversation, standing, now, answers=head.inbox_id, begun=begun
        )
        return _UNSENT[closed] if closed else None

    def _due(self, head: Head, lease: Lease, now: datetime) -> datetime:
        """Give when the reply may go: its own time, or when the channel's gate opens."""
        wait = self._gate.wait(lease.channel, lease.account)
        opens = now if wait <= SOON else now + timedelta(seconds=wait)
        return max(head.due_at or now, opens)

    def _begin(self, session: Session, lease: Lease, head: Head, now: datetime) -> Message:
        if head.unknown:  # the platform may have taken it already
            self._services.counts.add("repeated", lease.channel)
        return outbox.begin(session, head.id, now)

    # -- keeping -------------------------------------------------------------------------------

    def _acted(
        self, session: Session, step: Handle, standing: Standing, state: State | None
    ) -> Standing:
        """The person wrote: the window opens from our receipt, and what was held may go."""
        what = {
            "of_conversation": step.lease.conversation_id,
            "new_state": state.to_json() if state else None,
            "received_at": step.event.received_at,
        }
        session.connection().execute(_ACTED, what)
        outbox.release_held(session, step.lease.conversation_id)
        return replace(standing, last_inbound_at=step.event.received_at, blocked_at=None)

    def _keep_state(self, session: Session, lease: Lease, state: State | None) -> None:
        new = state.to_json() if state else None
        what = {"of_conversation": lease.conversation_id, "new_state": new}
        session.connection().execute(_KEEP_STATE, what)

    def _reply(self, session: Session, step: Handle, outcome: Outcome, now: datetime) -> int:
        """Put the replies into the outbox and give the last one's id (0 when there is none)."""
        asked = any(isinstance(effect, HandOverAsked) for effect in outcome.effects)
        last = 0
        for reply in outcome.replies:
            origin = _origin(reply, asked)
            reply = with_leaflet(self._services, step.lease.channel, reply)
            last = outbox.add(
                session,
                step.lease.conversation_id,
                reply,
                now,
                origin=origin,
                inbox_id=step.event.id,
            )
        return last

    def _sorry(
        self, session: Session, lease: Lease, event_id: int, state: State, now: datetime
    ) -> None:
        """One apology for an event that is set aside; the form in which it failed is closed."""
        self._services.counts.add("dead", lease.channel, "inbox")
        self._keep_state(session, lease, state.without_form())
        text = TEXTS["apology"].format(hotline=self._services.office.hotline)
        outbox.add(session, lease.conversation_id, Reply(text), now, inbox_id=event_id)


def _origin(reply: Reply, asked: bool) -> str:
    """Say what a reply is to delivery; `asked`: it tells that a human was asked for."""
    if reply.comment_id:
        return outbox.HIDE if reply.hides else outbox.COMMENT
    return outbox.NOTICE if reply.notice or asked else outbox.BOT


_UNSENT = {
    Closed.BLOCKED: (outbox.DEAD, "Nền tảng không cho gửi tới người này."),
    Closed.LATE: (outbox.HELD, "Đã quá hạn nhắn của nền tảng: chờ người dân nhắn trước."),
    Closed.SPENT: (outbox.HELD, "Đã hết số tin miễn phí: chờ người dân nhắn trước."),
}
"""What becomes of a reply that may not go out, and why."""

_OURS = conversation_rows.c.id == bindparam("of_conversation")
_KEEP_STATE = update(conversation_rows).where(_OURS).values(state=bindparam("new_state"))
_ACTED = (
    update(conversation_rows)
    .where(_OURS)
    .values(
        state=bindparam("new_state"),
        last_inbound_at=bindparam("received_at"),
        blocked_at=None,
        blocked_reason=None,
    )
)
