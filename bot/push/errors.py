"""What can go wrong with a push."""


class PushError(RuntimeError):
    """A push service did not take a message; the text is for staff."""


class GoneError(PushError):
    """The browser gave up its subscription: forget the device."""


class RefusedError(PushError):
    """The push service will never take this message."""


class TryLaterError(PushError):
    """The push service is away or wants a pause of `after` seconds (None: it did not say)."""

    def __init__(self, text: str, after: float | None = None) -> None:
        super().__init__(text)
        self.after = after


class BadDeviceError(PushError):
    """What a browser sent is no subscription that we send to."""
