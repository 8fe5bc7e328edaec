"""An office at work: a database, the staff's pages, people who write."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bot.channels import typed
from bot.channels.base import Channels
from bot.channels.webchat.channel import WebchatChannel
from bot.channels.zalo.channel import ZaloChannel
from bot.console import console
from bot.conversation.effects import ConsentGiven, Effect, HandOverAsked, LeadLeft
from bot.conversation.turn import Office, Outcome, Turn
from bot.delivery.engine import NoWaker
from bot.delivery.receiver import Receiver
from bot.delivery.services import Services
from bot.law.loading import load
from bot.leads import accounts, effects, organisations, passwords, teams, units
from bot.leads.organisations import Place
from bot.leads.snapshot import snapshot
from bot.settings import ROOT, SETTINGS, Settings
from bot.storage.database import Database
from bot.storage.models import Conversation
from bot.storage.outreach import AuditEntry, Lead, Team
from tests.compiled import share_templates
from tests.web_server import WebServer

PASSWORD = "mat-khau-thu-nghiem"
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # 9 o'clock in Vietnam
CONSENT = ConsentGiven("2026-11")
TOKEN = r'name="csrf_token" value="([^"]+)"'


class Silent:
    """The bot has nothing to say in these tests."""

    def handle(self, turn: Turn) -> Outcome:
        return Outcome(turn.state)


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class OfficeAtWork:
    database: Database
    clock: Any = field(default_factory=Clock)
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        values = {row.name: row.kind(row.default) for row in SETTINGS}
        values |= {"SECRET_KEY": "a secret for tests"} | self.settings
        zalo = ZaloChannel(app_id="1", oa_secret_key="k", api_base="http://127.0.0.1:9")
        self.services = Services(
            database=self.database,
            channels=Channels({"webchat": WebchatChannel(), "zalo": zalo}),
            handler=Silent(),
            snapshot=snapshot,
            apply_effect=effects.apply,
            parameters=lambda now: load(),
            office=Office("BHXH", "1900 9068", "", "24/7", ""),
            settings=Settings(values),
            clock=self.clock,
        )
        self.app = Flask("bot", static_folder=str(ROOT / "bot" / "web" / "static"))
        share_templates(self.app)
        self.app.config["SECRET_KEY"] = "a secret for tests"
        self.app.register_blueprint(console(self.services, NoWaker()))
        self._server: WebServer | None = None

    # -- what is there -----------------------------------------------------------------------

    def begin(self) -> None:
        """An administrator and a team with a member."""
        self.user("sep")
        self.user("hoa", "member", self.team("tan-thanh", "Phường Tân Thạnh"))

    def team(self, code: str, *wards: str) -> int:
        now = self.clock()
        return self.database.write(
            lambda session: teams.create_team(session, code, f"Tổ {code}", wards, now).id
        )

    def user(self, name: str, role: str = "admin", team: int | None = None, **belongs: Any) -> int:
        hashed = passwords.hash_password(PASSWORD)

        def make(session: Any) -> int:
            mine = session.get(Team, team) if team else None
            user = accounts.create_user(
                session, name, hashed, role, self.clock(), full_name=f"Cán bộ {name}", team=mine
            )
            organisations.settle(session, user, Place(**belongs), "sep", self.clock())
            return user.id

        return self.database.write(make)

    def tree(self) -> None:
        """The first start: the root of the tree is there."""
        units.ensure_tree(self.database, self.services.settings, self.clock())

    def unit(self, name: str, *wards: str) -> int:
        """A local office with its wards."""

        def make(session: Any) -> int:
            made = units.create_office(session, name, self.clock())
            units.put_under(session, made.id, wards, self.clock())
            return made.id

        return self.database.write(make)

    def organisation(self, name: str, *teams: int) -> int:
        """A collecting organisation to which teams belong."""

        def make(session: Any) -> int:
            made = organisations.create(session, name, self.clock())
            for team in teams:
                mine = session.get_one(Team, team)
                organisations.give_team(session, mine, made.id, None, self.clock())
            return made.id

        return self.database.write(make)

    def conversation(self, person: str = "one", channel: str = "webchat") -> int:
        def make(session: Any) -> int:
            known = session.scalar(
                select(Conversation.id).where(
                    Conversation.channel == channel, Conversation.person == person
                )
            )
            if known:
                return int(known)
            row = Conversation(
                channel=channel,
                account=channel,
                person=person,
                created_at=self.clock(),
                last_inbound_at=self.clock(),
            )
            session.add(row)
            session.flush()
            return row.id

        return self.database.write(make)

    def says(self, person: str, text: str) -> int:
        """A person writes in the web chat; gives the conversation."""
        number = self.conversation(person)
        event = typed.event(account="webchat", person=person, text=text, now=self.clock())
        Receiver(self.services, NoWaker()).accept("webchat", [event])
        return number

    def apply(self, number: int, *what: Effect) -> None:
        def change(session: Any) -> None:
            for effect in what:
                effects.apply(session, session.get_one(Conversation, number), effect, self.clock())

        self.database.write(change)

    def lead(
        self, name: str = "Đặng Thị Bé", phone: str = "+84905123456", person: str = "", **more: Any
    ) -> str:
        """A person leaves a lead; gives its code."""
        number = self.conversation(person or f"{name} {phone}")
        self.apply(number, LeadLeft(name=name, phone=phone, consent=CONSENT, **more))
        with self.database.read() as session:
            last = session.scalars(select(Lead).order_by(Lead.id.desc())).first()
            assert last
            return last.code

    def asks_for_a_human(self, person: str, *texts: str, urgent: bool = False) -> int:
        for text in texts or ("Cho gặp cán bộ",):
            number = self.says(person, text)
        self.apply(number, HandOverAsked("muốn gặp cán bộ", urgent=urgent))
        return number

    def audit(self, action: str) -> list[AuditEntry]:
        with self.database.read() as session:
            found = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
            return list(session.scalars(found))

    # -- who comes ---------------------------------------------------------------------------

    def visitor(self) -> "Desk":
        return Desk(self.app.test_client())

    def staff(self, name: str) -> "Desk":
        desk = self.visitor()
        answer = desk.sign_in(name)
        assert answer.status_code == 302, answer.text
        return desk

    def serve(self) -> str:
        self._server = WebServer(self.app)
        return self._server.url

    def close(self) -> None:
        if self._server:
            self._server.close()


class Desk:
    """A browser without a screen that fills in forms as a person does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._tokens: dict[str, str] = {}

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/staff{path}")

    def post(self, path: str, token: str = "", **fields: Any) -> TestResponse:
        """Send a form with the token of our own pages."""
        fields["csrf_token"] = token or self.token()
        return self.client.post(f"/staff{path}", data=fields)

    def token(self) -> str:
        """Give the token of our own forms, read from a page once in each session."""
        if self._mark() not in self._tokens:
            found = None
            for path in ("/account", "/sign-in"):
                found = found or re.search(TOKEN, self.get(path).text)
            assert found
            self._tokens[self._mark()] = found[1]
        return self._tokens[self._mark()]

    def _mark(self) -> str:
        with self.client.session_transaction() as session:
            return str(session.get("csrf_token", ""))

    def sign_in(self, name: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        return self.post("/sign-in", username=name, password=password, **more)

    def search(self, text: str, **more: Any) -> TestResponse:
        """Search as the form does, and follow to the list."""
        return self.client.get(self.post("/leads/search", text=text, **more).headers["Location"])
