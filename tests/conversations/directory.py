"""A small directory of invented places and collectors, for scripts and for the handlers' tests."""

from bot.directory.entries import Collector, Directory, Point

DA_NANG = "Thành phố Đà Nẵng"
POST = Point(
    "collection",
    "Bưu điện Tân Thạnh",
    "12 Đường Mẫu",
    "Phường Bàn Thạch",
    DA_NANG,
    phone="0235 3 000 111",
    hours="T2-T6 07:30-17:00",
    latitude=15.570,
    longitude=108.480,
)
BHXH = Point(
    "office",
    "BHXH cơ sở Hội An",
    "5 Đường Thử",
    "Phường Hội An",
    DA_NANG,
    latitude=15.880,
    longitude=108.330,
)
PEOPLE = (
    Collector("Nguyễn Thị Mẫu", "DN-0123", "Bưu điện", "to-05"),
    Collector("Trần Văn Thử", "DN-0456", "Viettel"),
)
FULL = Directory((POST, BHXH), PEOPLE)
