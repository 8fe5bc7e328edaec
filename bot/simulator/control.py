"""The control API under `/_control/`: what went on, what shall go wrong, who did what.

GET   /_control/sent?platform=&person=&after=   accepted messages, in order
GET   /_control/refusals                        what was refused, and why
GET   /_control/credentials                     the settings that point the product here
POST  /_control/faults    a fault (see `faults.Fault`);  DELETE clears all
POST  /_control/act       {platform, person, name?, hours_ago?}: the person did something
POST  /_control/say       {platform, person, text, payload?}: a signed webhook to the product
POST  /_control/block     {platform, person, code?, subcode?};  POST /_control/unblock
POST  /_control/expire    {platform}: the access token runs out;  POST /_control/renew mends it
POST  /_control/clock     {seconds}: let time pass
POST  /_control/package   {messages}: Zalo messages that the OA has bought (null = none)
POST  /_control/webhooks  {bot_url?, echo?, receipts?}
POST  /_control/reset
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import requests

from bot.simulator.errors import BadControlError
from bot.simulator.faults import fault_from
from bot.simulator.wire import Answer, Request, json_answer
from bot.simulator.world import MESSENGER, ZALO

if TYPE_CHECKING:
    from bot.simulator.platforms import SimulatedPlatforms

HOUR_MS = 3600 * 1000
Wish = dict[str, Any]


class Control:
    def __init__(self, platforms: "SimulatedPlatforms") -> None:
        self._platforms = platforms
        self._reads: dict[str, Callable[[Request], Answer]] = {
            "sent": self._sent,
            "refusals": self._refusals,
            "credentials": lambda _: json_answer(platforms.environment()),
        }
        self._writes: dict[str, Callable[[Wish], None]] = {
            "faults": lambda wish: platforms.faults.add(fault_from(wish)),
            "act": self._act,
            "say": self._say,
            "block": self._block,
            "unblock": lambda wish: platforms.unblock(*_whom(wish)),
            "expire": lambda wish: platforms.expire_token(_platform(wish)),
            "renew": lambda _: platforms.graph.renew_token(),
            "clock": lambda wish: platforms.world.advance(float(wish["seconds"])),
            "package": self._package,
            "webhooks": self._webhooks,
            "reset": lambda _: platforms.reset(),
        }

    def respond(self, request: Request) -> Answer:
        name = request.path.removeprefix("/_control/")
        try:
            if request.method == "GET" and name in self._reads:
                return self._reads[name](request)
            if request.method == "DELETE" and name == "faults":
                self._platforms.faults.clear()
                return json_answer({"ok": True})
            if request.method == "POST" and name in self._writes:
                wish = request.json if request.body else {}
                if not isinstance(wish, dict):
                    raise BadControlError("the body must be a JSON object")
                self._writes[name](wish)
                return json_answer({"ok": True})
        except KeyError as missing:
            return json_answer({"ok": False, "error": f"missing field {missing}"}, 400)
        except (BadControlError, TypeError, ValueError) as wrong:
            return json_answer({"ok": False, "error": str(wrong)}, 400)
        except requests.RequestException as away:
            return json_answer({"ok": False, "error": f"the bot is away: {away}"}, 502)
        return json_answer({"ok": False, "error": "no such control"}, 404)

    def _sent(self, request: Request) -> Answer:
        query = request.query
        found = self._platforms.sent(
            query.get("platform", ""), query.get("person", ""), int(query.get("after", "0"))
        )
        return json_answer({"sent": [asdict(item) for item in found]})

    def _refusals(self, _: Request) -> Answer:
        with self._platforms.world.lock:
            found = [asdict(item) for item in self._platforms.world.refusals]
        return json_answer({"refusals": found})

    def _act(self, wish: Wish) -> None:
        world = self._platforms.world
        platform, person = _whom(wish)
        world.person(platform, person, str(wish.get("name", "")))
        world.act(platform, person, world.now() - int(wish.get("hours_ago", 0) * HOUR_MS))

    def _say(self, wish: Wish) -> None:
        if not self._platforms.bot_url:
            raise BadControlError("no bot_url yet: POST it to /_control/webhooks")
        platform, person = _whom(wish)
        text = str(wish["text"])
        if platform == ZALO:
            answer = self._platforms.send_zalo(self._platforms.zalo.text(person, text))
        else:
            payload = str(wish.get("payload", ""))
            event = self._platforms.messenger.text(person, text, payload=payload)
            answer = self._platforms.send_messenger(event)
        if answer.status_code != 200:
            raise BadControlError(f"the bot answered {answer.status_code}")

    def _block(self, wish: Wish) -> None:
        code, subcode = int(wish.get("code", 0)), int(wish.get("subcode", 0))
        self._platforms.block(*_whom(wish), code, subcode)

    def _package(self, wish: Wish) -> None:
        messages = wish["messages"]
        self._platforms.world.zalo_package = None if messages is None else int(messages)

    def _webhooks(self, wish: Wish) -> None:
        if "bot_url" in wish:
            self._platforms.connect(str(wish["bot_url"]))
        self._platforms.echo = bool(wish.get("echo", self._platforms.echo))
        self._platforms.receipts = bool(wish.get("receipts", self._platforms.receipts))


def _platform(wish: Wish) -> str:
    if wish["platform"] not in (ZALO, MESSENGER):
        raise BadControlError(f"platform must be {ZALO} or {MESSENGER}")
    return str(wish["platform"])


def _whom(wish: Wish) -> tuple[str, str]:
    return _platform(wish), str(wish["person"])
