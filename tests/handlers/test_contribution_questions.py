"""Contribution questions in free speech get the exact sums of the law, or what is missing."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.law.contribution import ContributionQuestion, calculate_contribution, income_bounds
from bot.law.loading import load
from bot.law.reading import Reading
from bot.law.wording import money
from handlers.basics import today
from tests.conversations.play import NOW, Conversation

FOLDER = Path(__file__).parents[1] / "questions"
FILES = ("contribution.jsonl", "contribution-told.jsonl")  # some details told; all of them told
ON = today(NOW)
LOWEST, HIGHEST = income_bounds(Reading(load()), ON)


def _pay(expect: dict[str, Any], **amount: int) -> str:
    missing = (expect["years"] or 0) * 12 + (expect["months"] or 0)
    ahead = expect["mode"] == "years-ahead"
    question = ContributionQuestion(
        ON,
        support=expect["category"] or "other",
        mode=expect["mode"] or "monthly",
        years=expect["years"] if ahead else None,
        months=missing if expect["mode"] == "missing-years" else None,
        **amount,
    )
    return money(calculate_contribution(load(), question).pay)


def _wanted(text: str, expect: dict[str, Any]) -> list[str]:
    """The sums that must stand in the answer, or the question where the amount is missing."""
    amount, meaning = expect["amount"], expect["meaning"]
    if amount is None:
        return [_pay(expect, income=LOWEST)] if "thap nhat" in text or "thấp nhất" in text else [
            "mức thu nhập bao nhiêu"
        ]  # fmt: skip
    least = calculate_contribution(
        load(), ContributionQuestion(ON, income=LOWEST, support=expect["category"] or "other")
    ).pay
    if meaning == "payment" and amount < least:
        return [_pay(expect, income=LOWEST), money(least)]
    wanted = []
    if meaning != "payment":
        wanted.append(_pay(expect, income=min(max(amount, LOWEST), HIGHEST)))
    if meaning != "income" and amount >= least:
        wanted.append(_pay(expect, budget=amount))
    return wanted


def _wrong(row: dict[str, Any]) -> str:
    conversation = Conversation()
    conversation.say(row["text"])
    said = conversation.text
    lacking = [words for words in _wanted(row["text"], row["expect"]) if words not in said]
    named = row["expect"]["persons"] == 1 or f"{row['expect']['persons']} người" in said
    return "" if not lacking and named else f"{row['text']}: thiếu {lacking} trong {said}"


@pytest.mark.parametrize("name", FILES)
def test_nearly_all_contribution_questions_get_the_exact_sum(name):
    rows = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    wrong = [found for row in rows if (found := _wrong(row))]
    assert len(wrong) <= 0.02 * len(rows), "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("mỗi năm tui đóng được 4 triệu, đóng theo năm", "3.999.600 đ"),
        ("đóng mỗi tháng 500k, đóng theo năm", "5.998.080 đ"),
    ],
)
def test_a_payment_is_a_month_s_unless_a_longer_time_is_named(text, pay):
    conversation = Conversation()
    conversation.say(text)
    assert pay in conversation.text
