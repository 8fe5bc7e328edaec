"""The web chat as a channel: its page polls the outbox."""

from bot.channels.typed import TypedChannel


class WebchatChannel(TypedChannel):
    """See TypedChannel."""

    name = "webchat"
