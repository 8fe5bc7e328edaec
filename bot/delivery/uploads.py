"""Pictures of replies on their platform: uploaded once, sent by id for as long as that holds."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.channels.base import Credentials
from bot.channels.errors import Do, SendError
from bot.conversation.messages import Reply
from bot.delivery.leases import Lease
from bot.delivery.services import Services
from bot.pictures.studio import PDF
from bot.storage.inserts import insert_into
from bot.storage.models import Upload

MAX_TRIES = 3  # failures after which a picture's words are sent in its place
REFUSED_FOR = timedelta(minutes=10)  # how long a picture that failed is not uploaded again
NO_PICTURE = ""

log = structlog.get_logger()


class Uploads:
    """The pictures of one process's sends. Draws and uploads outside any transaction."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def find(self, lease: Lease, reply: Reply) -> str | None:
        """Give the attachment id to send the reply with; None where it must be uploaded first.

        NO_PICTURE where the reply goes without: it has none, the channel shows pictures itself,
        nothing can be drawn, or the platform refused the picture just now.
        """
        holds = self._services.channels[lease.channel].uploads_hold
        key = self._key(reply) if holds else ""
        if not key or holds is None:
            return NO_PICTURE
        with self._services.database.read() as session:
            row = session.execute(
                select(Upload.attachment_id, Upload.uploaded_at).where(*_is(lease, key))
            ).one_or_none()
        if row is None:
            return None
        lasts = holds if row.attachment_id else REFUSED_FOR
        return row.attachment_id if self._services.clock() - row.uploaded_at < lasts else None

    def upload(self, lease: Lease, reply: Reply, credentials: Credentials, tries: int) -> None:
        """Draw and upload the reply's picture and keep its id; `tries` counts this one.

        Where the platform refuses it for good, or once too often, that is kept instead. Raises
        SendError for what may pass: nothing was sent, whatever the platform took.
        """
        channel = self._services.channels[lease.channel]
        try:
            attachment = channel.upload(self._png(reply), credentials)
        except SendError as error:
            if error.do is not Do.DEAD and (error.do is not Do.RETRY or tries < MAX_TRIES):
                error.unknown = False
                raise
            log.warning("picture not uploaded", channel=lease.channel, error=str(error))
            self._services.counts.add("upload-failed", lease.channel, error.code)
            attachment = NO_PICTURE
        else:
            self._services.counts.add("uploaded", lease.channel)
        self._keep(lease, self._key(reply), attachment)

    def lost(self, lease: Lease, reply: Reply, tries: int) -> None:
        """The platform no longer has the picture: upload it anew, but not for ever."""
        key = self._key(reply)
        if tries >= MAX_TRIES:
            self._keep(lease, key, NO_PICTURE)
        else:
            self._services.database.write(lambda session: _forget(session, lease, key))

    def _key(self, reply: Reply) -> str:
        """Name the picture's content; empty where the reply has none that can be drawn."""
        studio = self._services.pictures
        if not reply.picture or studio is None:
            return ""
        try:
            return studio.key(reply.picture)
        except Exception:  # whatever is wrong with a picture, its words still go
            log.exception("picture cannot be drawn", kind=reply.picture.get("kind"))
            return ""

    def _png(self, reply: Reply) -> bytes:
        """Draw the picture. Raises SendError when our own drawing fails."""
        studio = self._services.pictures
        assert studio is not None, "only what the studio knows is to be uploaded"
        try:
            return studio.draw(reply.picture or {}).png
        except Exception:
            log.exception("picture cannot be rendered")
            raise SendError(Do.DEAD, "drawing", "Không vẽ được hình; lời được gửi thay.") from None

    def _keep(self, lease: Lease, key: str, attachment: str) -> None:
        row = {
            "channel": lease.channel,
            "account": lease.account,
            "content_key": key,
            "attachment_id": attachment,
            "uploaded_at": self._services.clock(),
        }
        self._services.database.write(lambda session: _upsert(session, row))


def with_leaflet(services: Services, channel: str, reply: Reply) -> Reply:
    """Add where the picture is as a page to print, for platforms that only show the picture."""
    if reply.picture is None or services.pictures is None:
        return reply
    if services.channels[channel].uploads_hold is None:
        return reply
    address = services.pictures.address(reply.picture, PDF)
    return replace(reply, picture={**reply.picture, "pdf": address}) if address else reply


def _is(lease: Lease, key: str) -> tuple[Any, ...]:
    return (
        Upload.channel == lease.channel,
        Upload.account == lease.account,
        Upload.content_key == key,
    )


def _forget(session: Session, lease: Lease, key: str) -> None:
    session.execute(delete(Upload).where(*_is(lease, key)))


def _upsert(session: Session, row: dict[str, Any]) -> None:
    new = insert_into(Upload, session.get_bind().dialect.name).values(row)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["channel", "account", "content_key"],
            set_={
                "attachment_id": new.excluded.attachment_id,
                "uploaded_at": new.excluded.uploaded_at,
            },
        )
    )
