"""The consent that a colleague reads out at the door before writing a phone number down."""

READ_OUT = (
    "Để cán bộ gọi lại, {office} xin lưu tên, số điện thoại và nơi ở của cô/chú, anh/chị. Chỉ cán "
    "bộ {office} và tổ tuyên truyền, tổ chức thu BHXH được ủy quyền (như bưu điện, Viettel) ở địa "
    "bàn xem được, chỉ để tư vấn BHXH tự nguyện, giữ nhiều nhất {months} tháng. Muốn xem, sửa hay "
    "xóa, gọi {hotline}. Cô/chú, anh/chị đồng ý không ạ?"
)
VERSION = "2026-11-24-gap-mat"


def read_out(office: str, hotline: str, months: int) -> str:
    """Give the words."""
    return READ_OUT.format(office=office, hotline=hotline, months=months)
