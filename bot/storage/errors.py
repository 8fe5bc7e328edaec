"""What can go wrong with storage."""


class StorageError(RuntimeError):
    """The database, its schema or its keys cannot be used, said in one line for operators."""


class BusyError(StorageError):
    """A write was not committed in time; whether it will be is unknown."""
