"""Who may be written to, and until when."""

from typing import Any

from bot.simulator.errors import RefusedError
from bot.simulator.messenger.messages import INVALID
from bot.simulator.world import MESSENGER, Person, World

HOUR_MS = 3600 * 1000
STANDARD_MS, HUMAN_AGENT_MS = 24 * HOUR_MS, 7 * 24 * HOUR_MS
COMMENT_MS = 7 * 24 * HOUR_MS

NO_SUCH_PERSON = 2018001
NOT_ALLOWED, OUTSIDE_STANDARD, OUTSIDE_HUMAN_AGENT = 10, 2018278, 2534022
ALREADY_ANSWERED, CANNOT_ANSWER = 10900, 10903


class Windows:
    def __init__(self, world: World) -> None:
        self._world = world

    def known(self, person: str) -> Person:
        """The person, unless unknown to this Page or unreachable.

        Raises:
            RefusedError: 100/2018001, or what was set for this person (551/1545041 = blocked).
        """
        found = self._world.people.get((MESSENGER, person))
        if found is None:
            raise RefusedError(INVALID, "No matching user found", NO_SUCH_PERSON)
        if found.refusal:
            code, subcode = found.refusal
            raise RefusedError(code, "This person isn't available right now.", subcode)
        return found

    def for_person(self, person: str, params: dict[str, Any]) -> str:
        """The person's id, when a message of this `messaging_type` and `tag` may go now."""
        kind, tag = params.get("messaging_type"), params.get("tag")
        if kind not in ("RESPONSE", "UPDATE", "MESSAGE_TAG"):
            raise RefusedError(INVALID, "Param messaging_type must be one of RESPONSE, UPDATE, …")
        if (kind == "MESSAGE_TAG") != (tag is not None):
            raise RefusedError(INVALID, "A tag goes with MESSAGE_TAG and with nothing else")
        if tag not in (None, "HUMAN_AGENT"):
            raise RefusedError(INVALID, f"Tag {tag!r} is not valid or was removed")
        found = self.known(person)
        length, subcode = (
            (HUMAN_AGENT_MS, OUTSIDE_HUMAN_AGENT) if tag else (STANDARD_MS, OUTSIDE_STANDARD)
        )
        if found.last_act is None or self._world.now() - found.last_act > length:
            raise RefusedError(
                NOT_ALLOWED, "This message is sent outside of allowed window.", subcode
            )
        return found.id

    def for_comment(self, comment: str) -> str:
        """The writer of a comment: one private reply, within seven days."""
        if comment not in self._world.comments:
            raise RefusedError(INVALID, "Invalid comment_id")
        person, at = self._world.comments[comment]
        if self._world.now() - at > COMMENT_MS:
            raise RefusedError(CANNOT_ANSWER, "This user cannot reply to this activity")
        if comment in self._world.answered_comments:
            raise RefusedError(ALREADY_ANSWERED, "Activity already replied to")
        found = self.known(person)
        self._world.answered_comments.add(comment)
        return found.id
