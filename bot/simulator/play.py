"""The play page: one plays a citizen on both platforms and sees what each would show."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import requests

from bot.simulator.errors import BadControlError
from bot.simulator.wire import Answer, Request, json_answer
from bot.simulator.world import MESSENGER, ZALO, Act, Refusal, Sent

if TYPE_CHECKING:
    from bot.simulator.platforms import SimulatedPlatforms

Wish = dict[str, Any]
PICTURE = "https://photo.example/anh-nguoi-dan-gui.jpg"  # nobody fetches it
_KINDS = {"html": "text/html", "css": "text/css", "js": "text/javascript"}


class PlayPage:
    """`/play`, its files, `/play/state?after=` (what is new) and `/play/act` (a tap or words)."""

    def __init__(self, platforms: "SimulatedPlatforms") -> None:
        self._platforms = platforms

    def respond(self, request: Request) -> Answer:
        name = request.path.removeprefix("/play").strip("/")
        if request.method == "POST":
            return self._act(request) if name == "act" else _missing()
        if name == "state":
            return self._state(request)
        if name.startswith("upload/"):
            return self._upload(name)
        return _file(name or "play.html")

    def _state(self, request: Request) -> Answer:
        """Everything after one sequence number, and whose typing dots show."""
        after = int(request.query.get("after", "0") or 0)
        world = self._platforms.world
        with world.lock:
            rows: dict[str, Sequence[Act | Sent | Refusal]]
            rows = {"acts": world.acts, "sent": world.sent, "refusals": world.refusals}
            news: dict[str, Any] = {
                name: [asdict(item) for item in items if item.sequence > after]
                for name, items in rows.items()
            }
            typing = [person for (_, person), on in world.typing.items() if on]
        return json_answer({**news, "typing": typing, "bot_url": self._platforms.bot_url})

    def _upload(self, name: str) -> Answer:
        _, platform, upload = [*name.split("/"), "", ""][:3]
        content = self._platforms.world.uploads.get((platform, upload))
        if content is None:
            return _missing()
        kind = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        return Answer(200, content, kind)

    def _act(self, request: Request) -> Answer:
        wish = request.json
        try:
            if not isinstance(wish, dict):
                raise BadControlError("the body must be a JSON object")
            person = str(wish["person"])
            self._platforms.world.person(str(wish["platform"]), person, str(wish.get("name", "")))
            acts = {ZALO: self._zalo, MESSENGER: self._messenger}
            status = acts[str(wish["platform"])](person, wish)
        except KeyError as missing:
            return json_answer({"ok": False, "error": f"missing or unknown: {missing}"}, 400)
        except BadControlError as wrong:
            return json_answer({"ok": False, "error": str(wrong)}, 400)
        except requests.RequestException:
            return json_answer({"ok": False, "error": "Bot không trả lời webhook."}, 502)
        return json_answer({"ok": status == 200, "status": status})

    def _zalo(self, person: str, wish: Wish) -> int:
        events = self._platforms.zalo
        build: dict[str, Callable[[], dict[str, Any]]] = {
            "text": lambda: events.text(person, str(wish["text"])),
            "follow": lambda: events.follow(person),
            "unfollow": lambda: events.unfollow(person),
            "image": lambda: events.image(person, PICTURE),
            "location": lambda: events.location(person, "16.0544", "108.2022"),
            "info": lambda: events.submit_info(person, dict(wish["info"])),
        }
        return self._platforms.send_zalo(_chosen(build, wish)).status_code

    def _messenger(self, person: str, wish: Wish) -> int:
        events = self._platforms.messenger
        title, payload = str(wish.get("text", "")), str(wish.get("payload", ""))
        build: dict[str, Callable[[], dict[str, Any]]] = {
            "text": lambda: events.text(person, title, payload=payload),
            "postback": lambda: events.postback(person, title, payload),
            "start": lambda: events.postback(person, "Bắt đầu", "GET_STARTED"),
            "image": lambda: events.image(person, PICTURE),
            "location": lambda: events.attachment(
                person, "location", {"coordinates": {"lat": 16.0544, "long": 108.2022}}
            ),
        }
        return self._platforms.send_messenger(_chosen(build, wish)).status_code


def _chosen(build: dict[str, Callable[[], dict[str, Any]]], wish: Wish) -> dict[str, Any]:
    """The webhook event of this kind of act; a KeyError names what is missing or unknown."""
    return build[str(wish["kind"])]()


def _file(name: str) -> Answer:
    """A file of the page's own folder, and of no other."""
    ending = name.rpartition(".")[2]
    if "/" in name or ending not in _KINDS:
        return _missing()
    file = files("bot.simulator") / "page" / name
    if not file.is_file():
        return _missing()
    return Answer(200, file.read_bytes(), f"{_KINDS[ending]}; charset=utf-8")


def _missing() -> Answer:
    return json_answer({"error": "no such page"}, 404)
