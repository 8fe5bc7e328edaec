"""What is kept of a message once it is handled: no numbers of papers, no way to pictures or files.

People send photos of identity cards and books, though they are asked not to. We never fetch them;
with the address gone nobody can any more.
"""

import json
from typing import Any

from bot.conversation.messages import Inbound

NOT_KEPT = frozenset({"image", "file", "video"})


def kept(payload: bytes, inbound: Inbound, text: str | None) -> bytes | None:
    """Give the payload as it is kept, with `text` in place of the message's; None = as it is."""
    gone = {item.url for item in inbound.attachments if item.type in NOT_KEPT and item.url}
    if text is None and not gone:
        return None

    def cleaned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: cleaned(item) for key, item in value.items()}
        if isinstance(value, list):
            return [cleaned(item) for item in value]
        if not isinstance(value, str):
            return value
        if gone and value.startswith(("http://", "https://")):
            return ""
        return text if text is not None and value.strip() == inbound.text.strip() else value

    return json.dumps(cleaned(json.loads(payload)), separators=(",", ":")).encode()
