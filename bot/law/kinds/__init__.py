"""The kinds of question by name."""

from collections.abc import Mapping

from bot.law.kinds.base import Kind
from bot.law.kinds.benefits import FUNERAL, MATERNITY, SURVIVOR, WITHDRAWAL
from bot.law.kinds.contribution import CONTRIBUTION, REFUND
from bot.law.kinds.pension import ALLOWANCE, PENSION, RETIREMENT_AGE, SOCIAL_PENSION

KINDS: Mapping[str, Kind] = {
    "contribution": CONTRIBUTION,
    "retirement-age": RETIREMENT_AGE,
    "pension": PENSION,
    "withdrawal": WITHDRAWAL,
    "survivor": SURVIVOR,
    "funeral": FUNERAL,
    "maternity": MATERNITY,
    "refund": REFUND,
    "allowance": ALLOWANCE,
    "social-pension": SOCIAL_PENSION,
}
