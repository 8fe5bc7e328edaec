"""The Graph API's error codes: what to do, and what staff read (with the mend, if any)."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels.errors import Do, SendError


@dataclass(frozen=True)
class Meaning:
    """What a code means to us."""

    do: Do
    staff_text: str


_AGAIN = "Hệ thống tự thử lại."
_REPORT = "Báo người quản trị xem nhật ký."
_OUTSIDE = Meaning(
    Do.HOLD,
    "Đã quá thời hạn nhắn cho người này. Tin được giữ lại, gửi tiếp khi người này nhắn; cần gấp "
    "thì gọi điện.",
)
_GONE = Meaning(
    Do.STOP_PERSON, "Người này không nhận tin: đã chặn Trang, rời Messenger hoặc khóa tài khoản."
)
_PERMISSION = Meaning(
    Do.PAUSE_CHANNEL,
    "Ứng dụng thiếu quyền nhắn tin cho Trang. Vào developers.facebook.com cấp quyền "
    "pages_messaging rồi chạy lại `setup messenger`.",
)
_TOO_FAST = Meaning(Do.RETRY, f"Gửi nhanh hơn mức Facebook cho phép. {_AGAIN}")
_PASSING = Meaning(Do.RETRY, f"Facebook đang trục trặc. {_AGAIN}")

PERMISSIONS = frozenset({"10", "200", "230"})
CANNOT_HIDE = (
    "Chưa ẩn được bình luận có số điện thoại: ứng dụng thiếu quyền pages_manage_engagement. Vào "
    "Trang ẩn bằng tay, rồi cấp quyền."
)

SUBCODES: Mapping[int, Meaning] = {
    2018278: _OUTSIDE,
    2534022: _OUTSIDE,
    1545041: _GONE,
    2018001: Meaning(Do.STOP_PERSON, "Facebook không có người này trên Trang."),
    2018047: Meaning(Do.RETRY, f"Tệp gửi kèm chưa tải lên được. {_AGAIN}"),
    2018074: Meaning(Do.REUPLOAD, "Tệp gửi kèm không còn trên Facebook. Hệ thống tải lên lại."),
    2018109: Meaning(Do.DEAD, "Tệp gửi kèm lớn hơn mức Facebook nhận."),
}
CODES: Mapping[int, Meaning] = {
    190: Meaning(
        Do.PAUSE_CHANNEL,
        "Mã truy cập của Trang không còn hiệu lực. Lấy mã mới tại developers.facebook.com, đặt vào "
        "MESSENGER_PAGE_TOKEN rồi khởi động lại. Tin đang chờ vẫn được giữ.",
    ),
    10: _PERMISSION,
    200: _PERMISSION,
    230: _PERMISSION,
    551: _GONE,
    10900: Meaning(Do.DEAD, "Bình luận này đã được trả lời riêng rồi."),
    10903: Meaning(
        Do.DEAD,
        "Bình luận quá 7 ngày hoặc người viết không nhận trả lời riêng, nên không gửi được.",
    ),
    100: Meaning(Do.DEAD, f"Facebook báo tin sai tham số. {_REPORT}"),
    4: _TOO_FAST,
    17: _TOO_FAST,
    32: _TOO_FAST,
    613: _TOO_FAST,
    80006: _TOO_FAST,
    1: _PASSING,
    2: _PASSING,
    1200: _PASSING,
    368: Meaning(
        Do.PAUSE_CHANNEL,
        "Facebook tạm khóa Trang vì chính sách. Xem “Chất lượng Trang” trên Facebook và làm theo "
        "hướng dẫn ở đó.",
    ),
}


def send_error(code: int, subcode: int, http_status: int, retry_after: float | None) -> SendError:
    """Give the error for a code; a sub-code that we know says more than its code."""
    passing = http_status >= 500
    unknown = Meaning(
        Do.RETRY if passing else Do.DEAD,
        f"Facebook báo lỗi {code}. {_AGAIN if passing else _REPORT}",
    )
    meaning = SUBCODES.get(subcode) or CODES.get(code, unknown)
    name = f"{code}/{subcode}" if subcode else str(code)
    return SendError(meaning.do, name, meaning.staff_text, retry_after)
