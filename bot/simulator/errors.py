"""What the stand-ins refuse, and why."""


class RefusedError(Exception):
    """The platform says no: its own code, sub-code (0 = none) and its own words."""

    def __init__(self, code: int, message: str, subcode: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.subcode = subcode
        self.message = message


class BadControlError(Exception):
    """A call of the control API or of the play page that cannot be carried out."""


class BotDidNotStartError(Exception):
    """The product, started as a child process, ended or did not answer in time."""
