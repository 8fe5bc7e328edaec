"""The sex behind a year of birth."""

from datetime import date

import pytest

from faq.details import extract


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("tôi sinh tháng 5 năm 1966 nam chừng nào nghỉ hưu", "male"),
        ("sinh 1966 nam khi nao nghi huu", "male"),
        ("đóng từ 2019 nam nào nghỉ", None),
    ],
)
def test_a_plain_nam_behind_a_year_of_birth_is_a_man(text: str, sex: str | None) -> None:
    found = extract(text, date(2026, 11, 24)).sex
    assert (found.value if found else None) == sex
