"""What people read instead of a page, where no room of the house explains itself."""

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

TEXTS = {
    403: "Không mở được trang này.",
    404: "Không có trang này. Đường dẫn không đúng hoặc bị thiếu chữ.",
    405: "Trang này không nhận cách gửi vừa rồi.",
    413: "Nội dung gửi lên quá lớn.",
}
OTHERWISE = "Có trục trặc. Mời thử lại sau ít phút."


def explained(error: HTTPException) -> HTTPException | Response:
    """Say in Vietnamese and plain text what went wrong; a redirection stays what it is."""
    code = error.code or 500
    if code < 400:
        return error
    response = error.get_response()
    response.data = f"{TEXTS.get(code, OTHERWISE)}\n"
    response.mimetype = "text/plain"
    return response
