"""Where leads come from when a colleague writes them down."""

from collections.abc import Sequence

SOURCES: Sequence[str] = (
    "Đến nhà",
    "Họp thôn",
    "Hội nghị",
    "Tờ rơi",
    "Loa phường",
    "Nhạc chờ",
    "Báo, đài",
    "Gọi hotline",
    "Người quen giới thiệu",
)
