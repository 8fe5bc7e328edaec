from datetime import date
from decimal import Decimal

import pytest

from bot.law.errors import LawError
from bot.law.json_api import answer
from bot.law.kinds import KINDS
from bot.law.loading import load
from tests.law.cases_in_yaml import BadCase, Case, all_cases, as_shown, read_case

TODAY = date(2026, 11, 24)
CASES = all_cases()


@pytest.mark.parametrize("case", [case for case in CASES if case.expect], ids=lambda c: c.case)
def test_a_published_or_worked_example_comes_out_to_the_dong(case: Case) -> None:
    shown = answer(case.kind, case.question, load(), TODAY)
    for name, expected in (case.expect or {}).items():
        got = as_shown(shown.get(name))
        if isinstance(expected, Decimal) and isinstance(got, Decimal):
            assert abs(got - expected) < Decimal("1e-6"), name
        else:
            assert got == expected, name


@pytest.mark.parametrize("case", [case for case in CASES if case.error], ids=lambda c: c.case)
def test_a_question_outside_the_law_is_refused_with_its_bound(case: Case) -> None:
    with pytest.raises(LawError) as caught:
        answer(case.kind, case.question, load(), TODAY)
    assert case.error is not None
    assert caught.value.field == case.error["field"]
    assert case.error["says"] in caught.value.message


def test_every_kind_has_cases() -> None:
    assert {case.kind for case in CASES} == set(KINDS)


def test_the_lines_of_an_amount_add_up_to_it() -> None:
    checked = 0
    for case in CASES:
        if case.expect is None or case.kind in ("pension", "allowance", "social-pension"):
            continue
        shown = answer(case.kind, case.question, load(), TODAY)
        amount = shown.get("pay", shown.get("amount"))
        if amount is not None:
            assert sum(line["amount"] for line in shown["lines"]) == amount, case.case
            checked += 1
    assert checked > 30


@pytest.mark.parametrize(
    "entry",
    [
        {"case": "a", "kind": "funeral", "source": "b", "question": {}},
        {"case": "a", "kind": "funeral", "question": {}, "expect": {}},
        {"case": "a", "kind": "funeral", "source": "b", "question": {}, "expect": {}, "note": "c"},
        {"case": "a", "kind": "f", "source": "b", "question": {}, "expect": {}, "error": {}},
        {"case": "a", "kind": "f", "source": "b", "question": {}, "error": {"field": "on"}},
    ],
)
def test_a_case_with_unknown_or_missing_keys_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(BadCase):
        read_case(entry)
