"""Places as people write them."""

import pytest

from bot.places.find import find

DA_NANG = "Thành phố Đà Nẵng"


@pytest.mark.parametrize(
    ("text", "ward", "former"),
    [
        ("An Xuân, Tam Kỳ", "Phường Tam Kỳ", "Phường An Xuân"),
        ("Tân Thạnh", "Phường Bàn Thạch", "Phường Tân Thạnh"),
        ("tan thanh tam ky", "Phường Bàn Thạch", "Phường Tân Thạnh"),
        ("kp 5 An Phú", "Phường Quảng Phú", "Phường An Phú"),
        ("P. Hòa Thuận tp tam kỳ", "Phường Bàn Thạch", "Phường Hòa Thuận"),
        ("phuong ban thach", "Phường Bàn Thạch", ""),
        ("Tam Thành", "Xã Tây Hồ", "Xã Tam Thành"),
        ("xa binh an huyen thang binh quang nam", "Xã Thăng Điền", "Xã Bình An"),
        ("Cù Lao Chàm", "Xã Tân Hiệp", ""),
        ("Hoà Khánh", "Phường Hòa Khánh", ""),
    ],
)
def test_a_place_as_written_leads_to_the_ward_of_today(text, ward, former):
    places = find(text, DA_NANG)
    assert [(p.ward, p.former_ward) for p in places] == [(ward, former)]


def test_a_name_that_occurs_several_times_gives_every_place_to_ask_about():
    assert {p.former_district for p in find("tam thanh", DA_NANG)} == {
        "Thành phố Tam Kỳ",
        "Huyện Phú Ninh",
        "Huyện Núi Thành",
    }


def test_a_former_district_alone_gives_its_wards_to_ask_about():
    wards = [p.ward for p in find("tui o tam ky", DA_NANG)]
    assert wards[0] == "Phường Tam Kỳ"
    assert {"Phường Bàn Thạch", "Phường Quảng Phú", "Phường Hương Trà"} <= set(wards)


@pytest.mark.parametrize(
    ("text", "hamlet"),
    [
        ("thôn 3 xã Tam Thăng", "thôn 3"),
        ("thon vinh binh tam thang", "thon vinh binh"),
        (
            "tổ 5 khối phố Mỹ Thạch Trung phường Tân Thạnh",
            "tổ 5 khối phố Mỹ Thạch Trung",
        ),
        ("An Xuân", ""),
    ],
)
def test_the_hamlet_or_block_is_kept_as_typed(text, hamlet):
    assert find(text, DA_NANG)[0].hamlet == hamlet


def test_a_province_that_is_named_goes_before_the_office_own():
    assert {p.province for p in find("phường Bến Thành TP HCM", DA_NANG)} == {
        "Thành phố Hồ Chí Minh"
    }


@pytest.mark.parametrize("text", ["abc", "", "Quảng Nam", "không biết nữa", "😀"])
def test_a_text_without_a_ward_gives_nothing(text):
    assert find(text, DA_NANG) == []


def test_the_title_shows_what_the_person_knows():
    assert find("An Xuân", DA_NANG)[0].title == "Phường Tam Kỳ (Phường An Xuân, Tam Kỳ cũ)"
