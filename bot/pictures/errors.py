"""What can go wrong with a picture."""


class PicturesError(Exception):
    """A description that cannot be drawn; `message` is Vietnamese and says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
