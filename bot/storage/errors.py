"""What can go wrong with storage."""


class StorageError(RuntimeError):
    """The database, its schema or its keys cannot be used, said in one line for operators."""
