"""One table of settings: names, defaults, types and help.

`config.example.env`, the operators' guide and the doctor come from this table, so a setting that is
not here does not exist.
"""

import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from bot.hours import parse_hours

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message is one line for operators."""


def _hours(text: str) -> str:
    parse_hours(text)
    return text


@dataclass(frozen=True)
class Setting:
    """One row of the table: `kind` turns the text of the environment into the value."""

    name: str
    default: str
    help: str
    kind: Callable[[str], Any] = str
    secret: bool = False


def _one_of(*words: str) -> Callable[[str], str]:
    """Give a kind that takes one of these words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return read


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())


SETTINGS: tuple[Setting, ...] = (
    Setting("DATABASE_URL", "sqlite:///var/bot.db", "SQLite file or postgresql+psycopg:// address"),
    Setting("REDIS_URL", "", "Redis of the engine and the rate limits; empty = embedded"),
    Setting(
        "SECRET_KEY", "", "signs sessions and links; generated into var/ when empty", secret=True
    ),
    Setting(
        "ENCRYPTION_KEYS",
        "",
        "Fernet keys of encrypted columns, newest first, separated by commas; generated when empty",
        secret=True,
    ),
    Setting("PUBLIC_URL", "", "address under which people reach this server, e.g. https://bhxh.vn"),
    Setting("HOST", "127.0.0.1", "address the web server listens on"),
    Setting("PORT", "8000", "port the web server listens on", int),
    Setting("TRUSTED_PROXIES", "0", "how many proxies stand in front of the web server", int),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Setting(
        "METRICS_TOKEN", "", "bearer token for /metrics from elsewhere than loopback", secret=True
    ),
    Setting(
        "WORKER_THREADS", "8", "threads of one engine process, half of them for each channel", int
    ),
    Setting("ZALO_OA_ID", "", "id of the Official Account; empty = Zalo is off"),
    Setting("ZALO_APP_ID", "", "id of the Zalo app"),
    Setting("ZALO_APP_SECRET", "", "secret of the Zalo app, for tokens", secret=True),
    Setting("ZALO_OA_SECRET_KEY", "", "secret that signs Zalo's webhooks", secret=True),
    Setting(
        "ZALO_ACCESS_TOKEN",
        "",
        "first access token; the database keeps its successors",
        secret=True,
    ),
    Setting("ZALO_REFRESH_TOKEN", "", "first refresh token (single use)", secret=True),
    Setting("ZALO_API_BASE", "https://openapi.zalo.me", "address of Zalo's OA API"),
    Setting("ZALO_OAUTH_BASE", "https://oauth.zaloapp.com", "address of Zalo's OAuth"),
    Setting("ZALO_BUSINESS_BASE", "https://business.openapi.zalo.me", "address of Zalo's ZBS API"),
    Setting("ZALO_VERIFIER", "", "name of Zalo's verifier file, zalo_verifier….html, or its code"),
    Setting("ZALO_AUTO_TEXTS", "", "texts that OA Manager sends by itself, separated by |", _words),
    Setting("ZALO_SEND_RATE", "20", "sends a second for the Official Account", int),
    Setting("MESSENGER_PAGE_ID", "", "id of the Facebook Page; empty = Messenger is off"),
    Setting("MESSENGER_APP_ID", "", "id of the Facebook app"),
    Setting("MESSENGER_APP_SECRET", "", "secret of the Facebook app; signs webhooks", secret=True),
    Setting("MESSENGER_PAGE_TOKEN", "", "access token of the Page", secret=True),
    Setting("MESSENGER_VERIFY_TOKEN", "", "word that proves the webhook to Facebook", secret=True),
    Setting("MESSENGER_GRAPH_BASE", "https://graph.facebook.com", "address of the Graph API"),
    Setting("MESSENGER_GRAPH_VERSION", "v25.0", "version of the Graph API"),
    Setting("MESSENGER_SEND_RATE", "40", "sends a second for the Page", int),
    Setting("ADMIN_USERNAME", "quantri", "first administrator's name"),
    Setting(
        "ADMIN_PASSWORD", "", "first administrator's password; generated when empty", secret=True
    ),
    Setting(
        "ADMIN_TOTP",
        "optional",
        "codes of an authenticator app for administrators: optional or required",
        _one_of("optional", "required"),
    ),
    Setting("OFFICE_NAME", "Bảo hiểm xã hội thành phố Đà Nẵng", "the office's name"),
    Setting("OFFICE_HOTLINE", "1900 9068", "the office's hotline"),
    Setting("OFFICE_ADDRESS", "", "the office's address"),
    Setting(
        "OFFICE_HOURS",
        "T2-T6 07:30-11:30 13:30-17:00",
        "when staff answer (T2-T6 07:30-11:30 13:30-17:00; 24/7 = always)",
        _hours,
    ),
    Setting("OFFICE_PROVINCE", "Thành phố Đà Nẵng", "province in which places are looked up first"),
    Setting(
        "HANDOVER_MINUTES", "30", "minutes without a colleague's answer until the bot says so", int
    ),
    Setting(
        "NOTIFY_HOURS",
        "T2-CN 07:00-21:00",
        "when staff are told of leads; urgent conversations at any hour",
        _hours,
    ),
    Setting("NOTIFY_LEADER_HOURS", "4", "hours within NOTIFY_HOURS until the leader is told", int),
    Setting("NOTIFY_OFFICE_HOURS", "14", "hours within NOTIFY_HOURS until the office is told", int),
    Setting(
        "PUSH_SERVICES",
        "fcm.googleapis.com|*.push.services.mozilla.com|*.notify.windows.com|*.push.apple.com",
        "push services of browsers that are sent to, separated by |",
        _words,
    ),
    Setting("RETENTION_DAYS", "180", "days after which conversations are purged", int),
    Setting("LEAD_RETENTION_MONTHS", "24", "months after which leads are purged", int),
    Setting("SMTP_HOST", "", "mail server for alerts; empty = no mail"),
    Setting("SMTP_PORT", "587", "port of the mail server", int),
    Setting("SMTP_USERNAME", "", "user at the mail server"),
    Setting("SMTP_PASSWORD", "", "password at the mail server", secret=True),
    Setting("SMTP_FROM", "", "sender of alerts"),
    Setting("SMTP_TO", "", "receiver of alerts"),
)
GENERATED = ("SECRET_KEY", "ENCRYPTION_KEYS", "ADMIN_PASSWORD")


class Settings:
    """The values of one process, read by the setting's name in lower case (`settings.port`)."""

    def __init__(self, values: Mapping[str, Any], var: Path | None = None) -> None:
        self._values = dict(values)
        self.var = var or ROOT / "var"

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_values"][name.upper()]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def embedded(self) -> bool:
        """Whether the engine lives in this machine's memory (no Redis)."""
        return not self._values["REDIS_URL"]

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, root: Path = ROOT) -> "Settings":
        """Read the environment over `.env` over the defaults.

        Raises SettingsError, in one line, for a value of the wrong type.
        """
        given = dict(dotenv_values(root / ".env")) if (root / ".env").exists() else {}
        given.update(os.environ if environment is None else environment)
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            text = (given.get(setting.name) or "").strip() or setting.default
            try:
                values[setting.name] = setting.kind(text)
            except ValueError:
                raise SettingsError(
                    f"{setting.name}={text!r} không hợp lệ: {setting.help}"
                ) from None
        values["DATABASE_URL"] = _absolute_database(values["DATABASE_URL"], root)
        return cls(values, root / "var")

    def with_generated_secrets(self) -> "Settings":
        """Fill unset secrets from var/, generating them (0600) on the first start."""
        values = dict(self._values)
        for name in GENERATED:
            if not values[name]:
                values[name] = _kept_secret(self.var / f"{name.lower()}.txt", _NEW[name])
        return Settings(values, self.var)


def _absolute_database(url: str, root: Path) -> str:
    """Let a relative SQLite path count from the project's root; name psycopg 3 for PostgreSQL."""
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        path = url.removeprefix("sqlite:///")
        return url if path == ":memory:" else f"sqlite:///{root / path}"
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Read the secret of `path`; exactly one of several processes that start at once makes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret is the one
        finally:
            draft.unlink()
    return path.read_text().strip()


_NEW: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(32),
    "ENCRYPTION_KEYS": lambda: urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    "ADMIN_PASSWORD": lambda: secrets.token_urlsafe(12),
}
