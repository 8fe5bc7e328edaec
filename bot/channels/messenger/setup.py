"""Putting a Page in order: greeting, start button, menu, first questions, subscriptions."""

from pathlib import Path
from typing import Any

import yaml

from bot.channels import wording
from bot.channels.messenger.client import MessengerClient

TEXTS = yaml.safe_load(Path(__file__).with_name("profile.yaml").read_text(encoding="utf-8"))
MAX_GREETING = 160
GET_STARTED = "GET_STARTED"
SUBSCRIBED = (
    "messages",
    "messaging_postbacks",
    "messaging_optins",
    "messaging_referrals",
    "message_echoes",
    "message_deliveries",
    "message_reads",
    "message_reactions",
    "messaging_handovers",
    "feed",
)
PERMISSIONS = {
    "pages_messaging": "nhận và trả lời tin nhắn",
    "pages_manage_metadata": "đăng ký sự kiện của Trang",
    "pages_read_engagement": "đọc Trang",
    "pages_read_user_content": "đọc bình luận của người dân",
    "pages_manage_engagement": "ẩn bình luận có số điện thoại, trả lời riêng",
}
"""What the Page's token must allow, and what for; beyond one's own test users by App Review."""


def steps(public_url: str) -> list[str]:
    """Give what an administrator does by hand at developers.facebook.com, in order."""
    base = public_url.rstrip("/") or "https://<địa chỉ của bot>"
    allowed = "; ".join(f"{name} ({why})" for name, why in PERMISSIONS.items())
    return [
        (
            "developers.facebook.com → tạo ứng dụng, thêm Messenger và Webhooks; chép mã ứng dụng "
            "vào MESSENGER_APP_ID, khóa bí mật vào MESSENGER_APP_SECRET."
        ),
        f"Webhooks → Page: {base}/webhooks/messenger, mã xác minh là MESSENGER_VERIFY_TOKEN.",
        f"Quyền của ứng dụng (App Review, mức Advanced): {allowed}.",
        "Tạo mã truy cập lâu dài của Trang với đủ các quyền đó, chép vào MESSENGER_PAGE_TOKEN.",
        (
            f"Data Deletion Request URL: {base}/webhooks/messenger/deletion; "
            f"Deauthorize Callback URL: {base}/webhooks/messenger/deauthorize."
        ),
    ]


def profile(office: str) -> dict[str, Any]:
    """Give the Messenger profile of an office's Page."""
    greeting = wording.shorten(TEXTS["greeting"].format(office=office), MAX_GREETING)
    menu = [
        {"type": "postback", "title": title, "payload": payload} for title, payload in TEXTS["menu"]
    ]
    questions = [
        {"question": question, "payload": payload} for question, payload in TEXTS["ice_breakers"]
    ]
    return {
        "get_started": {"payload": GET_STARTED},
        "greeting": [{"locale": "default", "text": greeting}],
        "persistent_menu": [
            {"locale": "default", "composer_input_disabled": False, "call_to_actions": menu}
        ],
        "ice_breakers": [{"locale": "default", "call_to_actions": questions}],
    }


def push(client: MessengerClient, token: str, page_id: str, office: str) -> list[str]:
    """Set the Page's profile and subscribe the app to its events; may be repeated at will.

    Gives what was done, a line each. Raises SendError with the mend.
    """
    client.act("me/messenger_profile", token, profile(office))
    fields = ",".join(SUBSCRIBED)
    client.act(f"{page_id}/subscribed_apps", token, {"subscribed_fields": fields})
    return [
        "Đã đặt lời chào, nút “Bắt đầu”, menu và câu hỏi gợi ý cho Trang.",
        f"Đã đăng ký nhận sự kiện của Trang: {fields}.",
    ]
