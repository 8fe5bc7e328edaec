"""One send: in the platform's pace, with the account's token, its errors turned into what to do."""

import threading
import traceback

import structlog

from bot.channels.base import Accepted, Credentials
from bot.channels.errors import Do, SendError
from bot.delivery.errors import NoTokenError
from bot.delivery.gates import Gates
from bot.delivery.leases import Lease
from bot.delivery.outbox import Message
from bot.delivery.rates import Rates
from bot.delivery.results import Failed, PutOff, Result, Sent
from bot.delivery.services import Services
from bot.delivery.tokens import Tokens
from bot.delivery.uploads import Uploads

PAUSED = 30.0  # seconds until a paused channel is looked at again
SLOW = 1.0  # seconds after which a person is shown that the answer is coming
REFRESHING = 1.0  # seconds for which others wait while one process refreshes

log = structlog.get_logger()


class Sender:
    """Sends for all conversations of a process."""

    def __init__(self, services: Services, gates: Gates, rates: Rates, tokens: Tokens) -> None:
        self._services = services
        self._gates = gates
        self._rates = rates
        self._tokens = tokens
        self._uploads = Uploads(services)

    def send(self, lease: Lease, message: Message) -> Result:
        """Send the next part of a reply. Never raises for what a platform or a reply does.

        A picture that the platform does not have yet is uploaded instead: that is a step of its
        own, as long as a send, and the reply comes up again at once.
        """
        channel = self._services.channels[lease.channel]
        attachment = self._uploads.find(lease, message.reply)
        try:
            parts = channel.render(message.reply, lease.person, message.id, attachment or "")
        except Exception:
            return Failed(SendError(Do.DEAD, "render", traceback.format_exc()))
        if message.parts_sent >= len(parts):
            return Sent("", last=True)
        if not self._has_turn(lease):
            return PutOff(1.0)
        try:
            token = self._tokens.current(lease.channel, lease.account)
        except NoTokenError:
            return self._closed(lease, PAUSED)
        credentials = Credentials(lease.account, token)
        if attachment is None:
            return self._upload(lease, message, credentials)
        try:
            accepted = channel.send(parts[message.parts_sent], credentials)
        except SendError as error:
            return self._failed(lease, message, token, error)
        except Exception:
            log.exception("send failed in our own code", channel=lease.channel, outbox=message.id)
            return Failed(SendError(Do.RETRY, "internal", traceback.format_exc(), unknown=True))
        return self._accepted(lease, message, len(parts), accepted)

    def _upload(self, lease: Lease, message: Message, credentials: Credentials) -> Result:
        """Upload the picture. A passing fault says nothing of sends, so that no gate closes."""
        slow = threading.Timer(SLOW, self._show_typing, (lease, credentials))
        slow.daemon = True
        slow.start()
        try:
            self._uploads.upload(lease, message.reply, credentials, message.tries)
        except SendError as error:
            if error.do is Do.RETRY:
                return Failed(error)
            return self._failed(lease, message, credentials.access_token, error)
        finally:
            slow.cancel()
        return PutOff(0.0)

    def _show_typing(self, lease: Lease, credentials: Credentials) -> None:
        """The answer takes long: let the person see that it is coming. A failure harms nothing."""
        try:
            self._services.channels[lease.channel].show_typing(lease.person, credentials)
        except SendError as error:
            log.info("typing not shown", channel=lease.channel, code=error.code)

    def _has_turn(self, lease: Lease) -> bool:
        account = self._services.accounts.get((lease.channel, lease.account))
        rate = account.send_rate if account else 0
        wait = self._gates.wait(lease.channel, lease.account)
        return wait <= 0 and self._rates.take(lease.channel, lease.account, rate)

    def _accepted(self, lease: Lease, message: Message, parts: int, accepted: Accepted) -> Result:
        self._gates.worked(lease.channel, lease.account, accepted.usage)
        self._tokens.worked(lease.channel, lease.account)
        self._services.counts.add("sent", lease.channel)
        return Sent(accepted.platform_id, last=message.parts_sent + 1 >= parts)

    def _failed(self, lease: Lease, message: Message, token: str, error: SendError) -> Result:
        if error.do is Do.REFRESH:
            return self._refresh(lease, message, token, error)
        if error.do is Do.PAUSE_CHANNEL:
            self._services.counts.add("send-error", lease.channel, error.code)
            self._tokens.pause(lease.channel, lease.account, error.staff_text)
            return self._closed(lease, PAUSED)
        if error.do is Do.REUPLOAD:
            self._uploads.lost(lease, message.reply, message.tries)
        counted = True
        if error.do is Do.RETRY:
            counted = not self._gates.failed(lease.channel, lease.account)
            if error.retry_after:
                self._gates.close_for(lease.channel, lease.account, error.retry_after)
        return Failed(error, counted)

    def _refresh(self, lease: Lease, message: Message, token: str, error: SendError) -> Result:
        """Get another token and try again; one that is new and refused all the same is a fault."""
        self._services.counts.add("send-error", lease.channel, error.code)
        if self._tokens.is_fresh(lease.channel, lease.account, token):
            self._tokens.pause(lease.channel, lease.account, error.staff_text)
            return self._closed(lease, PAUSED)
        if self._tokens.refresh(lease.channel, lease.account, token):
            return PutOff(0.0)
        return self._closed(lease, REFRESHING)

    def _closed(self, lease: Lease, seconds: float) -> PutOff:
        self._gates.close_for(lease.channel, lease.account, seconds)
        return PutOff(seconds)
