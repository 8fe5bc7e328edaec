"""What can go wrong in the law package, with texts for people."""


class LawError(Exception):
    """A question that the law, as we hold it, does not answer.

    `field` names the part of the question that is wrong (None: the question as a whole);
    `message` is Vietnamese, says the bound and what to do.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class ParameterError(Exception):
    """A parameter file or a change to it that breaks the rules of dated values; for staff."""
