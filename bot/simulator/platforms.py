"""The simulator as a whole: one server that plays both platforms."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import requests

from bot.simulator.accounts import MessengerPage, ZaloAccount
from bot.simulator.control import Control
from bot.simulator.faults import Faults
from bot.simulator.messenger.api import GraphApi
from bot.simulator.messenger.events import Event as MessengerEvent
from bot.simulator.messenger.events import MessengerEvents
from bot.simulator.play import PlayPage
from bot.simulator.server import Server
from bot.simulator.webhooks import BackgroundSender, Sender
from bot.simulator.wire import Answer, Request, json_answer
from bot.simulator.world import MESSENGER, ZALO, Sent, World
from bot.simulator.zalo.api import ZaloApi
from bot.simulator.zalo.events import Event as ZaloEvent
from bot.simulator.zalo.events import ZaloEvents
from bot.simulator.zalo.tokens import Tokens


class SimulatedPlatforms:
    """Zalo and Messenger on one loopback port; a context manager.

    `zalo` and `messenger` build webhook events; `send_zalo` and `send_messenger` sign them, note
    the act (it opens the window) and post them to the product. With `echo` every accepted send
    comes back as the platform's own report, with `receipts` also as delivered and read.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        zalo: ZaloAccount | None = None,
        messenger: MessengerPage | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        echo: bool = False,
        receipts: bool = False,
        plain_http_base: str = "",
        seed: int = 0,
    ) -> None:
        self.zalo_account = zalo or ZaloAccount()
        self.messenger_page = messenger or MessengerPage()
        self.world = World(clock=clock, plain_http_base=plain_http_base)
        self.faults = Faults(seed)
        self.echo, self.receipts = echo, receipts
        self.bot_url = ""
        self.zalo = ZaloEvents(self.zalo_account, self.world)
        self.messenger = MessengerEvents(self.messenger_page, self.world)
        self.tokens = Tokens(self.zalo_account, self.world.now)
        self._zalo_api = ZaloApi(self.zalo_account.oa_id, self.world, self.tokens, self._report)
        self.graph = GraphApi(self.messenger_page, self.world, self._report)
        self._control = Control(self)
        self._page = PlayPage(self)
        self._sender = Sender()
        self.background = BackgroundSender(self._sender)
        self._server = Server(self._respond, host, port)

    @property
    def base_url(self) -> str:
        return self._server.base_url

    def start(self) -> str:
        """Listen; the base address of both platforms, and of `/play` and `/_control/`."""
        self.background.start()
        return self._server.start()

    def stop(self) -> None:
        self.background.stop()
        self._server.stop()
        self._sender.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def environment(self) -> dict[str, str]:
        """The product's settings that make it talk to this simulator."""
        zalo, page, base = self.zalo_account, self.messenger_page, self.base_url
        return {
            "ZALO_OA_ID": zalo.oa_id,
            "ZALO_APP_ID": zalo.app_id,
            "ZALO_APP_SECRET": zalo.app_secret,
            "ZALO_OA_SECRET_KEY": zalo.oa_secret_key,
            "ZALO_ACCESS_TOKEN": self.tokens.access_token,
            "ZALO_REFRESH_TOKEN": self.tokens.refresh_token,
            "ZALO_API_BASE": base,
            "ZALO_OAUTH_BASE": base,
            "ZALO_BUSINESS_BASE": base,
            "MESSENGER_PAGE_ID": page.page_id,
            "MESSENGER_APP_ID": page.app_id,
            "MESSENGER_APP_SECRET": page.app_secret,
            "MESSENGER_PAGE_TOKEN": page.page_token,
            "MESSENGER_VERIFY_TOKEN": page.verify_token,
            "MESSENGER_GRAPH_BASE": base,
        }

    def connect(self, bot_url: str) -> None:
        """Where the product listens: its webhooks are below `/webhooks/`."""
        self.bot_url = bot_url.rstrip("/")

    def send_zalo(self, event: ZaloEvent) -> requests.Response:
        self.zalo.note(event)
        return self._sender.post(f"{self.bot_url}/webhooks/zalo", self.zalo.signed(event))

    def send_messenger(self, *events: MessengerEvent) -> requests.Response:
        """Post `messaging[]` items (and `changes[]` items) as one body."""
        self.messenger.note(*events)
        body = self.messenger.body(
            [event for event in events if "field" not in event],
            changes=[event for event in events if "field" in event],
        )
        return self._sender.post(f"{self.bot_url}/webhooks/messenger", self.messenger.signed(body))

    def sent(self, platform: str = "", person: str = "", after: int = 0) -> list[Sent]:
        """What was accepted, in order; `after` is the sequence number last seen."""
        with self.world.lock:
            return [
                item
                for item in self.world.sent
                if item.sequence > after
                and platform in ("", item.platform)
                and person in ("", item.person)
            ]

    def block(self, platform: str, person: str, code: int = 0, subcode: int = 0) -> None:
        """Refuse every send to this person; without a code as if they blocked the account."""
        usual = (-217, 0) if platform == ZALO else (551, 1545041)
        self.world.person(platform, person).refusal = (code, subcode) if code else usual

    def unblock(self, platform: str, person: str) -> None:
        self.world.person(platform, person).refusal = None

    def expire_token(self, platform: str) -> None:
        """Zalo's access token runs out (a refresh mends it); the Page's until `renew_token`."""
        if platform == ZALO:
            self.tokens.expire_access()
        else:
            self.graph.expire_token()

    def reset(self) -> None:
        """Forget people, messages, refusals and faults; tokens and addresses stay."""
        self.world.reset()
        self.faults.clear()
        self.graph.renew_token()

    def _respond(self, request: Request) -> Answer:
        if request.path.startswith("/_control/"):
            return self._control.respond(request)
        if request.path == "/" or request.path.startswith("/play"):
            return self._page.respond(request)
        if ZaloApi.owns(request.path):
            return self._faulty(ZALO, self._zalo_api, request)
        if GraphApi.owns(request.path):
            return self._faulty(MESSENGER, self.graph, request)
        return json_answer({"error": "no such path"}, 404)

    def _faulty(self, platform: str, api: ZaloApi | GraphApi, request: Request) -> Answer:
        fault = self.faults.strike(platform, request.path, api.person_of(request))
        if fault is None:
            return api.respond(request)
        answer = api.respond(request) if fault.carries_out else Answer(fault.status)
        if fault.do == "status":
            answer = Answer(fault.status, b"Injected fault", "text/plain", fault.headers)
        elif fault.do == "error":
            told = api.error(fault.code, fault.message, fault.subcode)
            answer = Answer(told.status, told.body, told.content_type, fault.headers)
        if not fault.carries_out:
            self.world.refuse(
                platform,
                request.path,
                api.person_of(request),
                fault.code or fault.status,
                fault.subcode,
                f"injected: {fault.do}",
            )
        return answer.in_manner(fault.manner)

    def _report(self, sent: Sent) -> None:
        """Queue the platform's own reports of a message just accepted."""
        if not self.bot_url or not (self.echo or self.receipts):
            return
        if sent.platform == ZALO:
            events: list[Any] = [self.zalo.echo(sent)] if self.echo else []
            if self.receipts:
                events.append(self.zalo.received(sent.person, sent.message_id))
                events.append(self.zalo.seen(sent.person, [sent.message_id]))
            for event in events:
                url = f"{self.bot_url}/webhooks/zalo"
                self.background.put(url, self.zalo.signed(event))
            return
        items = [self.messenger.echo(sent)] if self.echo else []
        if self.receipts:
            items.append(self.messenger.delivery(sent.person, [sent.message_id]))
            items.append(self.messenger.read(sent.person))
        for item in items:
            url = f"{self.bot_url}/webhooks/messenger"
            self.background.put(url, self.messenger.signed(self.messenger.body([item])))
