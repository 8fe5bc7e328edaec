"""The commands that run the product."""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from types import FrameType
from typing import NoReturn

import click

from bot.app import build_services, create_app, terminal_say
from bot.delivery.child import EngineChild
from bot.delivery.counts import Counts
from bot.delivery.engine import Engine, Waker
from bot.delivery.intake import keeping, nobody
from bot.delivery.services import Services
from bot.delivery.worker import run_worker
from bot.demo import ensure_demo
from bot.leads.accounts import ensure_admin
from bot.leads.units import ensure_tree
from bot.log import set_up_logs
from bot.settings import SETTINGS, Settings
from bot.storage.migrate import migrate

WEB_THREADS = 32
SWITCH = 0.002  # seconds that a thread may keep the others waiting


def _settings() -> Settings:
    os.umask(0o077)  # the database and its secrets are for this user only
    settings = Settings.load().with_generated_secrets()
    set_up_logs(settings.log_level)
    return settings


def _prepared(settings: Settings) -> Services:
    """Migrate, and make sure that somebody can sign in and that the tree of units has its root."""
    migrate(settings.database_url)
    services = build_services(settings)
    now = datetime.now(UTC)
    ensure_admin(services.database, settings, now)
    if not services.accounts:
        ensure_demo(services.database, now)
    ensure_tree(services.database, settings, now)
    return services


@click.command("run")
def run_command() -> None:
    """Chạy tất cả trên một máy: cơ sở dữ liệu, web và máy xử lý tin."""
    settings = _settings()
    services = _prepared(settings)
    child = EngineChild(_worker_on_pipe, services.counts)
    child.start()
    _say_where(settings)
    try:
        _serve(settings, services, child, child.look)
    finally:
        child.stop()
        services.database.close()


@click.command("serve")
def serve_command() -> None:
    """Chỉ chạy web; máy xử lý tin chạy riêng bằng lệnh worker."""
    settings = _settings()
    services = _prepared(settings)
    _serve(settings, services, _waker(settings, services.counts), nobody)


@click.command("worker")
@click.option("--wake-pipe", type=int, hidden=True)
def worker_command(wake_pipe: int | None) -> None:
    """Chỉ chạy máy xử lý tin."""
    settings = _settings()
    services = build_services(settings)
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    tune()
    run_worker(services, stop, wake_pipe)
    services.database.close()


@click.command("migrate")
def migrate_command() -> None:
    """Đưa cơ sở dữ liệu lên phiên bản này."""
    migrate(_settings().database_url)
    click.echo("Cơ sở dữ liệu đã ở phiên bản mới nhất.")


@click.command("chat")
def chat_command() -> None:
    """Nói chuyện với bot; nhận mỗi dòng một tin khi đầu vào không phải bàn phím."""
    settings = Settings.load().with_generated_secrets()
    set_up_logs(settings.log_level if "LOG_LEVEL" in os.environ else "WARNING")
    migrate(settings.database_url)
    services = build_services(settings)
    typed = sys.stdin.isatty()
    say = terminal_say(services)
    while True:
        if typed:
            click.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line:
            break
        if line.strip():
            for reply in say(line.strip()):
                click.echo(reply)
    services.database.close()


@click.command("settings")
def settings_command() -> None:
    """In bảng cài đặt theo dạng config.example.env."""
    click.echo(example(), nl=False)


def example() -> str:
    """Give the text of config.example.env: every setting with its help and default."""
    lines = [
        "# Every setting, with its default. Copy to .env and change what you need;",
        "# the environment wins over this file.",
    ]
    for setting in SETTINGS:
        lines += ["", f"# {setting.help}", f"#{setting.name}={setting.default}"]
    return "\n".join(lines) + "\n"


def _worker_on_pipe(pipe: int) -> Sequence[str]:
    return (sys.executable, "-m", "bot", "worker", "--wake-pipe", str(pipe))


def _waker(settings: Settings, counts: Counts) -> Waker | None:
    if settings.embedded:
        return None  # the worker's own sweep finds the work within a second
    return Engine(settings.redis_url, settings.secret_key, counts)


def _serve(
    settings: Settings, services: Services, waker: Waker | None, tell: Callable[[], None]
) -> None:
    """Serve until stopped; `tell` says that something came where the spool keeps it."""
    import waitress

    app = create_app(settings, services, waker, keeping(services, tell))
    signal.signal(signal.SIGTERM, _exit)
    tune()
    waitress.serve(
        app,
        host=settings.host,
        port=settings.port,
        threads=WEB_THREADS,
        ident=None,
        max_request_body_size=2 * 1024 * 1024,
        channel_timeout=60,
        clear_untrusted_proxy_headers=False,
        _quiet=True,
    )


def tune() -> None:
    """Set the interpreter for a process that serves or drains, once all is loaded (measured).

    Looking for cycles of dead objects at Python's own pace costs a worker an eighth of its
    processor time: what was loaded stays, and what comes makes few.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    sys.setswitchinterval(SWITCH)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _say_where(settings: Settings) -> None:
    """Say where to click and where the password lies; the password itself is never printed."""
    address = f"http://{settings.host}:{settings.port}"
    given = Settings.load().admin_password
    lies = "cài đặt ADMIN_PASSWORD" if given else str(settings.var / "admin_password.txt")
    click.echo(
        f"\n  Trò chuyện:      {address}\n"
        f"  Trang cán bộ:    {address}/staff\n"
        f"  Tên đăng nhập:   {settings.admin_username}\n"
        f"  Mật khẩu ở:      {lies}\n"
        "  Dừng lại:        Ctrl-C\n"
    )
