"""What can go wrong in the understanding package, with texts that say what to do."""


class FaqError(Exception):
    """Base of all errors of this package."""


class ContentError(FaqError):
    """A content file is missing or malformed; the message names the file and what is wrong."""


class ModelError(FaqError):
    """The model file is missing, damaged or of another content; rebuild with `faq build`."""


class QuestionFileError(FaqError):
    """A file of labelled questions cannot be read; the message names the line."""


class TeachingError(FaqError):
    """A phrasing cannot be taught; the text says why, for staff."""
