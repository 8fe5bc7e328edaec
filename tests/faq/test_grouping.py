"""What was not understood is grouped by what it asks, for people to look through."""

from faq.grouping import group_questions


def test_like_questions_are_grouped_in_the_order_of_the_newest() -> None:
    groups = group_questions(
        [
            "làm thẻ BHYT ở đâu",
            "đóng bằng vàng được không em",
            "dong bang vang dc ko",
            "Đóng bằng vàng được không? 0905123456",
        ]
    )
    assert [group.places for group in groups] == [(0,), (1, 2, 3)]
    assert groups[1].example == "đóng bằng vàng được không em"
    assert "0905123456" not in str(groups)


def test_questions_that_share_only_the_name_of_the_insurance_stay_apart() -> None:
    texts = [
        "BHXH tự nguyện khác BHXH bắt buộc thế nào",
        "BHXH tự nguyện khác bảo hiểm nhân thọ chỗ nào",
        "chuyển khoản đóng BHXH tự nguyện kiểu gì vậy",
        "bhxh tu nguyen la gi",
        "",
        "👍",
    ]
    assert len(group_questions(texts)) == len(texts)
