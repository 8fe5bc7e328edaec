"""What can go wrong with the directory; the messages are for staff."""


class DirectoryError(ValueError):
    """A file cannot be read as a directory; the message says what to do instead."""
