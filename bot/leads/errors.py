"""What can go wrong with leads, accounts and teams; the messages are for staff."""


class LeadsError(ValueError):
    """Something cannot be done as asked; the message says what to do instead."""


class UnknownLeadError(LeadsError):
    """There is no such lead, or it belongs to another team: both look the same from outside."""


class UnknownJoinError(LeadsError):
    """The campaign has no such join, or it is not for this colleague to decide."""


class SignInError(LeadsError):
    """Wrong name or password, or the account is locked or disabled."""
