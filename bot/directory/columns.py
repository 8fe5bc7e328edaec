"""The sheets of a directory file: their columns, in the words of staff."""

from collections.abc import Mapping

from bot.directory.entries import COLLECTION, OFFICE
from bot.sheets import Column, Sheet

KINDS: Mapping[str, str] = {OFFICE: "Cơ quan BHXH", COLLECTION: "Điểm thu"}


MOST_ROWS = 20_000

POINTS = Sheet(
    "Điểm phục vụ",
    (
        Column("kind", "Loại", 40, "Điểm thu", "“Cơ quan BHXH” hoặc “Điểm thu”", required=True),
        Column("name", "Tên", 200, "Bưu điện Tam Kỳ", required=True),
        Column("organisation", "Tổ chức", 200, "Bưu điện thành phố", "ai mở điểm thu"),
        Column("address", "Địa chỉ", 300, "12 Đường Mẫu", "số nhà, đường, thôn", required=True),
        Column("ward", "Xã/phường", 100, "Phường Bàn Thạch", "tên hiện nay", required=True),
        Column("former_ward", "Xã/phường cũ", 100, "Phường Tân Thạnh", "trước 1/7/2025"),
        Column("province", "Tỉnh/thành phố", 100, "Thành phố Đà Nẵng", "trống: của cơ quan"),
        Column("phone", "Điện thoại", 60, "0235 3 000 000"),
        Column("hours", "Giờ làm việc", 200, "T2-T6 07:30-17:00"),
        Column("latitude", "Vĩ độ", 20, "15.5736", "để tìm điểm gần vị trí người dân gửi"),
        Column("longitude", "Kinh độ", 20, "108.4740", "cùng với vĩ độ"),
    ),
    MOST_ROWS,
)
COLLECTORS = Sheet(
    "Nhân viên thu",
    (
        Column("name", "Họ và tên", 200, "Nguyễn Thị Mẫu", required=True),
        Column("card", "Số thẻ", 60, "DN-0123", "mỗi người một số, có trên thẻ", required=True),
        Column("organisation", "Tổ chức", 200, "Bưu điện thành phố", required=True),
        Column("team", "Mã tổ", 60, "to-05", "tổ tuyên truyền, nếu có"),
    ),
    MOST_ROWS,
)
