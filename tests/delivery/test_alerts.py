"""Operators hear of what they must mend: a row, a log, a count, a mail; once."""

import socketserver
import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.delivery import alerts
from bot.delivery.counts import Counts
from bot.storage.models import DeliveryCount
from tests.delivery.world import World
from tests.services import free_port


class MailServer(socketserver.ThreadingTCPServer):
    """As little of SMTP as it takes to receive a mail."""

    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), MailHandler)
        self.mails: list[str] = []


class MailHandler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        for line in self.rfile:
            word = line.split(b" ")[0].strip().upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(b"".join(lines).decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def opened(world: World) -> list[str]:
    with world.database.read() as session:
        return [alert.message for alert in alerts.open_alerts(session)]


def test_an_alert_is_opened_once_and_closed(world: World, capsys) -> None:
    for _ in range(3):
        alerts.raise_alert(world.services, "zalo a", "Hãy cấp quyền lại")
    assert opened(world) == ["Hãy cấp quyền lại"]
    assert capsys.readouterr().out.count("Hãy cấp quyền lại") == 1
    alerts.close_alert(world.services, "zalo a")
    assert opened(world) == []
    alerts.raise_alert(world.services, "zalo a", "Lại nữa")
    assert opened(world) == ["Lại nữa"]


def test_an_alert_is_mailed(make_world, mail_server: MailServer) -> None:
    values = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mail_server.server_address[1],
        "smtp_from": "bot@example.vn",
        "smtp_to": "admin@example.vn",
    }
    world = make_world(values=values)
    alerts.raise_alert(world.services, "zalo a", "Run setup zalo")
    (mail,) = mail_server.mails
    assert "To: admin@example.vn" in mail
    assert "Run setup zalo" in mail


def test_a_mail_server_that_is_away_harms_nothing(make_world) -> None:
    values = {"smtp_host": "127.0.0.1", "smtp_port": free_port(), "smtp_to": "a@example.vn"}
    world = make_world(values=values)
    alerts.raise_alert(world.services, "zalo a", "Hãy cấp quyền lại")
    assert opened(world) == ["Hãy cấp quyền lại"]


def counted(world: World) -> dict[str, int]:
    with world.database.read() as session:
        rows = session.scalars(select(DeliveryCount))
        return {f"{row.name}/{row.channel}/{row.label}": row.count for row in rows}


def test_counts_of_several_processes_add_up(world: World) -> None:
    for _ in range(2):
        process = Counts()
        process.add("sent", "zalo")
        process.add("sent", "zalo", by=2)
        process.add("send-error", "zalo", "-216")
        process.flush(world.database)
        process.flush(world.database)  # nothing new: nothing added
    assert counted(world) == {"sent/zalo/": 6, "send-error/zalo/-216": 2}


def test_counts_outlast_an_outage(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = Counts()
    counts.add("sent", "zalo")

    def away(change: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(world.database, "write", away)
        with pytest.raises(OperationalError):
            counts.flush(world.database)
    counts.flush(world.database)
    assert counted(world) == {"sent/zalo/": 1}
