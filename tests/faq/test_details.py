"""Details in free speech: category, mode, sex, birth, time, people, phones, answers."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.categories import HINTED
from faq.dates import Birth
from faq.details import Details, extract
from faq.modes import Mode

TODAY = date(2026, 11, 24)


def details(text: str) -> Details:
    return extract(text, TODAY)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("muốn đóng 500k hộ nghèo", "poor"),
        ("dong 300 k dan toc co tu", "ethnic-minority"),
        ("k phải hộ nghèo", "other"),
        ("nhà tôi hộ nghèo", "poor"),
        ("ho can ngheo", "near-poor"),
        ("tôi người Cơ Tu ở Tây Giang", "ethnic-minority"),
        ("dân tộc Xơ Đăng", "ethnic-minority"),
        ("bà con Ca Dong", "ethnic-minority"),
        ("người Cor", "ethnic-minority"),
        ("em là người Thái ở Nghệ An", "ethnic-minority"),
        ("ở Cù Lao Chàm", "island"),
        ("xã đảo Tân Hiệp", "island"),
        ("culaocham", "island"),
        ("hongheo", "poor"),
        ("canngheo", "near-poor"),
        ("nhà em hộ cn", "near-poor"),
        ("người Ve ở Nam Giang", "ethnic-minority"),
        ("không thuộc hộ nghèo", "other"),
        ("nhà em k nghèo", "other"),
        ("đã thoát nghèo", "other"),
        ("hộ bình thường", "other"),
        ("người Kinh, không nghèo", "other"),
        ("nhà có diện ưu tiên", HINTED),
    ],
)
def test_the_category_is_taken_from_the_words(text: str, category: str) -> None:
    found = details(text).category
    assert found is not None
    assert found.value == category
    assert found.words in text


@pytest.mark.parametrize("text", ["sang Thái Lan làm", "tôi tên Hoa", "có con nhỏ", "mưa bão"])
def test_no_category_is_made_of_common_words(text: str) -> None:
    assert details(text).category is None


def test_all_categories_are_kept() -> None:
    found = details("hộ cận nghèo người Cơ Tu")
    assert [c.value for c in found.categories] == ["near-poor", "ethnic-minority"]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("đóng hằng tháng", Mode("monthly")),
        ("đóng theo quý", Mode("3-months")),
        ("ba tháng một lần", Mode("3-months")),
        ("đóng nửa năm", Mode("6-months")),
        ("6 tháng nộp một lần", Mode("6-months")),
        ("đóng cả năm", Mode("12-months")),
        ("mức 2 triệu, hộ nghèo, năm", Mode("12-months")),
        ("đóng luôn 3 năm", Mode("years-ahead", years=3)),
        ("nộp cho năm năm về sau", Mode("years-ahead", years=5)),
        ("còn thiếu 20 tháng đóng một lần", Mode("missing-years", months=20)),
        ("còn thiếu 2 năm 4 tháng", Mode("missing-years", months=28)),
        ("mỗi tháng 300k, đóng theo quý", Mode("3-months")),
        ("mức 1tr500 dân tộc thiểu số đóng 12 tháng", Mode("12-months")),
        ("dan toc thieu so muc 2tr 3 thang", Mode("3-months")),
        ("đóng mức tối thiểu 6 tháng hết bao nhiêu", Mode("6-months")),
        ("còn thiếu 6 tháng đóng một lần mức 2tr", Mode("missing-years", months=6)),
        ("con thieu 20 thang muc 2tr", Mode("missing-years", months=20)),
        ("còn 3 năm nữa đủ 15 năm mức 2tr đóng một lần", Mode("missing-years", months=36)),
        ("còn 3 năm nữa đủ 15 năm mức 2tr đóng hằng tháng", Mode("monthly")),
    ],
)
def test_the_mode_is_taken_from_the_words(text: str, mode: Mode) -> None:
    found = details(text).mode
    assert found is not None
    assert found.value == mode


def test_a_minority_that_has_paid_has_paid() -> None:
    found = details("dân tộc thiểu số đã đóng 3 năm").months_paid
    assert found is not None
    assert found.value == 36


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2 triệu 1 tháng 20 năm được bao nhiêu", 240),
        ("đóng 300k/tháng 10 năm", 120),
        ("2 trieu thang 15 nam", 180),
        ("mỗi tháng 9 năm thì sao", 108),
    ],
)
def test_years_behind_a_month_are_a_length_of_time(text: str, months: int) -> None:
    found = details(text)
    assert found.spans[-1].value == months
    assert found.mode is not None
    assert found.mode.value.key == "monthly"


@pytest.mark.parametrize(
    "text", ["tháng 10 năm nay", "từ tháng 7 năm 2015 đến giờ", "tháng 12 năm 72", "tháng 9 này"]
)
def test_a_month_of_the_calendar_is_no_length_of_time(text: str) -> None:
    assert details(text).spans == ()


@pytest.mark.parametrize("text", ["đã đóng 6 tháng rồi", "sinh tháng 9 năm 1970, là nam", "alo"])
def test_time_already_paid_and_dates_are_no_mode(text: str) -> None:
    assert details(text).mode is None


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("tôi là nữ", "female"),
        ("đàn bà như tui", "female"),
        ("chồng tôi 54 tuổi", "male"),
        ("má tui", "female"),
        ("toi la nam 50 tuoi", "male"),
        ("nam 1968", "male"),
        ("em gái em", "female"),
        ("nu sinh 1975", "female"),
    ],
)
def test_sex_comes_from_words_that_name_it(text: str, sex: str) -> None:
    found = details(text).sex
    assert found is not None
    assert found.value == sex


@pytest.mark.parametrize(
    "text",
    ["tôi tên Nguyễn Thị Lan", "anh Nam ở Quảng Nam", "quang nam co ho tro khong", "15 nam roi"],
)
def test_sex_is_never_guessed_from_a_name_or_a_place(text: str) -> None:
    assert details(text).sex is None


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("sinh năm 72", Birth(1972)),
        ("sn 1972", Birth(1972)),
        ("sinh 5/3/1972", Birth(1972, 3, 5)),
        ("sinh tháng 9 năm 1970", Birth(1970, 9)),
        ("sinh ngày 20 tháng 10 năm 1980", Birth(1980, 10, 20)),
        ("sinh năm 05", Birth(2005)),
        ("năm ni 54 tuổi", Birth(1972, approximate=True)),
        ("60t roi", Birth(1966, approximate=True)),
        ("em mười tám tuổi", Birth(2008, approximate=True)),
        ("nữ 72", Birth(1972)),
        ("nam 68 đóng 10 năm", Birth(1968)),
        ("tuổi 54", Birth(1972, approximate=True)),
    ],
)
def test_birth_is_read_from_a_date_a_year_or_an_age(text: str, birth: Birth) -> None:
    found = details(text).birth
    assert found is not None
    assert found.value == birth


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("15 năm 7 tháng", 187),
        ("15 năm, 7 tháng", 187),
        ("mười lăm năm", 180),
        ("3 năm rưỡi", 42),
        ("nửa năm", 6),
        ("20 tháng", 20),
        ("hai chục năm", 240),
        ("5n", 60),
    ],
)
def test_a_length_of_time_is_read_in_months(text: str, months: int) -> None:
    assert [span.value for span in details(text).spans] == [months]


@pytest.mark.parametrize("text", ["nữ 62", "đến tuổi 55 thì sao", "nữ 30 năm", "tới tuổi 60"])
def test_figures_that_may_mean_something_else_are_no_birth(text: str) -> None:
    assert details(text).birth is None


def test_two_lengths_of_time_parted_by_a_comma_stay_two() -> None:
    assert [s.value for s in details("còn thiếu 2 năm, 6 tháng một lần").spans] == [24, 6]


def test_months_paid_are_told_from_months_missing() -> None:
    found = details("tôi đã đóng 12 năm, còn thiếu 3 năm")
    assert found.months_paid is not None
    assert found.months_paid.value == 144
    assert details("còn thiếu 3 năm").months_paid is None


@pytest.mark.parametrize(
    ("text", "count"),
    [("hai vợ chồng tôi", 2), ("2 vc em", 2), ("tính cho bốn người", 4), ("hai mẹ con", 2)],
)
def test_persons_are_counted(text: str, count: int) -> None:
    found = details(text).persons
    assert found is not None
    assert found.value == count


@pytest.mark.parametrize(
    "text", ["0905123456", "0905 123 456", "0905.123.456", "+84905123456", "84 905 123 456"]
)
def test_a_phone_number_is_found_and_is_no_amount(text: str) -> None:
    found = details(f"sđt em {text} ạ")
    assert [p.value for p in found.phones] == ["0905123456"]
    assert found.amounts == ()


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("dạ có", True),
        ("ừ", True),
        ("ok em", True),
        ("đúng rồi", True),
        ("dạ không", False),
        ("thôi", False),
        ("chưa", False),
        ("không đồng ý", False),
    ],
)
def test_a_short_answer_is_yes_or_no(text: str, yes: bool) -> None:
    found = details(text).answer
    assert found is not None
    assert found.value is yes


@pytest.mark.parametrize("text", ["có được không", "😀", "", "mức đóng bao nhiêu một tháng vậy em"])
def test_a_question_or_an_emoji_is_no_answer(text: str) -> None:
    assert details(text).answer is None


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("gọi tui sau 5 giờ chiều", "17:00"),
        ("19h30 nghe em", "19:30"),
        ("buổi sáng", "morning"),
        ("trưa gọi", "noon"),
        ("giờ hành chính", "office"),
    ],
)
def test_when_to_call_is_read(text: str, when: str) -> None:
    found = details(text).call_time
    assert found is not None
    assert found.value == when


def test_toi_without_marks_is_me_not_the_evening() -> None:
    assert details("goi cho toi").call_time is None


def test_nothing_said_gives_nothing() -> None:
    assert extract("", TODAY) == Details()


@pytest.mark.parametrize("name", ["contribution.jsonl", "contribution-told.jsonl"])
def test_nearly_all_contribution_questions_give_exact_details(
    questions_folder: Path, name: str
) -> None:
    lines = (questions_folder / name).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    wrong = [row["text"] for row in rows if _told(details(row["text"])) != _expected(row["expect"])]
    assert len(wrong) <= 0.02 * len(rows), wrong


def _told(found: Details) -> tuple[object, ...]:
    mode = found.mode.value if found.mode else None
    return (
        found.amount.value if found.amount else None,
        found.amount.meaning if found.amount else None,
        found.category.value if found.category else None,
        (mode.key, mode.years, mode.months) if mode else None,
        found.persons.value if found.persons else 1,
    )


def _expected(expect: dict[str, object]) -> tuple[object, ...]:
    years, months, mode = expect["years"], expect["months"], expect["mode"]
    if mode == "missing-years":
        years, months = None, int(str(years or 0)) * 12 + int(str(months or 0))
    return (
        expect["amount"],
        expect["meaning"],
        expect["category"],
        (mode, years, months) if mode else None,
        expect["persons"],
    )


@given(st.text(max_size=200) | st.text("0123456789.,tr k triệunămđ/-+", max_size=60))
def test_any_text_gives_details_without_failing(text: str) -> None:
    found = details(text)
    assert all(amount.value > 0 for amount in found.amounts)
    assert all(span.value >= 0 for span in found.spans)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("đóng 15 năm 7 tháng", 187),
        ("dong 15n7t", 187),
        ("đóng 15 năm lẻ 7 tháng", 187),
        ("đóng năm rưỡi", 18),
        ("mười lăm năm bảy tháng", 187),
    ],
)
def test_a_length_of_time_is_read_however_it_is_said(text: str, months: int) -> None:
    assert [span.value for span in details(text).spans] == [months]


@pytest.mark.parametrize(
    "text",
    [
        "năm ni 54 tuổi",
        "54 tủi",
        "sinh năm bảy hai",
        "sinh năm 7 hai",
        "sinh năm bảy mươi hai",
        "đẻ năm 72",
        "sn 72",
        "sinh 5/3/1972",
    ],
)
def test_a_year_of_birth_is_read_however_it_is_said(text: str) -> None:
    birth = details(text).birth
    assert birth is not None
    assert birth.value.year == 1972


@pytest.mark.parametrize("text", ["nam đóng 10 năm", "nam dong 10 nam", "hộ nghèo, nam đóng 5 năm"])
def test_nam_that_opens_a_clause_is_a_man(text: str) -> None:
    sex = details(text).sex
    assert sex is not None
    assert sex.value == "male"


@pytest.mark.parametrize(
    "text", ["5 năm đóng bao nhiêu", "may nam dong thi huong", "năm đóng 1 lần"]
)
def test_a_year_is_no_man(text: str) -> None:
    assert details(text).sex is None


def test_the_whole_name_of_a_people_is_the_words_taken() -> None:
    category = details("người Cơ Tu đóng mức 1tr5").category
    assert category is not None
    assert category.words == "người Cơ Tu"
