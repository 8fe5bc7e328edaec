"""Zalo's error codes: what to do, and what staff read (with the mend, where they can mend it)."""

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
_WAIT = "Tin được giữ lại, gửi tiếp khi người này nhắn; cần gấp thì gọi điện."
_LOOK_AT_OA = "Vào oa.zalo.me xem trạng thái và gói dịch vụ của OA, rồi chạy lại `setup zalo`."

CODES: Mapping[int, Meaning] = {
    -216: Meaning(Do.REFRESH, "Mã truy cập Zalo không còn hiệu lực. Chạy lại `setup zalo`."),
    -220: Meaning(Do.REFRESH, "Mã truy cập Zalo đã hết hạn. Chạy lại `setup zalo`."),
    -32: Meaning(Do.RETRY, f"Gửi nhanh hơn mức Zalo cho phép. {_AGAIN}"),
    -200: Meaning(Do.RETRY, f"Zalo chưa gửi được tin. {_AGAIN}"),
    -201: Meaning(Do.DEAD, f"Zalo báo tin sai tham số. {_REPORT}"),
    -210: Meaning(Do.DEAD, f"Zalo báo tin quá dài. {_REPORT}"),
    -233: Meaning(Do.DEAD, f"Zalo không nhận loại tin này. {_REPORT}"),
    -211: Meaning(Do.PAUSE_CHANNEL, f"OA đã hết hạn mức gửi tin. {_LOOK_AT_OA}"),
    -218: Meaning(Do.HOLD, f"Đã hết số tin gửi được cho người này. {_WAIT}"),
    -213: Meaning(Do.STOP_PERSON, "Người này chưa quan tâm (hoặc đã bỏ quan tâm) OA."),
    -217: Meaning(Do.STOP_PERSON, "Người này đã chặn OA."),
    -227: Meaning(Do.STOP_PERSON, "Tài khoản Zalo này bị khóa hoặc không dùng trên 45 ngày."),
    -244: Meaning(Do.STOP_PERSON, "Người này không nhận loại tin này từ OA."),
    -230: Meaning(Do.HOLD, f"Người này không nhắn cho OA trong 7 ngày qua. {_WAIT}"),
    -232: Meaning(Do.HOLD, f"Đã quá thời hạn nhắn cho người này. {_WAIT}"),
    -234: Meaning(Do.NIGHT, "Zalo không cho gửi ban đêm (22:00-06:00). Tin gửi lại lúc 06:00."),
    -100: Meaning(Do.REUPLOAD, "Tệp gửi kèm đã quá hạn 7 ngày. Hệ thống tải lên lại."),
    -204: Meaning(Do.PAUSE_CHANNEL, f"OA đã bị xóa. {_LOOK_AT_OA}"),
    -205: Meaning(Do.PAUSE_CHANNEL, f"OA không tồn tại. {_LOOK_AT_OA}"),
    -209: Meaning(
        Do.PAUSE_CHANNEL,
        "Ứng dụng Zalo chưa được phép gửi tin. Vào developers.zalo.me, kích hoạt ứng dụng và cấp "
        "quyền gửi tin.",
    ),
    -212: Meaning(
        Do.PAUSE_CHANNEL,
        "OA chưa cho ứng dụng quyền này. Chạy lại `setup zalo` và cấp đủ quyền.",
    ),
    -219: Meaning(Do.PAUSE_CHANNEL, f"Ứng dụng Zalo đã bị gỡ hoặc vô hiệu. {_LOOK_AT_OA}"),
    -221: Meaning(Do.PAUSE_CHANNEL, f"OA chưa được xác thực. {_LOOK_AT_OA}"),
    -223: Meaning(Do.PAUSE_CHANNEL, f"OA đã hết hạn mức. {_LOOK_AT_OA}"),
    -224: Meaning(Do.PAUSE_CHANNEL, f"OA chưa mua gói có tính năng này. {_LOOK_AT_OA}"),
    -240: Meaning(
        Do.PAUSE_CHANNEL, f"Zalo đã ngừng cách gửi này: cần nâng cấp phần mềm. {_REPORT}"
    ),
    -320: Meaning(
        Do.PAUSE_CHANNEL,
        "Ứng dụng chưa liên kết Zalo Cloud Account. Liên kết tại account.zalo.cloud.",
    ),
    -321: Meaning(
        Do.PAUSE_CHANNEL,
        "Tài khoản Zalo Cloud hết tiền hoặc chưa thanh toán được. Nạp tiền tại account.zalo.cloud.",
    ),
}

NOT_ALLOWED = frozenset({"-212", "-224"})  # this call, not the account as a whole

_RENEW = "Chạy lại `python -m bot setup zalo` để OA cấp quyền lại."
OAUTH_CODES: Mapping[int, Meaning] = {
    -14014: Meaning(
        Do.PAUSE_CHANNEL, f"Mã làm mới (refresh token) của Zalo đã dùng hoặc quá 3 tháng. {_RENEW}"
    ),
    -14004: Meaning(
        Do.PAUSE_CHANNEL,
        "Khóa bí mật của ứng dụng Zalo không đúng. Xem lại ZALO_APP_SECRET tại developers.zalo.me.",
    ),
}


def send_error(code: int, http_status: int, retry_after: float | None) -> SendError:
    """Give the error of a send, an upload or another call of the OA API."""
    passing = http_status >= 500
    unknown = Meaning(
        Do.RETRY if passing else Do.DEAD,
        f"Zalo báo lỗi {code}. {_AGAIN if passing else _REPORT}",
    )
    meaning = CODES.get(code, unknown)
    return SendError(meaning.do, str(code), meaning.staff_text, retry_after)


def oauth_error(code: int) -> SendError:
    """Give the error of a call for tokens, which is not tried again: a token works once."""
    meaning = OAUTH_CODES.get(
        code, Meaning(Do.PAUSE_CHANNEL, f"Zalo không cấp mã truy cập (lỗi {code}). {_RENEW}")
    )
    return SendError(meaning.do, str(code), meaning.staff_text)
