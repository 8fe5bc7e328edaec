"""What the bot says, put to both platforms' own rules: the simulators refuse nothing."""

from collections.abc import Sequence

from bot.channels.messenger import render as messenger
from bot.channels.zalo import render as zalo
from bot.conversation.messages import Reply
from bot.simulator.messenger.messages import MessageRules
from bot.simulator.zalo import messages as zalo_rules

UPLOADED = "picture-1"
IMAGES = "https://bhxh.example/static/img"
FREE = 8  # messages that Zalo takes for nothing after an act of the person
PAGE = MessageRules({UPLOADED}, "")


def accepted(replies: Sequence[Reply]) -> None:
    """Raise what a platform's rules raise for one of these replies, with its picture or without."""
    sent = 0
    for reply in replies:
        for attachment in ("", UPLOADED) if reply.picture else ("",):
            for request in messenger.render(reply, "person", 1, attachment):
                if messenger.HIDE not in request:
                    PAGE.check(request["message"])
            requests = zalo.render(reply, "person", IMAGES, attachment)
            for request in requests:
                zalo_rules.check(request["message"], {UPLOADED})
        sent += len(requests)
    assert sent <= FREE, f"{sent} messages for one act"
