"""The report to sign: as many pages as it needs, the signatures in one piece."""

import re
import shutil
import subprocess
from datetime import date

import pytest

from bot.pictures.facts.base import Table
from bot.pictures.pdf.report import Paper, paper

HEAD = ("Hạng", "Tổ", "Người mới")


def report(rows, place="Đà Nẵng", days=3):
    teams = tuple((str(number), f"Tổ số {number}", "15") for number in range(1, rows + 1))
    by_day = tuple((f"{day:02}/11/2026", "5") for day in range(1, days + 1))
    return paper(
        Paper(
            office="BHXH cơ sở Tam Kỳ",
            title="Kết quả chiến dịch Đợt 1",
            lines=("Từ ngày 01/11/2026 đến hết ngày 03/11/2026",),
            tables=(
                Table("Kết quả của các tổ", HEAD, (*teams, ("", "Cộng", "15")), totals=True),
                Table("Kết quả theo ngày", ("Ngày", "Người mới"), by_day),
            ),
            notes=("Bằng nhau thì cùng hạng.",),
            place=place,
            on=date(2026, 11, 24),
        )
    )


@pytest.fixture
def pages():
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")

    def read(pdf):
        command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
        done = subprocess.run(command, input=pdf, capture_output=True, check=True)
        return [re.sub(r"\s+", " ", page) for page in done.stdout.decode().split("\f")[:-1]]

    return read


@pytest.mark.parametrize("rows", [1, 13, 18, 20, 22, 24, 26, 60])
def test_heads_are_repeated_and_nothing_is_torn_apart(pages, rows):
    read = pages(report(rows))
    assert f"Tổ số {rows}" in " ".join(read)
    for at, page in enumerate(read, 1):
        assert f"Trang {at}/{len(read)}" in page
        assert ("Tổ số" in page) <= ("Hạng Tổ Người mới" in page)
        assert ("Kết quả theo ngày" in page) == ("01/11/2026 5" in page)
    signed = ("Đà Nẵng, ngày 24 tháng 11 năm 2026", "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ")
    assert all(words in read[-1] for words in signed)


def test_without_a_place_the_day_stands_alone(pages):
    assert "Ngày 24 tháng 11 năm 2026" in pages(report(1, place=""))[0]


def test_a_campaign_without_results_can_be_reported(pages):
    assert "Kết quả theo ngày" in pages(report(0, days=0))[0]
