"""What can go wrong in delivery."""


class DeliveryError(RuntimeError):
    """Delivery cannot go on with what it has in hand."""


class StaleFenceError(DeliveryError):
    """Another process has this conversation by now: nothing more may be committed for it."""


class NoTokenError(DeliveryError):
    """There is no usable access token for the account: its sends wait."""
