"""What cannot be drawn says why, in words for people."""

import pytest

from bot.pictures.description import Picture
from bot.pictures.drawing import description_key, draw
from bot.pictures.errors import PicturesError

WOMAN = {"income": 3_000_000, "sex": "female"}

CASES = {
    "unknown kind": (Picture("diagram", {}), "Không có loại hình “diagram”"),
    "unknown field": (Picture("contribution", {"income": 3_000_000, "pay": 1}), "“pay”"),
    "number as text": (Picture("contribution", {"income": "3000000"}), "“income”"),
    "truth as number": (Picture("contribution", {"income": True}), "“income”"),
    "no income": (Picture("contribution", {}), "Cần cho biết một trong hai"),
    "income too low": (Picture("contribution", {"income": 1}), "1.500.000 đ"),
    "unknown mode": (
        Picture("contribution", {"income": 3_000_000, "mode": "daily"}),
        "Phương thức",
    ),
    "unknown support": (Picture("levels", {"support": "rich"}), "Diện hỗ trợ"),
    "no levels": (Picture("levels", {"incomes": []}), "từ 1 đến 7"),
    "level too high": (Picture("levels", {"incomes": [99_000_000]}), "50.600.000 đ"),
    "level no number": (Picture("levels", {"incomes": ["2 triệu"]}), "Mức thu nhập"),
    "levels turned round": (Picture("levels", {"incomes": [3_000_000, 2_000_000]}), "tăng dần"),
    "no sex": (Picture("pension-chart", {"income": 3_000_000, "months": 180}), "“sex”"),
    "unknown sex": (Picture("pension-chart", WOMAN | {"sex": "x", "months": 180}), "Giới tính"),
    "unknown category": (
        Picture("pension-chart", WOMAN | {"support": "rich", "months": 180}),
        "Diện hỗ trợ",
    ),
    "neither birth nor months": (Picture("pension-chart", WOMAN), "Cần một trong hai"),
    "both": (
        Picture("pension-chart", WOMAN | {"birth": "1980-05", "months": 180}),
        "một trong hai",
    ),
    "birth in words": (Picture("pension-chart", WOMAN | {"birth": "tháng 5"}), "1980-05"),
    "birth too late": (Picture("pension-chart", WOMAN | {"birth": "2020-01"}), "Tuổi phải từ 15"),
    "too few months": (Picture("pension-chart", WOMAN | {"months": 100}), "chưa đủ 15 năm"),
    "paid before birth": (
        Picture("pension-chart", WOMAN | {"birth": "1980-05", "months_paid": 9999}),
        "Số tháng đã đóng",
    ),
    "paid months without birth": (
        Picture("pension-chart", WOMAN | {"months": 180, "months_paid": 12}),
        "khi biết tháng năm sinh",
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("function", [draw, description_key])
def test_an_odd_description_is_refused_with_the_reason(
    name, function, parameters, office, before_rise
):
    picture, reason = CASES[name]
    with pytest.raises(PicturesError) as raised:
        function(picture, parameters, office, before_rise)
    assert reason in raised.value.message


@pytest.mark.parametrize("raw", [None, [], "card", {}, {"kind": 1, "data": {}}, {"kind": "levels"}])
def test_what_is_no_description_is_refused(raw):
    with pytest.raises(PicturesError):
        Picture.from_json(raw)


def test_a_description_survives_json():
    picture = Picture("contribution", {"income": 3_000_000})
    assert Picture.from_json(picture.to_json()) == picture
