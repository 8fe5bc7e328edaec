"""`python -m bot units` as an operator uses it."""

import openpyxl
import pytest
from click.testing import CliRunner

from bot.leads.units_cli import units_command
from tests.conftest import KEYS
from tests.console.office import OfficeAtWork

HEAD = ("BHXH cơ sở", "Xã/phường", "Thôn/khối phố")


@pytest.fixture
def office(sqlite_database, sqlite_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ENCRYPTION_KEYS", KEYS)
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("ADMIN_PASSWORD", "x")
    opened = OfficeAtWork(sqlite_database)
    opened.tree()
    return opened


def run(*words):
    answer = CliRunner().invoke(units_command, words, catch_exceptions=False)
    return answer.exit_code, answer.output


def workbook(path, *rows):
    book = openpyxl.Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(path)
    return str(path)


def test_wards_and_hamlets_are_put_under_their_offices(office, tmp_path):
    rows = (
        ("BHXH Tam Kỳ", "Phường Bàn Thạch", "Khối phố 3"),
        ("BHXH Tam Kỳ", "phường quảng phú", None),
    )
    file = workbook(tmp_path / "units.xlsx", *rows)
    assert run("import", file)[0] == 0
    code, said = run("import", file)
    assert (code, said) == (0, "Đã xếp 2 xã/phường, thôn/khối phố.\n")
    listed = run("list")[1].splitlines()
    assert "Xã/phường\tPhường Bàn Thạch\tBHXH Tam Kỳ" in listed
    assert "Xã/phường\tPhường Quảng Phú\tBHXH Tam Kỳ" in listed
    assert "Thôn/khối phố\tKhối phố 3\tPhường Bàn Thạch" in listed
    assert len(listed) == 5


def test_a_csv_from_excel_with_semicolons_is_read(office, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text("\ufeffXã/phường;BHXH cơ sở\nPhường Hội An;BHXH Hội An\n", encoding="utf-8")
    assert run("import", str(file))[0] == 0
    assert "Xã/phường\tPhường Hội An\tBHXH Hội An" in run("list")[1]


def test_a_row_that_is_wrong_is_named_and_nothing_is_kept(office, tmp_path):
    rows = (("BHXH Tam Kỳ", "Phường Bàn Thạch"), ("BHXH Tam Kỳ", "Phường Không Có"))
    code, said = run("import", workbook(tmp_path / "units.xlsx", *rows))
    assert code != 0
    assert "Dòng 3: Không có xã/phường “Phường Không Có”" in said
    assert "Bàn Thạch" not in run("list")[1]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("units.csv", "Tên;Nơi\n", "thiếu cột BHXH cơ sở, Xã/phường"),
        ("units.xlsx", "no workbook", "không phải là tệp Excel"),
    ],
)
def test_a_file_that_is_no_list_of_units_is_explained(office, tmp_path, name, content, said):
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    code, told = run("import", str(file))
    assert code != 0
    assert said in told
