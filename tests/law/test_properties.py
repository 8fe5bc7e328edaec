import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.law.annuity import paid_late
from bot.law.career import Period
from bot.law.contribution import ContributionQuestion, calculate_contribution, income_bounds
from bot.law.errors import LawError
from bot.law.json_api import answer_line
from bot.law.kinds import KINDS
from bot.law.loading import load
from bot.law.months import Month
from bot.law.pension import PensionQuestion, calculate_pension
from bot.law.reading import Reading
from bot.law.refund import RefundQuestion, calculate_refund
from bot.law.wording import CATEGORIES

TODAY = date(2026, 11, 24)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2016, 1, 1), date(2035, 12, 31))
RETURNS = st.integers(0, 200).map(lambda tenths: Decimal(tenths) / 10_000)
MONTHS = {"monthly": 1, "3-months": 3, "6-months": 6, "12-months": 12}
SHORT_MODES = st.sampled_from(sorted(MONTHS))


@st.composite
def payments(draw: st.DrawFn) -> ContributionQuestion:
    on = draw(DAYS)
    lowest, highest = income_bounds(Reading(load()), on)
    question = ContributionQuestion(
        on,
        draw(st.integers(lowest, highest)),
        support=draw(st.sampled_from(sorted(CATEGORIES))),
        mode=draw(SHORT_MODES),
        supported_months_used=draw(st.integers(0, 130)),
    )
    kind = draw(st.sampled_from(["short", "ahead", "missing"]))
    if kind == "ahead":
        years = draw(st.integers(2, 5))
        growth = draw(RETURNS)
        return replace(question, mode="years-ahead", years=years, monthly_return=growth)
    if kind == "missing" and on >= date(2025, 7, 1):
        months, growth = draw(st.integers(1, 60)), draw(RETURNS)
        return replace(question, mode="missing-years", months=months, monthly_return=growth)
    return question


ODD_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.integers(0, 200),
    st.sampled_from([1_500_000, 2_200_000, 0.45, 1e300, -0.0, "", "2026-11-24", "1965-02", "2011"]),
    st.sampled_from([*sorted(CATEGORIES), *sorted(MONTHS), "years-ahead", "male", "female", "age"]),
    st.text(alphabet='aă đơ9-.\x00"{\\\ud800', max_size=12),
)
NESTED_VALUES = st.recursive(
    ODD_VALUES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["from", "to", "income", "kind", "2015", "x"]), inner),
    ),
    max_leaves=5,
)


@pytest.mark.parametrize("kind", sorted(KINDS))
@unhurried
@given(data=st.data())
def test_whatever_is_asked_the_answer_is_one_line_of_json(kind: str, data: st.DataObject) -> None:
    names = st.sampled_from([*KINDS[kind].parsers, "unknown"])
    fields = data.draw(st.dictionaries(names, NESTED_VALUES))
    line = json.dumps(fields).encode()
    out = answer_line(kind, line, load(), TODAY)
    assert "\n" not in out
    shown = json.loads(out)
    assert ("error" in shown) != ("lines" in shown)


@unhurried
@given(st.binary(max_size=200))
def test_any_bytes_give_one_line_of_json(line: bytes) -> None:
    assert "error" in json.loads(answer_line("funeral", line, load(), TODAY))


@unhurried
@given(payments())
def test_own_payment_is_never_above_the_gross_nor_below_zero(
    question: ContributionQuestion,
) -> None:
    result = calculate_contribution(load(), question)
    assert 0 <= result.pay <= result.gross
    assert result.pay + result.state_support + result.local_support == result.gross


@unhurried
@given(payments())
def test_a_higher_support_never_makes_the_payment_higher(question: ContributionQuestion) -> None:
    order = ["poor", "near-poor", "ethnic-minority", "other"]
    paid = [calculate_contribution(load(), replace(question, support=key)).pay for key in order]
    assert paid == sorted(paid)
    island = calculate_contribution(load(), replace(question, support="island")).pay
    assert paid[0] <= island <= paid[-1]


@unhurried
@given(payments(), st.integers(2, 5), RETURNS)
def test_paying_ahead_never_costs_more_than_the_months(
    question: ContributionQuestion, years: int, growth: Decimal
) -> None:
    month = calculate_contribution(
        load(), replace(question, mode="monthly", years=None, months=None, monthly_return=None)
    )
    ahead = replace(question, mode="years-ahead", years=years, months=None, monthly_return=growth)
    rounding = 12 * years
    assert calculate_contribution(load(), ahead).gross <= 12 * years * month.gross + rounding


@unhurried
@given(payments(), st.integers(1, 60), RETURNS)
def test_missing_years_never_cost_less_than_the_months(
    question: ContributionQuestion, months: int, growth: Decimal
) -> None:
    income, rate = question.income or 0, Decimal("0.22")
    assert rate * income * paid_late(growth, months) >= rate * income * months


@unhurried
@given(
    DAYS,
    st.integers(1, 30_000_000),
    st.sampled_from(sorted(CATEGORIES)),
    SHORT_MODES,
    st.integers(0, 130),
)
def test_a_budget_gives_the_largest_income_that_it_can_bear(
    on: date, budget: int, support: str, mode: str, used: int
) -> None:
    question = ContributionQuestion(
        on, budget=budget, support=support, mode=mode, supported_months_used=used
    )
    lowest, highest = income_bounds(Reading(load()), on)
    least = replace(question, budget=None, income=lowest)
    if calculate_contribution(load(), least).pay > budget * MONTHS[mode]:
        with pytest.raises(LawError, match="trở lên"):
            calculate_contribution(load(), question)
        return
    result = calculate_contribution(load(), question)
    assert result.income % 1000 == 0
    assert result.pay <= budget * result.months
    if result.income + 1000 <= highest:
        more = replace(question, budget=None, income=result.income + 1000)
        assert calculate_contribution(load(), more).pay > budget * result.months


@unhurried
@given(payments(), st.integers(0, 60))
def test_a_refund_is_never_more_than_was_paid(question: ContributionQuestion, left: int) -> None:
    if question.on < date(2025, 7, 1):
        question = replace(question, on=date(2026, 3, 1), income=2_000_000)
    paid = calculate_contribution(load(), question)
    left = min(left, paid.months)
    refund = calculate_refund(load(), RefundQuestion(question, left))
    assert 0 <= refund.amount <= paid.pay + 1
    if left == paid.months and question.mode not in ("monthly", "missing-years"):
        assert refund.amount == paid.pay


@unhurried
@given(
    st.sampled_from(["female", "male"]),
    st.integers(0, 600),
    st.integers(0, 24),
    st.integers(1_000_000, 40_000_000),
    st.integers(0, 2_000_000),
)
def test_more_months_never_lower_the_rate_nor_more_income_the_pension(
    sex: str, months: int, more_months: int, income: int, more_income: int
) -> None:
    question = PensionQuestion(
        sex, date(1950, 1, 1), months=months, average_income=Decimal(income), start=Month(2026, 11)
    )
    first = calculate_pension(load(), question, TODAY)
    longer = calculate_pension(load(), replace(question, months=months + more_months), TODAY)
    richer = calculate_pension(
        load(), replace(question, average_income=Decimal(income + more_income)), TODAY
    )
    assert first.rate is not None
    assert longer.rate is not None
    assert first.monthly_pension is not None
    assert richer.monthly_pension is not None
    assert longer.rate >= first.rate
    assert richer.monthly_pension >= first.monthly_pension
    assert first.rate <= Decimal("0.75")


@unhurried
@given(
    st.integers(0, 225),
    st.integers(1, 226),
    st.integers(1, 50_000_000),
    st.integers(0, 225),
    st.sampled_from(["voluntary", "compulsory"]),
)
def test_a_period_cut_in_two_changes_nothing(
    begin: int, months: int, income: int, cut: int, kind: str
) -> None:
    first = Month(2008, 1).plus(begin)
    last = min(first.plus(months - 1), Month(2026, 10))
    whole = Period(first, last, income, kind)
    middle = first.plus(cut % whole.months)
    parts = [Period(middle, last, income, kind)]
    if middle > first:
        parts.append(Period(first, middle.plus(-1), income, kind))
    question = PensionQuestion("female", date(1960, 1, 1), periods=(whole,), start=Month(2026, 11))
    one = calculate_pension(load(), question, TODAY)
    two = calculate_pension(load(), replace(question, periods=tuple(parts)), TODAY)
    assert one.monthly_pension == two.monthly_pension
    assert one.average == two.average
    assert (one.eligible, one.missing_months) == (two.eligible, two.missing_months)
