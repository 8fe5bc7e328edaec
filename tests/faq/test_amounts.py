"""Amounts as people write and say them, and what they mean."""

from datetime import date

import pytest

from faq.details import extract

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2tr5", 2_500_000),
        ("2 triệu rưỡi", 2_500_000),
        ("2trieu5", 2_500_000),
        ("2tr500", 2_500_000),
        ("2tr05", 2_050_000),
        ("2tr550", 2_550_000),
        ("2 triệu 500", 2_500_000),
        ("2 triệu 500 ngàn", 2_500_000),
        ("2,5 triệu", 2_500_000),
        ("2.5tr", 2_500_000),
        ("2.500.000đ", 2_500_000),
        ("2,500,000 VNĐ", 2_500_000),
        ("2500000", 2_500_000),
        ("2.500k", 2_500_000),
        ("2500k", 2_500_000),
        ("triệu hai", 1_200_000),
        ("triệu rưỡi", 1_500_000),
        ("trieu ruoi", 1_500_000),
        ("một triệu mốt", 1_100_000),
        ("ba triệu tư", 3_400_000),
        ("hai trăm rưỡi", 250_000),
        ("hai trăm hai", 220_000),
        ("trăm rưỡi", 150_000),
        ("năm trăm mốt", 510_000),
        ("ba trăm ngàn", 300_000),
        ("3 trăm nghìn", 300_000),
        ("ba trăm ba mươi ngàn", 330_000),
        ("năm chục ngàn", 50_000),
        ("hai mươi lăm triệu", 25_000_000),
        ("mười lăm triệu", 15_000_000),
        ("500k", 500_000),
        ("hai củ", 2_000_000),
        ("hai củ rưỡi", 2_500_000),
        ("3 chai", 3_000_000),
        ("5 xị", 500_000),
        ("nửa triệu", 500_000),
        ("một triệu hai trăm năm mươi ngàn", 1_250_000),
        ("2 tỷ rưỡi", 2_500_000_000),
        ("năm triệu", 5_000_000),
        ("mười hai triệu năm trăm ngàn", 12_500_000),
        ("2500000 đồng", 2_500_000),
        ("2t5", 2_500_000),
        ("2trd", 2_000_000),
        ("500 cành", 500_000),
        ("20trieu", 20_000_000),
    ],
)
def test_an_amount_is_read(text: str, value: int) -> None:
    amounts = extract(text, TODAY).amounts
    assert [a.value for a in amounts] == [value]
    assert amounts[0].words == text


@pytest.mark.parametrize(
    "text",
    [
        "mấy triệu",
        "vài trăm ngàn",
        "đóng 15 năm 7 tháng",
        "sinh năm 1972",
        "năm ni 54 tuổi",
        "gọi 0905123456",
        "cccd 049072001234",
        "ngày 1/7/2025",
        "luật 41/2024",
        "đủ 75 tuổi",
        "120 tháng",
    ],
)
def test_what_is_no_amount_is_not_read_as_one(text: str) -> None:
    assert extract(text, TODAY).amounts == ()


@pytest.mark.parametrize(
    ("text", "value"), [("mức 20trieu", 20_000_000), ("đóng 2 trieu ruoi", 2_500_000)]
)
def test_a_unit_without_marks_is_read_in_a_message_with_marks(text: str, value: int) -> None:
    assert [a.value for a in extract(text, TODAY).amounts] == [value]


def test_figures_parted_by_blanks_are_one_amount() -> None:
    assert [a.value for a in extract("mức 2 500 000 một tháng", TODAY).amounts] == [2_500_000]


def test_years_behind_an_amount_do_not_belong_to_it() -> None:
    details = extract("mức 2 triệu 5 năm", TODAY)
    assert details.amount is not None
    assert details.amount.value == 2_000_000
    details = extract("mức 2tr, 6 tháng một lần", TODAY)
    assert details.amount is not None
    assert details.amount.value == 2_000_000


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("chọn mức thu nhập 2 triệu", "income"),
        ("mức 2 triệu thì đóng bao nhiêu", "income"),
        ("đóng mức 3tr", "income"),
        ("lương em 6 triệu", "income"),
        ("mỗi tháng đóng 300 ngàn", "payment"),
        ("đóng mỗi tháng 300 ngàn", "payment"),
        ("để dành được bốn trăm một tháng", "payment"),
        ("tháng tui nộp nổi 500k", "payment"),
        ("2 triệu", None),
        ("mức đóng 500k", None),
    ],
)
def test_an_amount_is_an_income_or_a_payment_or_in_doubt(text: str, meaning: str | None) -> None:
    amount = extract(text, TODAY).amount
    assert amount is not None
    assert amount.meaning == meaning
