"""A directory file is checked line by line before anything of it is kept."""

import pytest
from openpyxl import Workbook, load_workbook

from bot.directory.errors import DirectoryError
from bot.directory.workbook import read, write_template
from tests.directory.files import COLLECTOR, OFFICE, POST_OFFICE, filled

DA_NANG = "Thành phố Đà Nẵng"


def mistakes(path):
    return [str(mistake) for mistake in read(path, DA_NANG).mistakes]


def test_a_good_file_is_read_whole(tmp_path):
    path = filled(tmp_path / "a.xlsx", points=[POST_OFFICE, OFFICE], collectors=[COLLECTOR])
    draft = read(path, DA_NANG)
    assert draft.mistakes == ()
    post, office = draft.points
    assert (post.kind, post.name, post.phone) == (
        "collection",
        "Bưu điện Tân Thạnh",
        "0235 3 000 111",
    )
    assert (office.kind, office.ward, office.province) == ("office", "Phường Tam Kỳ", DA_NANG)
    assert (office.latitude, office.longitude) == (15.6, 108.5)
    assert [collector.card for collector in draft.collectors] == ["DN-0123"]


def test_a_former_ward_leads_to_the_ward_of_today(tmp_path):
    row = {**POST_OFFICE, "Xã/phường": "Phường Tân Thạnh"}
    (point,) = read(filled(tmp_path / "a.xlsx", points=[row]), DA_NANG).points
    assert (point.ward, point.former_ward) == ("Phường Bàn Thạch", "Phường Tân Thạnh")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"Tên": None}, "thiếu Tên"),
        ({"Loại": "bưu điện"}, "Loại “bưu điện”: ghi “Cơ quan BHXH” hoặc “Điểm thu”"),
        ({"Xã/phường": "Phường Trên Trời"}, "không có xã/phường “Phường Trên Trời”"),
        ({"Xã/phường": "tam thanh"}, "“tam thanh” có thể là "),
        ({"Tỉnh/thành phố": "Tỉnh Xa Lắc"}, "không có tỉnh/thành phố “Tỉnh Xa Lắc”"),
        ({"Điện thoại": "gọi chị Hai"}, "Điện thoại “gọi chị Hai” không đúng"),
        ({"Vĩ độ": 108.48, "Kinh độ": 15.57}, "bị đảo chỗ"),
        ({"Vĩ độ": 48.8, "Kinh độ": 2.3}, "nằm ngoài Việt Nam"),
        ({"Kinh độ": None}, "phải là hai số"),
        ({"Tên": "x" * 201}, "Tên dài quá 200 ký tự"),
    ],
)
def test_what_is_wrong_in_a_line_is_said_with_its_number(tmp_path, changes, said):
    path = filled(tmp_path / "a.xlsx", points=[OFFICE, {**POST_OFFICE, **changes}])
    (mistake,) = mistakes(path)
    assert mistake.startswith("Điểm phục vụ, dòng 3: ")
    assert said in mistake


def test_collectors_need_a_full_name_and_a_card_of_their_own(tmp_path):
    rows = [COLLECTOR, {**COLLECTOR, "Họ và tên": "Hoa"}, {**COLLECTOR, "Số thẻ": "không có"}]
    assert mistakes(filled(tmp_path / "a.xlsx", collectors=rows)) == [
        "Nhân viên thu, dòng 3: Họ và tên phải đủ họ và tên",
        "Nhân viên thu, dòng 3: trùng với dòng 2",
        "Nhân viên thu, dòng 4: Số thẻ “không có” không có chữ số nào",
    ]


def test_numbers_that_excel_made_of_phones_and_cards_are_mended(tmp_path):
    path = filled(
        tmp_path / "a.xlsx",
        points=[{**POST_OFFICE, "Điện thoại": 905123456}],
        collectors=[{**COLLECTOR, "Số thẻ": 123}],
    )
    draft = read(path, DA_NANG)
    assert draft.points[0].phone == "0905123456"
    assert draft.collectors[0].card == "123"


def test_a_missing_column_is_named(tmp_path):
    book = Workbook()
    book.active.title = "Điểm phục vụ"
    book.active.append(["Tên", "Địa chỉ"])
    book.active.append(["Bưu điện", "1 Đường Mẫu"])
    book.save(tmp_path / "a.xlsx")
    assert mistakes(tmp_path / "a.xlsx") == ["Điểm phục vụ, dòng 1: thiếu cột Loại, Xã/phường"]


def test_an_empty_file_says_so(tmp_path):
    assert mistakes(filled(tmp_path / "a.xlsx")) == ["Tệp: chưa có dòng nào"]


def test_what_is_no_excel_file_is_refused_in_words(tmp_path):
    (tmp_path / "a.xlsx").write_text("không phải Excel")
    with pytest.raises(DirectoryError, match=r"không phải là tệp Excel"):
        read(tmp_path / "a.xlsx", DA_NANG)
    with pytest.raises(DirectoryError, match="Không có tệp"):
        read(tmp_path / "b.xlsx", DA_NANG)
    Workbook().save(tmp_path / "c.xlsx")
    with pytest.raises(DirectoryError, match="không có trang"):
        read(tmp_path / "c.xlsx", DA_NANG)


def test_the_template_explains_each_column_and_overwrites_nothing(tmp_path):
    write_template(tmp_path / "a.xlsx")
    guide = load_workbook(tmp_path / "a.xlsx")["Hướng dẫn"]
    told = {(row[0], row[1]) for row in guide.iter_rows(values_only=True, min_row=2)}
    assert ("Điểm phục vụ", "Xã/phường") in told
    assert ("Nhân viên thu", "Số thẻ") in told
    with pytest.raises(DirectoryError, match="đặt tên khác"):
        write_template(tmp_path / "a.xlsx")
