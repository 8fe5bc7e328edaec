"""Telling staff: the sweep tells the next level, then each person gets one message by one way.

The ways are web push and the linked conversation, in the order that the person chose. A message
into a conversation takes the outbox like any other, within the platform's window; what the platform
does not take in time goes by the other way, and when none is left the next level is told.
"""

import os
import socket
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.conversation.messages import Reply
from bot.delivery import inbox, outbox
from bot.delivery.drain import OUTAGES
from bot.delivery.notice_words import Words, compose
from bot.delivery.pushing import Answers, Pusher
from bot.delivery.services import Services
from bot.delivery.sweep import take_duty
from bot.hours import parse_hours
from bot.leads import addresses, matters, notices, sessions
from bot.leads.addresses import CHAT, NOBODY, PUSH
from bot.leads.matters import Patience
from bot.leads.notices import Claim
from bot.push.client import Target
from bot.settings import Settings
from bot.storage.models import OutboxMessage
from bot.storage.notices import NoticeAddress, PushDevice, StaffNotice
from bot.storage.outreach import User

EVERY = 2.0  # seconds
OVERDUE_EVERY = timedelta(minutes=5)
LOOK_AGAIN = timedelta(seconds=15)  # until we see what became of a message in the outbox
OUTBOX_PATIENCE = timedelta(minutes=10)  # for which a message may wait in the outbox

log = structlog.get_logger()


@dataclass(frozen=True)
class Pushing:
    """A message that goes to a person's devices now: the notices it settles, device → target."""

    claim: Claim
    words: Words
    targets: Sequence[tuple[int, Target]]


class Notices:
    """Tells staff, in one thread of every engine process."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._patience = patience(services.settings)
        self._pusher = Pusher(services)
        self._overdue_at: datetime | None = None
        self._holder = f"{socket.gethostname()}:{os.getpid()}"[-80:]

    def run(self, stop: threading.Event) -> None:
        """Tell what is due until `stop` is set."""
        while not stop.wait(EVERY):
            try:
                self.once(stop.is_set)
            except OUTAGES as error:
                log.warning("notices failed", error=type(error).__name__)
            except Exception:  # a mistake of ours with one matter must not end all telling
                log.exception("notices failed in our own code")

    def once(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Tell all that is due now. Gives how many messages were made of it."""
        write, hours = self._services.database.write, self._patience.hours
        now = self._services.clock()
        self._look_for_overdue(now)
        with self._services.database.read() as session:
            moves = matters.has_due(session, hours, now)
        while moves and not stopping():
            moves = write(lambda session: matters.advance(session, self._patience, now)) > 0
        sent = 0
        while not stopping() and self._send_next(self._services.clock()):
            sent += 1
        return sent

    def _look_for_overdue(self, now: datetime) -> None:
        """Every few minutes one process of all makes matters of what is overdue."""
        is_early = self._overdue_at is not None and now < self._overdue_at
        if is_early or not self._patience.hours.is_open(now):
            return
        self._overdue_at = now + OVERDUE_EVERY

        def look(session: Session) -> int:
            until = now + OVERDUE_EVERY / 2
            if not take_duty(session, "overdue", self._holder, now, until):
                return 0
            return matters.find_overdue(session, now)

        if self._services.database.write(look) >= matters.BATCH:
            self._overdue_at = now

    def _send_next(self, now: datetime) -> bool:
        with self._services.database.read() as session:
            if not notices.has_due(session, self._patience.hours, now):
                return False
        write = self._services.database.write
        claim, pushing = write(lambda session: self._begin(session, now))
        if pushing is not None:
            answers = self._pusher.push(pushing.words, pushing.targets, now)
            write(lambda session: self._pushed(session, pushing, answers, now))
        return claim is not None

    def _begin(self, session: Session, now: datetime) -> tuple[Claim | None, Pushing | None]:
        """Claim a person's notices, settle those that need no message, choose the way of each."""
        claim = notices.claim(session, self._patience.hours, now)
        if claim is None:
            return None, None
        told = notices.claimed(session, claim)
        settled = matters.settled_among(session, {notice.matter_id for notice in told})
        waiting = [n for n in told if self._needs_message(session, n, settled, now)]
        address = addresses.address_of(session, claim.user_id)
        devices = addresses.devices_of(session, claim.user_id)
        has_left = sessions.has_left(session, session.get_one(User, claim.user_id), now)
        by_way: dict[str, list[StaffNotice]] = {PUSH: [], CHAT: []}
        for notice in waiting:
            way = None if has_left else self._way(notice, address, devices)
            if way is None:
                self._give_up(session, notice, has_left, now)
            else:
                by_way[way].append(notice)
        if by_way[CHAT]:
            self._into_outbox(session, address, by_way[CHAT], now)
        if not by_way[PUSH]:
            return claim, None
        targets = [(d.id, Target(d.endpoint, d.public_key, d.secret)) for d in devices]
        return claim, Pushing(claim, compose(by_way[PUSH]), targets)

    def _needs_message(
        self, session: Session, notice: StaffNotice, settled: Collection[int], now: datetime
    ) -> bool:
        """See to a notice that is in the outbox, or about which somebody acted meanwhile."""
        if notice.status == notices.QUEUED:
            self._look_into_outbox(session, notice, now)
            return False
        if notice.matter_id in settled:
            notices.settle(notice, notices.DONE, now)
            return False
        return True

    def _look_into_outbox(self, session: Session, notice: StaffNotice, now: datetime) -> None:
        """See what became of the message; one that will not go is withdrawn for another way."""
        row = session.get(OutboxMessage, notice.outbox_id, with_for_update=True)
        status = row.status if row else outbox.DROPPED
        if status == outbox.SENT:
            self._count(notices.SENT)
            notices.settle(notice, notices.SENT, now, via=CHAT)
            return
        is_patient = row is not None and now - row.created_at < OUTBOX_PATIENCE
        if status == outbox.SENDING or (status == outbox.WAITING and is_patient):
            notices.look_again(notice, now + LOOK_AGAIN)
            return
        if row is not None and status in (outbox.WAITING, outbox.HELD):
            outbox.settle_unsent(session, row.id, outbox.DROPPED, "Đã báo bằng cách khác.")
        why = (row.error if row else None) or "Nền tảng chưa nhận tin."
        notices.failed(notice, CHAT, now, why)

    def _way(
        self, notice: StaffNotice, address: NoticeAddress, devices: Sequence[PushDevice]
    ) -> str | None:
        """Give the first way that is open and was not tried in vain."""
        talk = address.conversation
        may_talk = talk is not None and talk.stopped_at is None and talk.blocked_at is None
        is_open = {
            PUSH: bool(devices),
            CHAT: may_talk and talk is not None and talk.channel in self._services.channels,
        }
        wants_none = address.prefers == NOBODY and notice.matter.kind != matters.TEST
        if wants_none:
            return None
        order = (CHAT, PUSH) if address.prefers == CHAT else (PUSH, CHAT)
        return next((way for way in order if is_open[way] and way not in notice.failed), None)

    def _give_up(
        self, session: Session, notice: StaffNotice, has_left: bool, now: datetime
    ) -> None:
        """No way is left. Who never had one may still look by themselves: the time runs on."""
        is_lost = notice.failed or has_left
        status = notices.DEAD if is_lost else notices.UNREACHABLE
        self._count(status)
        notices.settle(notice, status, now, why=notice.error or "")
        session.flush()
        if status == notices.DEAD:
            notices.hurry_next_level(session, notice.matter, now)

    def _into_outbox(
        self,
        session: Session,
        address: NoticeAddress,
        told: Sequence[StaffNotice],
        now: datetime,
    ) -> None:
        assert address.conversation_id is not None
        text = compose(told).as_chat(self._services.settings.public_url)
        row = outbox.add(session, address.conversation_id, Reply(text), now, origin=outbox.NOTICE)
        inbox.make_due(session, [address.conversation_id], now)
        for notice in told:
            notices.queue(notice, row, now + LOOK_AGAIN)

    def _pushed(self, session: Session, pushing: Pushing, answers: Answers, now: datetime) -> None:
        """Note what came of it: sent, again later, or by another way."""
        for device_id in answers.gone:
            addresses.remove_device(session, pushing.claim.user_id, device_id)
        session.execute(
            update(PushDevice).where(PushDevice.id.in_(answers.took)).values(worked_at=now)
        )
        for notice in notices.claimed(session, pushing.claim):
            if answers.took:
                self._count(notices.SENT)
                notices.settle(notice, notices.SENT, now, via=PUSH)
            elif not answers.later or not notices.try_again(
                notice, self._patience.hours, now, answers.why, answers.after
            ):
                notices.failed(notice, PUSH, now, answers.why)

    def _count(self, status: str) -> None:
        self._services.counts.add("notice", label=status)


def patience(settings: Settings) -> Patience:
    """Give the hours and waiting times of the settings."""
    return Patience(
        parse_hours(settings.notify_hours),
        timedelta(hours=settings.notify_leader_hours),
        timedelta(hours=settings.notify_office_hours),
    )
