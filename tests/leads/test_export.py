"""Spreadsheets that offices open in Excel."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from bot.leads.export import COLUMNS, TITLES, csv_text, harmless, write_xlsx
from bot.storage.outreach import Lead, Team

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)  # the 25th in Vietnam

CONTRACT = [
    *("STT", "Mã", "Họ và tên", "Số điện thoại", "Năm sinh", "Giới tính", "Thôn/khối phố"),
    *("Xã/phường nay", "Xã/phường cũ", "Kênh", "Nguồn", "Chiến dịch", "Nhu cầu"),
    *("Mức thu nhập", "Diện hỗ trợ", "Phương thức", "Giờ gọi", "Trạng thái", "Lý do", "Tổ"),
    *("Người phụ trách", "Liên hệ cuối", "Hẹn tiếp", "Ngày tham gia", "Số biên lai"),
    *("Đồng ý lúc", "Phiên bản đồng ý", "Ngày tạo"),
]


def lead(**values):
    texts = dict.fromkeys(
        (
            *("name", "phone", "sex", "place", "hamlet", "ward", "former_ward", "source"),
            *("campaign", "need", "support", "mode", "call_time", "reason", "receipt"),
        ),
        "",
    )
    given = {
        "code": "KH-000001",
        "name": "Đặng Thị Bé",
        "phone": "+84905123456",
        "channel": "zalo",
        "status": "new",
        "consent_at": NOW,
        "consent_version": "2026-11",
        "created_at": NOW,
    }
    return Lead(**{**texts, **given, **values})


def rows(*leads):
    text = "".join(csv_text(leads))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_the_columns_are_those_of_the_contract_in_their_order():
    assert list(TITLES) == CONTRACT


def test_a_row_says_what_staff_read():
    [row] = rows(
        lead(
            birth_year=1970,
            hamlet="khối phố Đoan Trai",
            ward="Phường Bàn Thạch",
            former_ward="Phường Tân Thạnh",
            income=1_500_000,
            support="near-poor",
            mode="3-months",
            status="visit-agreed",
            team=Team(name="Tân Thạnh"),
            next_step_on=date(2026, 12, 1),
        )
    )
    assert row["STT"] == "1"
    assert row["Số điện thoại"] == "0905 123 456"
    assert row["Thôn/khối phố"] == "khối phố Đoan Trai"
    assert (row["Kênh"], row["Trạng thái"], row["Tổ"]) == ("Zalo", "Hẹn gặp", "Tân Thạnh")
    assert (row["Mức thu nhập"], row["Diện hỗ trợ"]) == ("1500000", "hộ cận nghèo")
    assert row["Phương thức"] == "đóng 3 tháng một lần"
    assert (row["Hẹn tiếp"], row["Ngày tạo"]) == ("01/12/2026", "25/11/2026")
    assert row["Đồng ý lúc"] == "25/11/2026"
    assert row["Ngày tham gia"] == ""


def test_a_place_without_a_known_ward_is_shown_as_written():
    [row] = rows(lead(place="sau chợ Vườn Lài"))
    assert row["Thôn/khối phố"] == "sau chợ Vườn Lài"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+84",
        "-2+3",
        "@SUM(A1)",
        " =1",
        "\t=1",
        "\r=1",
        "\n=1",
        "\u00a0=1",
        "\ufeff=1",
        "\u200b=1",
        "＝1",
        "＠x",
    ],
)
def test_a_cell_that_would_run_as_a_formula_does_not(text):
    assert harmless(text) == "'" + text
    assert rows(lead(name=text))[0]["Họ và tên"].startswith("'")


@pytest.mark.parametrize("text", ["Đặng Thị Bé", "0905 123 456", "a=b", "", "(=)"])
def test_a_harmless_cell_stays_as_it_is(text):
    assert harmless(text) == text


def test_a_name_with_quotes_commas_and_lines_stays_one_cell():
    name = 'Bé "Ba", thôn 3;\nxã'
    assert rows(lead(name=name), lead())[0]["Họ và tên"] == name


@pytest.fixture
def sheet(tmp_path):
    def read(*leads):
        path = tmp_path / "leads.xlsx"
        assert write_xlsx(path, leads) == len(leads)
        return openpyxl.load_workbook(path).active

    return read


def test_the_workbook_has_text_phones_real_dates_and_a_frozen_header(sheet):
    opened = sheet(lead(birth_year=1970, income=1_500_000), lead(name="=1+1"))
    header = [cell.value for cell in opened[1]]
    assert header == CONTRACT
    row = dict(zip(header, opened[2], strict=True))
    assert row["Số điện thoại"].value == "0905 123 456"
    assert row["Số điện thoại"].data_type == "s"
    assert row["Ngày tạo"].value == datetime(2026, 11, 25)  # noqa: DTZ001 - a day
    assert row["Ngày tạo"].number_format == "dd/mm/yyyy"
    assert row["Mức thu nhập"].value == 1_500_000
    assert row["Năm sinh"].number_format == "0"
    assert opened["C3"].value == "=1+1"
    assert opened["C3"].data_type == "s"
    assert opened.freeze_panes == "A2"
    assert opened.auto_filter.ref == "A1:AB3"
    assert opened.column_dimensions["C"].width > 20


def test_an_empty_workbook_still_has_its_header(sheet):
    assert [cell.value for cell in sheet()[1]] == CONTRACT


def test_every_column_has_a_width():
    assert all(column.width >= 10 for column in COLUMNS)
