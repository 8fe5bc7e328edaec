"""Short codes that can be spoken: "TK05" on a leaflet, typed to the bot in any channel."""

import re

CODE = re.compile(r"([A-Z]{2}) ?([0-9]{2,3})")
NO_CODES = {"AP", "CT", "KP", "SN", "SO", "TO", "TR", "XA"}
"""How places, house numbers, forms and amounts begin; no code does."""


def spoken(text: str) -> str:
    """Give the code that the text is, "TK05" for "tk 05"; "" when it is anything else."""
    found = CODE.fullmatch(text.strip().upper())
    return found[1] + found[2] if found and found[1] not in NO_CODES else ""
