"""The page for the printer; its words are read back with poppler where that is installed."""

import re
import shutil
import subprocess

import pytest

from bot.pictures.errors import PicturesError
from bot.pictures.pdf.leaflet import leaflet
from tests.pictures.examples import CARD, CHART, LEVELS, USUAL, WIDEST

LINK = "https://bhxh.example/q/to-roi-1"


@pytest.fixture
def read(parameters, office, before_rise):
    """The words of a leaflet, in the order of reading."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")

    def words(picture):
        pdf = leaflet(picture, parameters, office, before_rise, LINK)
        done = subprocess.run(
            ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"],
            input=pdf,
            capture_output=True,
            check=True,
        )
        return re.sub(r"\s+", " ", done.stdout.decode())

    return words


@pytest.mark.parametrize("name", [*USUAL, *WIDEST])
def test_every_leaflet_is_one_page_of_a4_with_its_fonts_in_it(
    name, parameters, office, before_rise
):
    pdf = leaflet((USUAL | WIDEST)[name], parameters, office, before_rise, LINK)
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 595.28 841.89]" in pdf
    assert len(re.findall(rb"/FontFile2", pdf)) == 3
    assert b"BeVietnamPro" in pdf
    assert len(pdf) < 300_000


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_a_leaflet_says_the_code_to_type(parameters, office, before_rise):
    pdf = leaflet(LEVELS, parameters, office, before_rise, LINK, "TK05")
    command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    assert "Hoặc nhắn TK05 cho trợ lý" in done.stdout.decode()
    assert pdf.count(b"/Type /Page\n") == 1


def test_a_leaflet_has_title_language_and_a_described_code(parameters, office, before_rise):
    pdf = leaflet(LEVELS, parameters, office, before_rise, LINK)
    assert b"/Title <feff" + "Minh họa mức đóng".encode("utf-16-be").hex().encode() in pdf
    assert b"/Lang (vi)" in pdf
    assert b"/Marked true" in pdf
    assert b"/URI (" + LINK.encode() in pdf


def test_a_leaflet_is_text_with_right_vietnamese(read, office):
    words = read(LEVELS)
    for text in (
        office.name,
        office.hotline,
        office.address,
        "Minh họa mức đóng, mức hưởng",
        "không thuộc diện ưu tiên",
        "Lương hưu mỗi tháng, nữ (ước tính)",
        "563.200 đ",
        "96.800 đ",
        "Số liệu ngày 24/11/2026.",
        "Nghị định 351/2025/NĐ-CP (Điều 3)",
        LINK,
    ):
        assert text in words


def test_the_card_as_a_leaflet_adds_up(read):
    words = read(CARD)
    assert "Mức đóng 1.980.000 đ 1.980.000 đ" in words
    assert "Nhà nước hỗ trợ 198.000 đ 290.400 đ" in words
    assert "Mình đóng 1.782.000 đ 1.689.600 đ" in words


def test_the_chart_as_a_leaflet_has_its_table(read):
    words = read(CHART)
    assert "11/2026 đến 12/2026 2 1.188.000 đ 132.000 đ" in words
    assert "Tất cả 180 107.563.874 đ 11.554.400 đ" in words


def test_the_same_question_gives_the_same_page(parameters, office, before_rise):
    pages = {leaflet(CARD, parameters, office, before_rise, LINK) for _ in range(2)}
    assert len(pages) == 1


@pytest.mark.parametrize("name", ["highest levels", "buys at the end", "largest payment"])
def test_a_long_office_name_and_many_levels_still_fit(name, parameters, long_office, before_rise):
    pdf = leaflet(WIDEST[name], parameters, long_office, before_rise, LINK)
    assert pdf.count(b"/Type /Page\n") == 1


def test_a_link_that_no_code_holds_is_refused(parameters, office, before_rise):
    with pytest.raises(PicturesError, match="quá dài"):
        leaflet(CARD, parameters, office, before_rise, "https://bhxh.example/" + "x" * 4000)
