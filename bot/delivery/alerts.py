"""Things that an operator must mend: a row, an ERROR in the log, a mail when SMTP is set."""

import smtplib
from datetime import datetime
from email.message import EmailMessage

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.delivery.services import Services
from bot.settings import Settings
from bot.storage.models import Alert

MAIL_TIMEOUT = 10  # seconds

log = structlog.get_logger()


def raise_alert(services: Services, key: str, message: str) -> None:
    """Open the alert `key` unless it is open already; only then log it and send a mail."""
    now = services.clock()
    if services.database.write(lambda session: _open(session, key, message, now)):
        log.error("alert", key=key, message=message)
        services.counts.add("alert", label=key)
        _mail(services.settings, key, message)


def close_alert(services: Services, key: str) -> None:
    """Close the alert `key` if it is open."""
    now = services.clock()
    closed = services.database.write(lambda session: _close(session, key, now))
    if closed:
        log.info("alert closed", key=key)


def open_alerts(session: Session) -> list[Alert]:
    """Give what is open, oldest first."""
    return list(session.scalars(select(Alert).where(Alert.closed_at.is_(None)).order_by(Alert.id)))


def _open(session: Session, key: str, message: str, now: datetime) -> bool:
    found = select(Alert.id).where(Alert.key == key, Alert.closed_at.is_(None)).limit(1)
    if session.scalar(found) is not None:
        return False
    session.add(Alert(key=key, message=message, opened_at=now))
    return True


def _close(session: Session, key: str, now: datetime) -> bool:
    closed = session.execute(
        update(Alert)
        .where(Alert.key == key, Alert.closed_at.is_(None))
        .values(closed_at=now)
        .returning(Alert.id)
        .execution_options(synchronize_session=False)
    )
    return bool(closed.all())


def _mail(settings: Settings, key: str, message: str) -> None:
    """Send the alert by mail. A mail server that is away is logged: the row is what counts."""
    if not (settings.smtp_host and settings.smtp_to):
        return
    mail = EmailMessage()
    mail["Subject"] = f"[BHXH bot] {key}"
    mail["From"] = settings.smtp_from or settings.smtp_username
    mail["To"] = settings.smtp_to
    mail.set_content(message)
    try:
        with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=MAIL_TIMEOUT) as server:
            if settings.smtp_username:
                server.starttls()
                server.login(settings.smtp_username, settings.smtp_password)
            server.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        log.error("alert could not be mailed", key=key, error=type(error).__name__)
