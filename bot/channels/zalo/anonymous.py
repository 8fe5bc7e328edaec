"""People who write without being signed in: Zalo reaches them by two ids instead of one."""

PREFIX = "anonymous"


def is_about(event_name: str) -> bool:
    """Tell whether an event is about somebody who is not signed in."""
    return event_name.startswith(("anonymous_", "oa_send_anonymous_"))


def person(anonymous_id: str, conversation_id: str) -> str:
    """Give one id for such a person, out of which `recipient` reads both again."""
    return f"{PREFIX}:{conversation_id}:{anonymous_id}"


def recipient(person: str) -> dict[str, str]:
    """Give Zalo's `recipient` for anybody."""
    prefix, _, ids = person.partition(":")
    if prefix != PREFIX:
        return {"user_id": person}
    conversation_id, _, anonymous_id = ids.partition(":")
    return {"anonymous_id": anonymous_id, "conversation_id": conversation_id}
