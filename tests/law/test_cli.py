import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.law.cli import law_command
from bot.law.kinds import KINDS


def run(kind: str, stdin: bytes) -> list[dict[str, Any]]:
    result = CliRunner().invoke(law_command, [kind], input=stdin)
    assert result.exit_code == 0, result.output
    lines = result.stdout_bytes.decode("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def asked(**fields: Any) -> bytes:
    return json.dumps(fields).encode() + b"\n"


def test_one_line_comes_out_for_each_line_in_the_same_order() -> None:
    good = asked(on="2026-11-24", income=1500000, mode="monthly")
    out = run("contribution", good + b"rubbish\n" + asked(on="x") + good)
    assert [line.get("pay") for line in out] == [264000, None, None, 264000]
    assert out[1]["error"]
    assert out[2]["field"] == "on"


def test_numbers_are_numbers_and_days_are_iso() -> None:
    (out,) = run("pension", asked(sex="male", birth="1964-01", months=183, average_income=2000000))
    assert out["rate"] == 0.405
    assert out["monthly_pension"] == 810000
    assert out["pension_from"][4] == "-"
    assert out["sources"]
    assert out["unverified"] == []


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"[]\n",
        b"1\n",
        b"null\n",
        b'"text"\n',
        b"{\n",
        b"\xff\xfe\n",
        b"[" * 50_000 + b"\n",
        b'{"on": "2026-11-24", "income": ' + b"9" * 5000 + b"}\n",
        b'{"on": "2026-11-24", "on": "2026-11-25", "income": 1500000}\n',
        b'{"on": "2026-11-24", "income": NaN}\n',
        b'{"on": "2026-11-24", "income": Infinity}\n',
        b"{" + b" " * 1_100_000 + b"}\n",
    ],
)
def test_a_line_that_is_no_question_gets_an_error_of_its_own(line: bytes) -> None:
    good = asked(sex="male", birth="1965-02")
    out = run("retirement-age", line + good)
    assert out[0]["error"]
    assert "field" in out[0]
    assert out[1]["reached"] == "2026-08"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"income": True}, "income"),
        ({"income": 1500000.0}, "income"),
        ({"income": "1500000"}, "income"),
        ({"income": -1500000}, "income"),
        ({"income": 10**30}, "income"),
        ({"income": None}, "income"),
        ({"income": 1499999}, "income"),
        ({"income": 50600001}, "income"),
        ({"budget": 300000}, "income"),
        ({"on": "2026-02-30"}, "on"),
        ({"on": "24/11/2026"}, "on"),
        ({"on": 20261124}, "on"),
        ({"on": "2026-11"}, "on"),
        ({"on": None}, "on"),
        ({"support": "rich"}, "support"),
        ({"support": ["poor"]}, "support"),
        ({"mode": "weekly"}, "mode"),
        ({"mode": "years-ahead"}, "years"),
        ({"mode": "years-ahead", "years": 1}, "years"),
        ({"mode": "missing-years"}, "months"),
        ({"months": 3}, "months"),
        ({"years": 3}, "years"),
        ({"supported_months_used": -1}, "supported_months_used"),
        ({"supported_months_used": False}, "supported_months_used"),
        ({"province": ""}, "province"),
        ({"monthly_return": -0.1}, "monthly_return"),
        ({"monthly_return": "0.0035"}, "monthly_return"),
        ({"monthly_return": 1}, "monthly_return"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_is_named(wrong: dict[str, Any], field: str) -> None:
    fields = {"on": "2026-11-24", "income": 1500000, "mode": "monthly"} | wrong
    (out,) = run("contribution", asked(**fields))
    assert out["field"] == field
    assert out["error"]


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("pension", {"birth": "1965-02", "months": 1, "average_income": 1}, "sex"),
        ("pension", {"sex": "male", "birth": "1965-02"}, "periods"),
        ("pension", {"sex": "male", "birth": "1965-02", "months": 200}, "average_income"),
        ("pension", {"sex": "male", "birth": "1965-02", "average_income": 200}, "months"),
        ("pension", {"sex": "male", "birth": "65", "months": 200, "average_income": 2}, "birth"),
        ("pension", {"sex": "male", "birth": "1965-02", "periods": []}, "periods"),
        ("pension", {"sex": "male", "birth": "1965-02", "periods": [3]}, "periods"),
        (
            "pension",
            {"sex": "male", "birth": "1965-02", "periods": [{"from": "2011-01"}]},
            "periods",
        ),
        (
            "pension",
            {
                "sex": "male",
                "birth": "1965-02",
                "periods": [{"from": "2011-02", "to": "2011-01", "income": 1}],
            },
            "periods",
        ),
        (
            "pension",
            {
                "sex": "male",
                "birth": "1965-02",
                "periods": [{"from": "2001-02", "to": "2011-01", "income": 1}],
            },
            "periods",
        ),
        (
            "pension",
            {
                "sex": "male",
                "birth": "1965-02",
                "periods": [{"from": "2015-02", "to": "2016-01", "income": 1}],
                "coefficients": {"2016": 1.2},
            },
            "coefficients",
        ),
        (
            "pension",
            {
                "sex": "male",
                "birth": "1965-02",
                "months": 200,
                "average_income": 1,
                "coefficients": {"2015": 1},
            },
            "coefficients",
        ),
        ("withdrawal", {"months_before_2014": 1, "months_from_2014": 1}, "average_income"),
        (
            "withdrawal",
            {
                "months_before_2014": 1,
                "months_from_2014": 40,
                "average_income": 1,
                "first_paid": "2020-01",
                "stopped": "2019-01",
            },
            "stopped",
        ),
        ("survivor", {}, "months_before_2014"),
        ("survivor", {"pension": 1}, "months_drawn"),
        ("survivor", {"pension": 1, "months_drawn": 1, "paid_total": 1}, "paid_total"),
        ("funeral", {"months": 60}, "on"),
        ("maternity", {"children": 0, "months_in_last_12": 6, "on": "2026-01-01"}, "children"),
        (
            "maternity",
            {"children": 1, "months_in_last_12": 13, "on": "2026-01-01"},
            "months_in_last_12",
        ),
        ("social-pension", {"birth": "1950-01", "household": "x", "on": "2026-01-01"}, "household"),
    ],
)
def test_a_wrong_field_of_another_kind_is_named(
    kind: str, fields: dict[str, Any], field: str
) -> None:
    (out,) = run(kind, asked(**fields))
    assert out["field"] == field


def test_a_future_pension_is_said_to_be_at_todays_prices() -> None:
    periods = [{"from": "2015-01", "to": "2033-12", "income": 2000000}]
    (out,) = run("pension", asked(sex="female", birth="1974-05", periods=periods, start="2034-09"))
    assert out["notes"][0] == "Tính theo giá hôm nay."
    assert "bảng năm 2026" in out["notes"][1]
    assert "income_coefficients" in out["parameters"]


def test_coefficients_are_a_table_of_years() -> None:
    for table in ({}, [1], {"15": 1}, {"2015": 0.5}, {"2015": "1"}, {"2015": 101}):
        fields = {"sex": "male", "birth": "1965-02", "coefficients": table}
        (out,) = run("pension", asked(**fields))
        assert out["field"] == "coefficients"


def test_check_passes_and_lists_what_is_not_verified() -> None:
    result = CliRunner().invoke(law_command, ["check"])
    assert result.exit_code == 0
    assert "0 lỗi" in result.output
    assert "U local_support" in result.output


def test_check_fails_when_a_file_is_faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.yaml").write_text("line: 3\n", "utf-8")
    monkeypatch.setattr("bot.law.cli.FOLDER", tmp_path)
    result = CliRunner().invoke(law_command, ["check"])
    assert result.exit_code == 1
    assert "bad.yaml" in result.output


def test_every_kind_has_a_command() -> None:
    assert set(KINDS) <= set(law_command.commands)


def test_the_staff_guide_is_fresh() -> None:
    result = CliRunner().invoke(law_command, ["document"])
    written = Path(__file__).parents[2] / "docs" / "vi" / "luat.md"
    assert result.output == written.read_text("utf-8")
