"""The composition root: the one place that wires the parts."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from flask import Flask, Response, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.channels import typed
from bot.channels.base import Channel, Channels
from bot.channels.messenger.channel import MessengerChannel
from bot.channels.terminal.channel import TerminalChannel
from bot.channels.webchat.channel import WebchatChannel
from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.oauth import ZaloOAuth
from bot.console import console
from bot.conversation.messages import Reply
from bot.conversation.turn import Office
from bot.delivery.drain import Drain
from bot.delivery.engine import NoWaker, Waker
from bot.delivery.receiver import Keep, Receiver
from bot.delivery.services import Account, Services
from bot.leads import effects
from bot.leads.snapshot import snapshot
from bot.live import LiveContent
from bot.pictures.studio import Studio
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.models import OutboxMessage
from bot.web.chat import chat
from bot.web.files import files
from bot.web.headers import PageSessions, secured
from bot.web.health import health
from bot.web.links import short_links
from bot.web.oauth import zalo_oauth
from bot.web.refusals import explained
from bot.web.webhooks import webhooks

TERMINAL = "terminal"


def build_services(settings: Settings) -> Services:
    """Open the database and give everything that delivery works with. No process is started."""
    database = Database(settings.database_url, settings.encryption_keys)
    live = LiveContent(database)
    return Services(
        database=database,
        channels=Channels({channel.name: channel for channel in _channels(settings)}),
        handler=live,
        snapshot=snapshot,
        apply_effect=effects.apply,
        parameters=live.parameters,
        office=office(settings),
        settings=settings,
        accounts={(account.channel, account.account): account for account in _accounts(settings)},
        pictures=Studio(
            lambda: live.parameters(datetime.now(UTC)),
            office(settings),
            settings.secret_key,
            settings.public_url,
        ),
    )


def create_app(
    settings: Settings, services: Services, waker: Waker | None = None, keep: Keep | None = None
) -> Flask:
    """Give the web application: webhooks, web chat, console, health. `keep`: see `Receiver`."""
    app = Flask("bot.web", static_folder="static", static_url_path="/static")
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=2 * 1024 * 1024)
    app.session_interface = PageSessions()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    waker = waker or NoWaker()
    receiver = Receiver(services, waker, keep)
    app.after_request(_kept_by_browsers)
    app.after_request(secured)
    app.register_error_handler(HTTPException, explained)
    app.register_blueprint(webhooks(services, receiver))
    app.register_blueprint(health(services))
    app.register_blueprint(chat(services, receiver))
    app.register_blueprint(short_links(services))
    app.register_blueprint(files(services))
    app.register_blueprint(console(services, waker))
    if settings.zalo_oa_id:
        app.register_blueprint(zalo_oauth(services))
    return app


def _kept_by_browsers(response: Response) -> Response:
    """Let browsers keep fonts for a year and other static files for an hour: lines are slow."""
    if request.path.startswith("/static/"):
        fonts = request.path.startswith("/static/fonts/")
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = 365 * 24 * 3600 if fonts else 3600
    return response


def office(settings: Settings) -> Office:
    """Give what citizens may read about the office."""
    return Office(
        name=settings.office_name,
        hotline=settings.office_hotline,
        address=settings.office_address,
        hours=settings.office_hours,
        province=settings.office_province,
        lead_months=settings.lead_retention_months,
        handover_minutes=settings.handover_minutes,
    )


def terminal_say(services: Services) -> Callable[[str], list[str]]:
    """Give a function that says something as a new person in the terminal and returns the replies.

    The message takes the same way as any: inbox, lease, engine, outbox; drained in this process.
    """
    receiver, drain = Receiver(services, NoWaker()), Drain(services)
    person = f"terminal-{datetime.now(UTC).timestamp():.6f}"

    def say(text: str) -> list[str]:
        before = _last_outbox_id(services.database)
        event = typed.event(account=TERMINAL, person=person, text=text, now=services.clock())
        for conversation_id in receiver.accept(TERMINAL, [event]):
            drain.until_quiet(conversation_id)
        with services.database.read() as session:
            return [_plain(reply) for reply in _replies(session, person, before)]

    return say


def _last_outbox_id(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.max(OutboxMessage.id))) or 0


def _replies(session: Session, person: str, after: int) -> Iterator[Reply]:
    rows = session.scalars(
        select(OutboxMessage)
        .join(OutboxMessage.conversation)
        .where(OutboxMessage.conversation.has(channel=TERMINAL, person=person))
        .where(OutboxMessage.id > after)
        .order_by(OutboxMessage.id)
    )
    for row in rows:
        yield Reply.from_json(json.loads(row.body))


def _plain(reply: Reply) -> str:
    """Show buttons as a numbered list: the number chooses."""
    numbered = (f"  {number}. {choice.title}" for number, choice in enumerate(reply.choices, 1))
    return "\n".join([reply.in_words, *numbered])


def _channels(settings: Settings) -> Iterator[Channel]:
    yield WebchatChannel()
    yield TerminalChannel()
    if settings.zalo_oa_id:
        yield ZaloChannel(
            app_id=settings.zalo_app_id,
            oa_secret_key=settings.zalo_oa_secret_key,
            api_base=settings.zalo_api_base,
            images_url=_images(settings),
        )
    if settings.messenger_page_id:
        yield MessengerChannel(
            app_id=settings.messenger_app_id,
            app_secret=settings.messenger_app_secret,
            graph_base=settings.messenger_graph_base,
            graph_version=settings.messenger_graph_version,
        )


def _images(settings: Settings) -> str:
    """Give where the pictures of Zalo's form and lists lie; it takes an https address only.

    The simulated Zalo, which is reached without https, takes any.
    """
    public, of_zalo = settings.public_url.rstrip("/"), settings.zalo_api_base
    reachable = public.startswith("https://") or of_zalo.startswith("http://")
    return f"{public}/static/img" if public and reachable else ""


def _accounts(settings: Settings) -> Iterator[Account]:
    if settings.zalo_oa_id:
        oauth = ZaloOAuth(
            base=settings.zalo_oauth_base,
            app_id=settings.zalo_app_id,
            app_secret=settings.zalo_app_secret,
        )
        yield Account(
            "zalo",
            settings.zalo_oa_id,
            settings.zalo_access_token,
            settings.zalo_refresh_token,
            settings.zalo_send_rate,
            oauth.refresh,
        )
    if settings.messenger_page_id:
        yield Account(
            "messenger",
            settings.messenger_page_id,
            settings.messenger_page_token,
            send_rate=settings.messenger_send_rate,
        )
