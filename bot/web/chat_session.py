"""Who is chatting: a random id in a signed cookie, nothing else."""

import hashlib
import secrets
from urllib.parse import urlsplit

from flask import Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer

from bot.settings import Settings

COOKIE = "chat"
LIFETIME = 30 * 24 * 3600  # seconds since the page was last opened
HEADER = ("X-Requested-With", "webchat")


class ChatSessions:
    """Reads and writes the cookie of the web chat; staff's sign-in has its own."""

    def __init__(self, settings: Settings) -> None:
        self._signed = URLSafeTimedSerializer(settings.secret_key, salt="webchat")
        self._public = urlsplit(settings.public_url)

    def person(self, request: Request) -> str | None:
        """Give the person's id, None when there is no cookie of ours or it is too old."""
        try:
            return str(self._signed.loads(request.cookies.get(COOKIE, ""), max_age=LIFETIME))
        except BadSignature:
            return None

    def keep(self, response: Response, person: str) -> None:
        """Let the browser be `person` for another while."""
        response.set_cookie(
            COOKIE,
            str(self._signed.dumps(person)),
            max_age=LIFETIME,
            httponly=True,
            samesite="Lax",
            secure=self._public.scheme == "https",
        )

    def is_from_our_page(self, request: Request) -> bool:
        """Whether our own page sent this, which no other site can make a browser pretend.

        The header cannot be set from another site; the browser's own word on the origin is believed
        before the addresses, which a proxy may have changed.
        """
        if request.headers.get(HEADER[0]) != HEADER[1]:
            return False
        site = request.headers.get("Sec-Fetch-Site")
        if site is not None:
            return site == "same-origin"
        origin = request.headers.get("Origin")
        ours = {request.host, self._public.netloc} - {""}
        return origin is None or urlsplit(origin).netloc in ours


def new_person() -> str:
    """Give an id that nobody has and nobody guesses."""
    return secrets.token_urlsafe(18)


def chat_name(person: str | None) -> str:
    """Give a name of the conversation for the page, from which the id cannot be found."""
    return hashlib.sha256(person.encode()).hexdigest()[:16] if person else ""
