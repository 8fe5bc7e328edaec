"""The web chat at `/`: a page, what is new for it, and what the person writes."""

import re
from urllib.parse import quote

import structlog
from flask import Blueprint, Response, jsonify, make_response, render_template, request
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from bot.channels import typed
from bot.delivery.receiver import Receiver
from bot.delivery.services import Services
from bot.hours import parse_hours
from bot.settings import Settings
from bot.storage.errors import StorageError
from bot.web.chat_feed import Cursor, Message, feed
from bot.web.chat_limits import ChatLimits
from bot.web.chat_pictures import shown
from bot.web.chat_session import ChatSessions, chat_name, new_person
from bot.web.headers import secured

CHANNEL = ACCOUNT = "webchat"
LONGEST = 10_000  # characters of a message
MAX_BODY = 128 * 1024  # bytes: the longest message, every character escaped
MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
REF = re.compile(r"[A-Za-z0-9_-]{1,64}")  # the code of a link; anything else is dropped
PAYLOAD = re.compile(r"#[a-z]+( [^\x00-\x1f]*)?", re.DOTALL)
STARTERS = (
    ("Mức đóng", "#faq contribution-rate"),
    ("Tính tiền đóng", "#contribution"),
    ("Hỗ trợ của Nhà nước", "#faq state-support"),
    ("Để lại số điện thoại", "#register"),
)

TOO_LONG = "Tin nhắn dài quá 10.000 ký tự. Chia làm nhiều tin giúp em ạ."
TOO_FAST = "Mình nhắn hơi nhanh, chờ {seconds} giây rồi gửi tiếp giúp em ạ."
UNREADABLE = "Tin nhắn này không đọc được. Tải lại trang rồi gửi lại giúp em ạ."
ELSEWHERE = "Chỉ nhắn được từ trang này. Tải lại trang rồi gửi lại giúp em ạ."
UNAVAILABLE = "Hệ thống đang bận, em gửi lại ngay khi được ạ."

log = structlog.get_logger()


class RefusalError(Exception):
    """A request is refused with a text for the person; `seconds` asks for a pause."""

    def __init__(self, status: int, text: str, seconds: int = 0) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.seconds = seconds


def chat(services: Services, receiver: Receiver) -> Blueprint:
    """Give the routes of the web chat. What is written goes through the inbox like all else.

    The page takes its styles and scripts from the application's static folder, bot/web/static.
    """
    chat = Chat(services, receiver)
    routes = Blueprint("chat", __name__, template_folder="templates")
    routes.add_url_rule("/", view_func=chat.page)
    routes.add_url_rule("/chat/messages", view_func=chat.news)
    routes.add_url_rule("/chat/messages", view_func=chat.write, methods=["POST"])
    routes.add_url_rule("/chat/clear", view_func=chat.clear, methods=["POST"])
    routes.before_request(chat.only_from_our_page)
    routes.after_request(_private)
    routes.register_error_handler(RefusalError, _refused)
    routes.register_error_handler(DBAPIError, _unavailable)
    routes.register_error_handler(StorageError, _unavailable)
    return routes


class Chat:
    """The views."""

    def __init__(self, services: Services, receiver: Receiver) -> None:
        self._services = services
        self._receiver = receiver
        self._channel = services.channels[CHANNEL]
        self._sessions = ChatSessions(services.settings)
        self._limits = ChatLimits(services.settings.redis_url)

    def page(self) -> Response:
        """Show what this is, and the chat."""
        person = self._sessions.person(request) or new_person()
        office, settings = self._services.office, self._services.settings
        page = render_template(
            "chat/page.html",
            office=office,
            hours=parse_hours(office.hours).spoken,
            dial=re.sub(r"[^0-9+]", "", office.hotline),
            starters=STARTERS,
            retention_days=settings.retention_days,
            chat=chat_name(person),
            **_elsewhere(settings),
        )
        return self._keeping(make_response(page), person)

    def news(self) -> Response:
        """Give what is new since `after`, and how things stand."""
        person = self._sessions.person(request)
        after = Cursor.read(request.args.get("after", ""))
        with self._services.database.read() as session:
            found = feed(session, self._channel, ACCOUNT, person or "", after)
        return jsonify(
            chat=chat_name(person),
            after=str(found.cursor),
            messages=[self._shown(message).to_json() for message in found.messages],
            due=found.due,
            human=found.human,
            erased=found.erased,
        )

    def write(self) -> Response:
        """Keep a message; it is on disk when this answers. One that comes again changes nothing."""
        said = _said()
        person = self._sessions.person(request)
        if person is None or said["chat"] != chat_name(person):
            return self._other_chat(person or new_person())
        if seconds := self._limits.pause(person):
            raise RefusalError(429, TOO_FAST.format(seconds=seconds), seconds)
        now = self._services.clock()
        event = typed.event(
            account=ACCOUNT,
            person=person,
            text=said["text"],
            payload=said["payload"],
            message_id=said["id"],
            ref=said["ref"] if REF.fullmatch(said["ref"]) else "",
            now=now,
        )
        self._receiver.accept(CHANNEL, [event])
        return jsonify(message=Message("", "person", said["text"], now, (), said["id"]).to_json())

    def clear(self) -> Response:
        """Forget the person: this browser cannot get back to the conversation."""
        person = new_person()
        return self._keeping(jsonify(chat=chat_name(person)), person)

    def only_from_our_page(self) -> None:
        """Refuse what another site makes a browser send."""
        if request.method == "POST" and not self._sessions.is_from_our_page(request):
            raise RefusalError(403, ELSEWHERE)

    def _shown(self, message: Message) -> Message:
        return shown(message, self._services.pictures)

    def _other_chat(self, person: str) -> Response:
        """Tell a page that its conversation is no longer this browser's, and which one is."""
        response = jsonify(chat=chat_name(person))
        response.status_code = 409
        return self._keeping(response, person)

    def _keeping(self, response: Response, person: str) -> Response:
        self._sessions.keep(response, person)
        return response


def _said() -> dict[str, str]:
    """Read the message of the request. Raises RefusalError when it is not what our page sends."""
    request.max_content_length = MAX_BODY
    try:
        body = request.get_json()
    except RequestEntityTooLarge:
        raise RefusalError(413, TOO_LONG) from None
    except HTTPException:
        raise RefusalError(400, UNREADABLE) from None
    names = ("id", "text", "payload", "chat", "ref")
    said = {name: body.get(name, "") for name in names} if isinstance(body, dict) else {}
    if not said or not all(isinstance(value, str) for value in said.values()):
        raise RefusalError(400, UNREADABLE)
    if len(said["text"]) > LONGEST or len(said["payload"]) > LONGEST:
        raise RefusalError(413, TOO_LONG)
    if not MESSAGE_ID.fullmatch(said["id"]) or not said["text"].strip():
        raise RefusalError(400, UNREADABLE)
    if said["payload"] and not PAYLOAD.fullmatch(said["payload"]):
        raise RefusalError(400, UNREADABLE)
    return said


def _elsewhere(settings: Settings) -> dict[str, str]:
    """Give the addresses of the other channels, where they are set up."""
    oa, page_id = settings.zalo_oa_id, settings.messenger_page_id
    return {
        "zalo": f"https://zalo.me/{quote(oa)}" if oa else "",
        "messenger": f"https://m.me/{quote(page_id)}" if page_id else "",
    }


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return secured(response)


def _refused(refusal: RefusalError) -> Response:
    response = jsonify(error=refusal.text)
    response.status_code = refusal.status
    if refusal.seconds:
        response.headers["Retry-After"] = str(refusal.seconds)
    return response


def _unavailable(error: Exception) -> Response:
    """The database is away: the page keeps the message and tries again."""
    log.error("chat unavailable", error=type(error).__name__)
    response = jsonify(error=UNAVAILABLE)
    response.status_code = 503
    response.headers["Retry-After"] = "2"
    return response
