"""The web chat as a deployment has it: database, engine threads, web server."""

import re
import threading
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.channels.base import Channels
from bot.channels.webchat.channel import WebchatChannel
from bot.conversation.messages import Choice, Reply
from bot.conversation.turn import Office, Outcome, Turn
from bot.delivery.drain import Drain
from bot.delivery.engine import Engine
from bot.delivery.receiver import Receiver
from bot.delivery.services import Services
from bot.law.loading import load
from bot.leads import effects
from bot.leads.snapshot import snapshot
from bot.pictures.studio import Studio
from bot.settings import SETTINGS, Settings
from bot.storage.database import Database
from bot.web.chat import chat
from bot.web.files import files
from tests.compiled import share_templates
from tests.web_server import WebServer

OFFICE = Office(
    "Bảo hiểm xã hội thành phố Đà Nẵng",
    "1900 9068",
    "",
    "T2-T6 07:30-11:30 13:30-17:00",
    "Thành phố Đà Nẵng",
)
OURS = {"X-Requested-With": "webchat"}


class Repeater:
    """Says again what it hears, with two buttons."""

    def handle(self, turn: Turn) -> Outcome:
        said = turn.inbound.payload or turn.inbound.text
        choices = (Choice("Xem thêm", "#faq what-is full"), Choice("Gặp cán bộ", "#human"))
        return Outcome(turn.state, (Reply(f"Nghe: {said}", choices),))


class ChatSite:
    """One deployment with the web chat alone."""

    def __init__(self, database: Database, handler: Any = None, **settings: Any) -> None:
        values = {row.name: row.kind(row.default) for row in SETTINGS}
        values |= {"SECRET_KEY": "a secret for tests"} | settings
        self.database = database
        self.services = Services(
            database=database,
            channels=Channels({"webchat": WebchatChannel()}),
            handler=handler or Repeater(),
            snapshot=snapshot,
            apply_effect=effects.apply,
            parameters=lambda now: load(),
            office=OFFICE,
            settings=Settings(values),
            pictures=Studio(load, OFFICE, values["SECRET_KEY"], ""),
        )
        self._engine = Engine("", "a secret for tests", self.services.counts)
        self.receiver = Receiver(self.services, self._engine)
        self.app = Flask("bot.web", static_folder="static", static_url_path="/static")
        share_templates(self.app)
        self.app.register_blueprint(chat(self.services, self.receiver))
        self.app.register_blueprint(files(self.services))
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._server: WebServer | None = None

    def work(self) -> "ChatSite":
        """Start answering, also what was written before."""
        drain = Drain(self.services, self._stop)
        self._run(
            lambda: self._engine.run(drain.run, self.services.channels.by_name, 2, self._stop)
        )
        return self

    def serve(self) -> str:
        """Serve on a free port of this machine and give the address."""
        self._server = WebServer(self.app)
        return self._server.url

    def close(self) -> None:
        self._stop.set()
        if self._server:
            self._server.close()
        for thread in self._threads:
            thread.join(10)

    def visitor(self) -> "Visitor":
        return Visitor(self.app.test_client())

    def _run(self, target: Any) -> None:
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        self._threads.append(thread)


class Visitor:
    """A browser without a screen: keeps its cookie and knows its conversation."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.sent = 0
        self.page = client.get("/")
        found = re.search(r'data-chat="([0-9a-f]+)"', self.page.text)
        assert found
        self.chat = found[1]

    def write(self, text: str, **more: Any) -> TestResponse:
        self.sent += 1
        body = {"id": f"message-{self.sent:04}", "text": text, "chat": self.chat, **more}
        return self.client.post("/chat/messages", json=body, headers=OURS)

    def news(self, after: str = "") -> Any:
        return self.client.get(f"/chat/messages?after={after}").json

    def texts(self) -> list[str]:
        return [message["text"] for message in self.news()["messages"]]
