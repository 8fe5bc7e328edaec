"""Putting an Official Account in order: what the API can check, and what is done by hand.

Zalo offers no call for the greeting, the menu or the webhook of an OA: they are set once in OA
Manager and in the developers' console, and `steps` says what to enter there.
"""

from bot.channels import wording
from bot.channels.zalo.client import ZaloClient

EVENTS = (
    "user_send_*, anonymous_send_*, oa_send_*, user_submit_info, follow, unfollow, "
    "user_received_message, user_seen_message, user_reacted_message"
)


def check(client: ZaloClient, token: str) -> str:
    """Prove that token and rights are good. Gives a line for the operator; raises SendError."""
    return f"Mã truy cập Zalo dùng được; OA đang có {client.followers(token)} người quan tâm."


def steps(public_url: str) -> list[str]:
    """Give what an administrator enters by hand, in order."""
    base = public_url.rstrip("/")
    menu = "; ".join(f"“{title}”" for title in wording.TEXTS["zalo_menu"])
    return [
        "developers.zalo.me → ứng dụng → Xác thực tên miền: chép tên tệp vào ZALO_VERIFIER.",
        f"developers.zalo.me → ứng dụng → Official Account → Callback: {base}/oauth/zalo/callback",
        f"developers.zalo.me → ứng dụng → Webhook: {base}/webhooks/zalo",
        f"Bật các sự kiện: {EVENTS}.",
        "Chép “OA Secret Key” ở trang Webhook vào ZALO_OA_SECRET_KEY.",
        f"oa.zalo.me → Tùy chỉnh Menu: mỗi mục “Gửi tin nhắn” đúng bằng tên mục: {menu}.",
        "oa.zalo.me → Tin nhắn tự động: tắt, hoặc chép nguyên văn vào ZALO_AUTO_TEXTS.",
    ]
