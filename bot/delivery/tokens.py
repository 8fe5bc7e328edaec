"""Access tokens: a chain in the database, of which the environment only gives the first link.

A refresh token works once. So one process at a time refreshes (a lease in the account's row), and
the successor is stored before anybody uses it. What the protocol cannot give: a crash between the
platform's answer and our commit loses the chain; then the channel pauses and the alert says what
to do.
"""

import threading
import time
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.errors import Do, SendError
from bot.delivery import alerts, token_rows
from bot.delivery.errors import NoTokenError
from bot.delivery.services import NewTokens, Services
from bot.delivery.token_rows import Chain
from bot.storage.errors import BusyError

CACHE = 1.0  # seconds for which a process trusts what it read
AHEAD = timedelta(hours=2)  # a token is refreshed so long before it ends
FRESH = 60.0  # seconds; a token that is refused so soon will not get better
PROBE = timedelta(minutes=15)  # a paused channel is tried again so often
STORE_FOR = 60.0  # seconds for which storing a successor is tried again

log = structlog.get_logger()


class Tokens:
    """The tokens of one process's accounts."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._cache: dict[tuple[str, str], tuple[float, Chain]] = {}
        self._given: dict[tuple[str, str], tuple[str, float]] = {}

    def seed(self) -> None:
        """Start the chains from the environment, where it is new or its value was changed."""
        for account in self._services.accounts.values():
            if account.access_token or account.refresh_token:
                self._services.database.write(partial(token_rows.seed, account=account))
        self._forget()

    def current(self, channel: str, account: str) -> str:
        """Give the access token; "" for a channel without any.

        Raises NoTokenError when the account is paused or has no token.
        """
        if (channel, account) not in self._services.accounts:
            return ""
        chain = self._chain(channel, account)
        if chain is None or not chain.access_token:
            raise NoTokenError(f"no token for {channel} {account}")
        if chain.paused_at is not None and not self._may_probe(channel, account, chain):
            raise NoTokenError(f"{channel} {account} is paused")
        return chain.access_token

    def refresh_due(self) -> None:
        """Refresh ahead of time every token that ends soon."""
        for (channel, account), settings in self._services.accounts.items():
            chain = self._chain(channel, account) if settings.refresh else None
            if chain is None or not chain.refresh_token or chain.expires_at is None:
                continue
            if chain.expires_at - self._services.clock() < AHEAD:
                self.refresh(channel, account, chain.access_token)

    def refresh(self, channel: str, account: str, used: str) -> bool:
        """See to it that there is another token than `used`. False when there is none (yet).

        One process of all calls the platform; the others find its result in the database.
        """
        self._forget()
        chain = self._chain(channel, account)
        settings = self._services.accounts[channel, account]
        if chain is None:
            return False
        if chain.access_token != used:
            return True
        if settings.refresh is None or not chain.refresh_token:
            self.pause(channel, account, "Mã truy cập không còn hiệu lực và không thể tự gia hạn.")
            return False
        if not self._take_lease(chain.id):
            return False
        try:
            return self._refresh(channel, account, used)
        finally:
            self._services.database.write(lambda session: token_rows.free(session, chain.id))
            self._forget()

    def is_fresh(self, channel: str, account: str, token: str) -> bool:
        """Tell whether the platform gave this token less than a minute ago."""
        with self._lock:
            given = self._given.get((channel, account))
        return given is not None and given[0] == token and time.monotonic() - given[1] < FRESH

    def pause(self, channel: str, account: str, reason: str) -> None:
        """Stop sending for the account and tell the operators why."""
        now = self._services.clock()
        self._services.database.write(
            lambda session: token_rows.pause(session, channel, account, reason, now)
        )
        self._forget()
        alerts.raise_alert(self._services, f"{channel} {account}", reason)

    def worked(self, channel: str, account: str) -> None:
        """A send was accepted: a pause is over."""
        chain = self._cached(channel, account)
        if chain is None or chain.paused_at is None:
            return
        self._services.database.write(lambda session: token_rows.resume(session, chain.id))
        self._forget()
        alerts.close_alert(self._services, f"{channel} {account}")

    # -- the refresh ---------------------------------------------------------------------------

    def _refresh(self, channel: str, account: str, used: str) -> bool:
        """Call the platform under the lease, unless another process just did."""
        self._forget()
        chain = self._chain(channel, account)
        refresh = self._services.accounts[channel, account].refresh
        if chain is None or refresh is None:
            return False
        if chain.access_token != used:
            return True
        try:
            new = refresh(chain.refresh_token)
        except SendError as error:
            return self._refused(channel, account, used, error)
        self._store(chain.id, new)
        with self._lock:
            self._given[channel, account] = (new.access_token, time.monotonic())
        log.info("token refreshed", channel=channel, account=account)
        self._services.counts.add("token-refreshed", channel)
        alerts.close_alert(self._services, f"{channel} {account}")
        return True

    def _refused(self, channel: str, account: str, used: str, error: SendError) -> bool:
        """A refused refresh token may have been used by a process whose lease ran out meanwhile."""
        self._services.counts.add("send-error", channel, error.code)
        if error.do is Do.RETRY:
            log.warning("token refresh failed", channel=channel, code=error.code)
            return False
        self._forget()
        chain = self._chain(channel, account)
        if chain is not None and chain.access_token != used:
            return True
        self.pause(channel, account, error.staff_text)
        return False

    def _store(self, account_id: int, new: NewTokens) -> None:
        """Store the successor; it exists nowhere else, so a passing fault is outlasted."""
        ends = time.monotonic() + STORE_FOR
        expires_at = self._services.clock() + timedelta(seconds=int(new.expires_in))
        while True:
            try:
                self._services.database.write(
                    lambda session: token_rows.store(session, account_id, new, expires_at)
                )
            except (OperationalError, BusyError):
                if time.monotonic() > ends:
                    raise
                time.sleep(0.2)
            else:
                return

    def _take_lease(self, account_id: int) -> bool:
        now = self._services.clock()
        return self._services.database.write(
            lambda session: token_rows.lease(session, account_id, now)
        )

    # -- reading -------------------------------------------------------------------------------

    def _chain(self, channel: str, account: str) -> Chain | None:
        chain = self._cached(channel, account)
        if chain is None:
            with self._services.database.read() as session:
                chain = token_rows.read(session, channel, account)
            if chain is not None:
                with self._lock:
                    self._cache[channel, account] = (time.monotonic(), chain)
        return chain

    def _cached(self, channel: str, account: str) -> Chain | None:
        with self._lock:
            read_at, chain = self._cache.get((channel, account), (0.0, None))
        return chain if time.monotonic() - read_at < CACHE else None

    def _forget(self) -> None:
        with self._lock:
            self._cache.clear()

    def _may_probe(self, channel: str, account: str, chain: Chain) -> bool:
        """Let one send of all processes through a pause from time to time."""
        now = self._services.clock()
        if chain.paused_at is None or now - chain.paused_at < PROBE:
            return False
        return self._services.database.write(lambda session: token_rows.probe(session, chain, now))


def store_tokens(
    session: Session, channel: str, account: str, new: NewTokens, now: datetime
) -> None:
    """Start a chain from an authorisation (`setup zalo`); it lifts a pause."""
    account_id = token_rows.open_account(session, channel, account)
    expires_at = now + timedelta(seconds=int(new.expires_in))
    token_rows.store(session, account_id, new, expires_at)
