from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.law.checking import check_files, missing_years
from bot.law.errors import LawError, ParameterError
from bot.law.loading import FOLDER, load, load_folder
from bot.law.units import check_value
from bot.law.values import Change, Confirmation

GOOD = """\
line:
  description: Chuẩn nghèo
  unit: money
  reference: Luật
  values:
    2022-01-01: {value: 1500000, document: NĐ 07/2021, article: Điều 3, mark: V}
    2027-01-01: {value: 2200000, document: NĐ 351/2025, article: Điều 3, mark: S}
"""


def folder_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / "law.yaml").write_text(text, "utf-8")
    return tmp_path


def test_a_value_holds_from_its_day_until_the_next() -> None:
    parameters = load()
    assert parameters.at("rural_poverty_line", date(2021, 12, 31)) == 700_000
    assert parameters.at("rural_poverty_line", date(2022, 1, 1)) == 1_500_000
    assert parameters.at("rural_poverty_line", date(2026, 12, 31)) == 1_500_000
    assert parameters.at("rural_poverty_line", date(2027, 1, 1)) == 2_200_000
    assert parameters.at("rural_poverty_line", date(2035, 6, 1)) == 2_200_000


def test_a_day_before_the_first_value_is_an_error_not_a_guess() -> None:
    with pytest.raises(LawError, match="01/01/2016") as caught:
        load().at("rural_poverty_line", date(2015, 12, 31))
    assert caught.value.field == "on"


def test_only_mark_v_or_a_confirmation_is_verified() -> None:
    for parameter in load():
        for value in parameter.values:
            assert value.verified is (value.mark == "V")


def test_the_shipped_files_pass_the_check() -> None:
    report = check_files(date(2026, 11, 24), FOLDER)
    assert report.problems == ()
    assert report.parameters == len(list(load()))
    names = {value.name for value in report.unverified}
    assert {"monthly_return", "local_support", "island_communes", "allowance_times"} <= names
    assert "contribution_rate" not in names


def test_the_check_tells_when_a_yearly_table_is_missing() -> None:
    table = load()["income_coefficients"]
    assert missing_years(table, date(2026, 12, 31)) == []
    assert missing_years(table, date(2028, 1, 1)) == [
        "income_coefficients: thiếu giá trị của năm 2027",
        "income_coefficients: thiếu giá trị của năm 2028",
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: money", "unit: dollars", "đơn vị lạ"),
        ("  reference: Luật\n", "", "cần có"),
        ("  unit: money", "  unit: money\n  colour: red", "khóa lạ"),
        ("mark: V", "mark: X", "dấu"),
        ("document: NĐ 07/2021", "document: ''", "thiếu nguồn"),
        ("article: Điều 3, mark: V", "mark: V", "cần đúng các khóa"),
        ("2022-01-01", "2028-01-01", "tăng dần"),
        ("value: 1500000", "value: 1500000.5", "không hợp"),
        ("value: 1500000", "value: -1", "không hợp"),
        ("value: 1500000", "value: true", "không hợp"),
        ("value: 1500000", "value: '1500000'", "không hợp"),
        ("2027-01-01", "2022-01-01", "lặp lại"),
        (GOOD, "just text", "theo tên"),
        (GOOD, "line: [", "law.yaml"),
        (GOOD, "line: {description: a, unit: money, reference: b, values: {}}", "chưa có giá trị"),
    ],
)
def test_a_faulty_file_is_refused_and_reported(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    folder = folder_with(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ParameterError, match=says):
        load_folder(folder)
    report = check_files(date(2026, 11, 24), folder)
    assert len(report.problems) == 1
    assert says in report.problems[0]


def test_the_same_name_in_two_files_is_refused_and_reported(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, GOOD)
    (folder / "more.yaml").write_text(GOOD, "utf-8")
    with pytest.raises(ParameterError, match="tệp khác"):
        load_folder(folder)
    assert "tệp khác" in check_files(date(2026, 11, 24), folder).problems[0]


def test_numbers_in_the_files_are_exact() -> None:
    table = load().at("income_coefficients", date(2026, 5, 1))
    assert isinstance(table, dict) is False
    assert table[2011] == Decimal("1.65")  # type: ignore[index, call-overload]
    assert FOLDER.is_dir()


def test_staff_add_next_years_value_without_a_programmer() -> None:
    added = Change(
        "monthly_return",
        date(2028, 1, 1),
        Decimal("0.0034"),
        document="Công văn 12/BHXH",
        article="mức 2028",
        mark="S",
    )
    changed = load().with_changes([added])
    assert changed.at("monthly_return", date(2028, 3, 1)) == Decimal("0.0034")
    assert changed.at("monthly_return", date(2027, 3, 1)) == Decimal("0.0031")
    assert load().at("monthly_return", date(2028, 3, 1)) == Decimal("0.0031")


def test_a_confirmation_takes_the_mark_away_and_records_who_when_where() -> None:
    confirmation = Confirmation("Nguyễn Thị Lan", date(2026, 11, 24), "trang 4")
    change = Change("monthly_return", date(2026, 1, 1), confirmation=confirmation)
    changed = load().with_changes([change])
    value = changed.dated("monthly_return", date(2026, 6, 1))
    assert value.verified
    assert value.confirmation == confirmation
    assert "monthly_return" in {value.name for value in changed.unverified()}
    assert date(2026, 1, 1) not in {
        value.since for value in changed.unverified() if value.name == "monthly_return"
    }


def test_a_shipped_value_is_never_rewritten() -> None:
    change = Change("rural_poverty_line", date(2027, 1, 1), 1, document="tôi", article="tôi")
    with pytest.raises(ParameterError, match="không được sửa"):
        load().with_changes([change])


def test_a_row_of_staff_is_corrected_by_a_later_row() -> None:
    wrong = Change("rural_poverty_line", date(2030, 1, 1), 20_000, document="NĐ x", article="Đ1")
    right = Change("rural_poverty_line", date(2030, 1, 1), 2_900_000, document="NĐ x", article="Đ1")
    confirmed = Change(
        "rural_poverty_line",
        date(2030, 1, 1),
        confirmation=Confirmation("Lan", date(2029, 12, 1), "1"),
    )
    changed = load().with_changes([wrong, right, confirmed])
    value = changed.dated("rural_poverty_line", date(2031, 1, 1))
    assert value.value == 2_900_000
    assert value.confirmation is not None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Change("nothing", date(2030, 1, 1), 1, document="a"), "không có tham số"),
        (Change("rural_poverty_line", date(2030, 1, 1), 1), "thiếu văn bản"),
        (
            Change("rural_poverty_line", date(2030, 1, 1), 1, document="a", mark="X"),
            "thiếu văn bản",
        ),
        (Change("rural_poverty_line", date(2030, 1, 1)), "không có giá trị để xác nhận"),
        (Change("rural_poverty_line", date(2030, 1, 1), value=True, document="a"), "không hợp"),
        (Change("contribution_rate", date(2030, 1, 1), Decimal(22), document="a"), "không hợp"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(change: Change, says: str) -> None:
    with pytest.raises(ParameterError, match=says):
        load().with_changes([change])


@pytest.mark.parametrize(
    ("unit", "value"),
    [("rows", [1]), ("table", {}), ("table", {"a": "b"}), ("flag", 1), ("date", "2027-01-01")],
)
def test_a_value_that_does_not_fit_its_unit_is_refused(unit: str, value: object) -> None:
    with pytest.raises(ParameterError, match="không hợp"):
        check_value("tham số", unit, value)


def test_staff_rows_kept_as_json_are_read_in_the_type_of_their_unit() -> None:
    row = {"province": "Đà Nẵng", "category": "poor", "from": "2026-01-31", "share": "0.3"}
    changed = load().with_changes(
        [
            Change("monthly_return", date(2028, 1, 1), "0.0034", document="Công văn 12/BHXH"),
            Change("stopped_paid_before", date(2028, 1, 1), "2025-07-01", document="Luật"),
            Change("local_support", date(2026, 1, 1), [row], document="Nghị quyết"),
            Change("income_coefficients", date(2027, 1, 1), {"2026": "1.03"}, document="Công văn"),
        ]
    )
    on = date(2028, 5, 1)
    assert changed.at("monthly_return", on) == Decimal("0.0034")
    assert changed.at("stopped_paid_before", on) == date(2025, 7, 1)
    assert changed.at("income_coefficients", on) == {2026: Decimal("1.03")}
    (stored,) = changed.at("local_support", on)  # type: ignore[misc]
    assert stored == row | {"from": date(2026, 1, 31), "share": Decimal("0.3")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("monthly_return", "0,0034"),
        ("monthly_return", 0.0034),
        ("stopped_paid_before", "2025-02-30"),
        ("local_support", [{"province": "Đà Nẵng"}]),
        ("local_support", ["Đà Nẵng"]),
        ("income_coefficients", {"2026": "much"}),
    ],
)
def test_a_staff_row_in_the_wrong_form_is_refused(name: str, value: object) -> None:
    with pytest.raises(ParameterError, match="không hợp"):
        load().with_changes([Change(name, date(2028, 1, 1), value, document="a")])
