"""However people type, the same question reads the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.text import MAX_LENGTH, clean, fold, normalise

PLAIN = "bao hiem xa hoi tu nguyen dong bao nhieu"


@pytest.mark.parametrize(
    "typed",
    [
        "Bảo hiểm xã hội tự nguyện đóng bao nhiêu?",
        unicodedata.normalize("NFD", "Bảo hiểm xã hội tự nguyện đóng bao nhiêu"),
        "BẢO HIỂM XÃ HỘI TỰ NGUYỆN ĐÓNG BAO NHIÊU",
        "bao hiem xa hoi tu nguyen dong bao nhieu",
        "bhxh tn đóng bn",
        "bhxh tự nguyện đóngggg bnhieu 😀😀",
        "Bão hiễm xã hội tự nguyện đóng bao nhiêu",
        "baohiem xahoi tunguyen dong baonhieu",
        "bao hieemr xax hooij tuwj nguyeenj dongs bao nhieu",
        "B¶o hiÓm x· héi tù nguyÖn ®ãng bao nhiªu",
        "b\u00b6o hi\u00d3m x\u00b7 h\u00e9i t\u00f9 nguy\u00d6n \u00ae\u00e3ng bao nhi\u00aau",
        "Baûo hieåm xaõ hoäi töï nguyeän ñoùng bao nhieâu",
        "Bảo\u200b hiểm  xã\u00a0hội\ntự nguyện... đóng bao nhiêu!!!",
    ],
)
def test_the_same_question_typed_in_many_ways_reads_the_same(typed: str) -> None:
    assert normalise(typed) == PLAIN


@pytest.mark.parametrize(
    ("dialect", "common"),
    [
        ("Đóng ở mô rứa?", "Đóng ở đâu vậy?"),
        ("Cái ni là cái chi?", "Cái này là cái gì?"),
        ("Chừ tui phải mần răng hỉ?", "Giờ tôi phải làm sao nhỉ?"),
        ("Mụ nớ ưng dìa rồi", "Bà đó muốn về rồi"),
        ("dong o mo rua", "đóng ở đâu vậy"),
        ("thi rang", "thì sao"),
    ],
)
def test_dialect_reads_as_the_common_words(dialect: str, common: str) -> None:
    assert normalise(dialect) == normalise(common)


@pytest.mark.parametrize(
    ("short", "spelled"),
    [
        ("dc ko", "được không"),
        ("e hok bít", "em không biết"),
        ("sdt của bhxh", "số điện thoại của bảo hiểm xã hội"),
        ("hgđ e", "hộ gia đình em"),
        ("60t đóng đc k", "60 tuổi đóng được không"),
        ("lm ntn z", "làm như thế nào vậy"),
        ("wa", "quá"),
        ("500k 1 th", "500 nghìn 1 tháng"),
        ("hộ cn", "hộ cận nghèo"),
        ("mẫu TK1-TS", "mẫu tờ khai mẫu một"),
        ("b.h.x.h", "bảo hiểm xã hội"),
        ("m.n ơi", "mọi người ơi"),
    ],
)
def test_short_forms_read_as_the_words(short: str, spelled: str) -> None:
    assert normalise(short) == normalise(spelled)


def test_a_word_with_marks_is_no_short_form() -> None:
    assert normalise("hồng") == "hong"
    assert normalise("chị ơi") == "chi oi"
    assert normalise("cha mẹ") != normalise("gì mẹ")


def test_good_text_is_left_alone() -> None:
    text = "Tôi ở xã Tân Hiệp, muốn hỏi mức đóng 1.500.000đ – ok?"
    assert clean(text) == text
    assert clean("Cho em hỏi BHXH ko ạ, đc k?") == "Cho em hỏi BHXH ko ạ, đc k?"


def test_text_read_in_the_wrong_encoding_is_repaired() -> None:
    assert clean("L\u00ad\u00acng h\u00adu") == "Lương hưu"
    assert clean("mức đóng bao nhiêu".encode().decode("latin-1")) == "mức đóng bao nhiêu"


def test_folding_drops_every_mark() -> None:
    assert fold("Đường Nguyễn Ước ỹ") == "duong nguyen uoc y"


@pytest.mark.parametrize("nothing", ["", "   ", "😀👍", "...", "\u200b"])
def test_a_message_without_words_is_empty(nothing: str) -> None:
    assert normalise(nothing) == ""


def test_normalising_twice_changes_nothing() -> None:
    for text in ("Đóng ở mô rứa", "bhxh tn bn 1 thang z", "2tr5 đóng theo quý"):
        once = normalise(text)
        assert normalise(once) == once


def test_a_message_is_read_up_to_the_length_that_platforms_allow() -> None:
    assert len(normalise("đóng " * 400).split()) == 400
    assert len(clean("đóng " * 50_000)) <= MAX_LENGTH


@given(st.text(max_size=200))
def test_any_text_is_cleaned_and_normalised_without_failing(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == cleaned.strip()
    assert normalise(text) == normalise(text).strip()


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("bhxhtunguyen la gi", "bao hiem xa hoi tu nguyen la gi"),
        ("mucdongbaonhieu", "muc dong bao nhieu"),
        ("luonghuu huutri", "luong huu huu tri"),
        ("lươg hưu", "luong huu"),
        ("hgđ nghèo", "ho gia dinh ngheo"),
        ("hem bjt j", "khong biet gi"),
        ("fải đóng bnhiu z", "phai dong bao nhieu vay"),
        ("wên đóng", "quen dong"),
        ("mức đóngg là baoo nhiêuu", "muc dong la bao nhieu"),
        ("Møc ®ãng bao nhiªu", "muc dong bao nhieu"),
        ("Möùc ñoùng bao nhieâu", "muc dong bao nhieu"),
        ("bảo hiêm xã hội tư nguyện", "bao hiem xa hoi tu nguyen"),
        ("ddongs bao nhieeu", "dong bao nhieu"),
    ],
)
def test_spellings_of_the_chat_are_read(typed: str, plain: str) -> None:
    assert normalise(typed) == plain
