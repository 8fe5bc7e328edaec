"""The Page's Messenger profile and the subscription of the app to the Page's events."""

from typing import Any

from bot.simulator.errors import RefusedError
from bot.simulator.messenger.messages import INVALID, MessageRules

MAX_GREETING = 160
MAX_MENU_ITEMS = 3
MAX_MENU_TITLE = 30
MAX_ICE_BREAKERS = 4
MAX_QUESTION = 80
NEEDS_GET_STARTED = 2018145
FIELDS = frozenset(
    ("get_started", "greeting", "persistent_menu", "ice_breakers", "whitelisted_domains")
)
SUBSCRIPTIONS = frozenset(
    (
        "messages",
        "messaging_postbacks",
        "messaging_optins",
        "messaging_referrals",
        "message_echoes",
        "message_deliveries",
        "message_reads",
        "message_reactions",
        "message_edits",
        "messaging_handovers",
        "messaging_feedback",
        "messaging_policy_enforcement",
        "standby",
        "feed",
    )
)


class Profile:
    def __init__(self, rules: MessageRules) -> None:
        self._rules = rules
        self._fields: dict[str, Any] = {}
        self.subscribed: tuple[str, ...] = ()

    def set(self, wish: Any) -> None:
        """Take over all fields or none.

        Raises:
            RefusedError: 100, and 2018145 for a menu without a start button.
        """
        if not isinstance(wish, dict) or not wish or set(wish) - FIELDS:
            raise RefusedError(INVALID, "Unknown or missing field of the Messenger profile")
        after = {**self._fields, **wish}
        for name, check in (
            ("get_started", self._get_started),
            ("greeting", self._greeting),
            ("persistent_menu", self._menu),
            ("ice_breakers", self._ice_breakers),
            ("whitelisted_domains", self._domains),
        ):
            if name in wish:
                check(wish[name])
        if "persistent_menu" in after and "get_started" not in after:
            raise RefusedError(INVALID, "A persistent menu needs get_started", NEEDS_GET_STARTED)
        self._fields = after

    def get(self, names: list[str]) -> dict[str, Any]:
        return {name: self._fields[name] for name in names if name in self._fields}

    def remove(self, names: Any) -> None:
        if not isinstance(names, list) or not names or set(names) - FIELDS:
            raise RefusedError(INVALID, "Param fields must name fields of the profile")
        if "get_started" in names and "persistent_menu" in set(self._fields) - set(names):
            raise RefusedError(INVALID, "A persistent menu needs get_started", NEEDS_GET_STARTED)
        for name in names:
            self._fields.pop(name, None)

    def subscribe(self, names: str) -> None:
        wanted = tuple(name.strip() for name in names.split(",") if name.strip())
        if not wanted or set(wanted) - SUBSCRIPTIONS:
            raise RefusedError(INVALID, "Param subscribed_fields names unknown fields")
        self.subscribed = wanted

    @staticmethod
    def _get_started(value: Any) -> None:
        if not isinstance(value, dict):
            raise RefusedError(INVALID, "Param get_started must be an object")
        _words(value, "payload", 1000)

    @staticmethod
    def _greeting(value: Any) -> None:
        for item in _localised(value, "greeting"):
            _words(item, "text", MAX_GREETING)

    def _menu(self, value: Any) -> None:
        for item in _localised(value, "persistent_menu"):
            actions = item.get("call_to_actions")
            if not isinstance(actions, list) or not 1 <= len(actions) <= MAX_MENU_ITEMS:
                raise RefusedError(INVALID, f"A menu has 1 to {MAX_MENU_ITEMS} items")
            for action in actions:
                _words(action, "title", MAX_MENU_TITLE)
                if action.get("type") not in ("postback", "web_url"):
                    raise RefusedError(INVALID, "A menu item is a postback or a web_url")
                self._rules.check_action(action)

    @staticmethod
    def _ice_breakers(value: Any) -> None:
        if not isinstance(value, list) or not value:
            raise RefusedError(INVALID, "Param ice_breakers must be a non-empty array")
        lists = (
            [item["call_to_actions"] for item in _localised(value, "ice_breakers")]
            if isinstance(value[0], dict) and "call_to_actions" in value[0]
            else [value]
        )
        for questions in lists:
            if len(questions) > MAX_ICE_BREAKERS:
                raise RefusedError(INVALID, f"At most {MAX_ICE_BREAKERS} ice breakers")
            for item in questions:
                _words(item, "question", MAX_QUESTION)
                _words(item, "payload", 1000)

    @staticmethod
    def _domains(value: Any) -> None:
        if not isinstance(value, list) or not value or len(value) > 50:
            raise RefusedError(INVALID, "Param whitelisted_domains must have 1 to 50 items")
        if not all(isinstance(url, str) and url.startswith("https://") for url in value):
            raise RefusedError(INVALID, "A whitelisted domain must be https")


def _localised(value: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise RefusedError(INVALID, f"Param {name} must be an array of objects")
    locales = [item.get("locale") for item in value]
    if "default" not in locales or len(set(locales)) < len(locales):
        raise RefusedError(INVALID, f"Param {name} needs each locale once, default among them")
    return value


def _words(item: Any, name: str, most: int) -> None:
    text = item.get(name) if isinstance(item, dict) else None
    if not isinstance(text, str) or not text or len(text) > most:
        raise RefusedError(INVALID, f"Length of param {name} must be 1 to {most}")
