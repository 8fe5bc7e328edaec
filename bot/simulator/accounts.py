"""The two accounts that the simulator plays: one Official Account, one Page (all ids invented)."""

import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ZaloAccount:
    oa_id: str = "388613280878808645"
    app_id: str = "360846524940903967"
    app_secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    oa_secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))


@dataclass(frozen=True)
class MessengerPage:
    page_id: str = "106728097004746"
    app_id: str = "1517776481860111"
    app_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    page_token: str = field(default_factory=lambda: "EAA" + secrets.token_urlsafe(40))
    verify_token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    name: str = "Bảo hiểm xã hội (mô phỏng)"
