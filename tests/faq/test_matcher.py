"""What the bot makes of messages: answer, suggest or refuse, several questions, what was taught."""

from dataclasses import replace

import pytest

from faq.content import Content
from faq.matcher import Matcher, Taught
from faq.model import Model, Thresholds
from tests.quickest import quickest


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Mức đóng BHXH tự nguyện là bao nhiêu vậy em?", "contribution-rate"),
        ("muc dong rang rua he", "contribution-rate"),
        ("Tính giúp tôi mức 2tr5 hộ nghèo đóng theo quý hết bao nhiêu", "calc-contribution"),
        ("đóng nửa chừng mà chết thì vợ con được chi", "survivor"),
        ("Cho tôi gặp cán bộ", "talk-to-human"),
        ("xin chào", "greeting"),
        ("cảm ơn em nhiều nghe", "thanks"),
        ("đừng nhắn tin cho tôi nữa", "stop-messages"),
        ("xóa hết thông tin của tôi đi", "delete-data"),
        ("sdt em 0905123456 gọi lại tư vấn nha", "register-lead"),
        ("0905 123 456", "register-lead"),
        ("quên mật khẩu vssid", "vssid-help"),
        ("B¶o hiÓm x· héi tù nguyÖn lµ g×", "what-is"),
    ],
)
def test_a_clear_message_is_answered(matcher: Matcher, text: str, topic: str) -> None:
    match = matcher.match(text)
    assert (match.topic, match.decision) == (topic, "answer")


@pytest.mark.parametrize(
    "text", ["", "   ", "123456", "12", "👍👍", "...", "asdfghjkl", "qwrtp zxcvb", "你好吗", "?!?"]
)
def test_what_says_nothing_is_refused(matcher: Matcher, text: str) -> None:
    match = matcher.match(text)
    assert (match.topic, match.decision) == ("out-of-scope", "refuse")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thẻ bảo hiểm y tế hết hạn thì gia hạn ở đâu", "health-insurance"),
        ("hồ sơ hưởng trợ cấp thất nghiệp gồm những gì", "unemployment"),
        ("công ty nợ bảo hiểm của công nhân thì kêu ai", "compulsory"),
        ("làm khai sinh cho con cần giấy tờ gì", "papers"),
        ("đóng tiền điện ở đâu", "other-offices"),
        ("asdf", "other"),
        ("", "other"),
    ],
)
def test_a_question_from_elsewhere_gets_its_kind(matcher: Matcher, text: str, kind: str) -> None:
    match = matcher.match(text)
    assert (match.topic, match.decision) == ("out-of-scope", "refuse")
    assert matcher.kind_of(text) == kind


def test_candidates_are_five_different_topics_best_first(matcher: Matcher) -> None:
    match = matcher.match("đóng bao nhiêu")
    topics = [candidate.topic for candidate in match.candidates]
    shares = [candidate.confidence for candidate in match.candidates]
    assert len(set(topics)) == 5
    assert shares == sorted(shares, reverse=True)
    assert (match.topic, match.confidence) == (topics[0], shares[0])


@pytest.mark.parametrize(
    ("thresholds", "decision"),
    [
        (Thresholds(answer=0.5, suggest=0.1), "answer"),
        (Thresholds(answer=1.01, suggest=0.1), "suggest"),
        (Thresholds(answer=1.02, suggest=1.01), "refuse"),
    ],
)
def test_the_decision_follows_the_thresholds(
    content: Content, model: Model, thresholds: Thresholds, decision: str
) -> None:
    match = Matcher(content, replace(model, thresholds=thresholds)).match("Mức đóng bao nhiêu?")
    assert (match.topic, match.decision) == ("contribution-rate", decision)


def test_a_taught_phrasing_holds_at_once_and_so_do_its_near_forms(
    content: Content, model: Model
) -> None:
    text = "cô út nhà bên bày cho tui cái vụ bỏ heo đất nhà nước"
    taught = Matcher(content, model, [Taught(text, "what-is")])
    for said in (
        text,
        text.upper() + "!!!",
        "co ut nha ben bay cho toi cai vu bo heo dat nha nuoc",
    ):
        match = taught.match(said)
        assert (match.topic, match.decision, match.confidence) == ("what-is", "answer", 1.0)
    assert taught.match("Mức đóng bao nhiêu một tháng?").topic == "contribution-rate"


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        (
            "Mức đóng mỗi tháng bao nhiêu? Đóng bao nhiêu năm thì có lương hưu?",
            ["contribution-rate", "pension-conditions"],
        ),
        ("Đóng tiền ở đâu vậy em. Hạn nộp ngày mấy", ["where-to-pay", "payment-deadline"]),
        ("mức đóng bao nhiêu và nộp tiền ở đâu vậy", ["contribution-rate", "where-to-pay"]),
        (
            "hộ nghèo được hỗ trợ bao nhiêu\nmất sổ cấp lại ở đâu",
            ["state-support", "lost-book"],
        ),
        (
            "sinh con được hỗ trợ bao nhiêu với lại đóng mấy năm thì có lương hưu",
            ["maternity", "pension-conditions"],
        ),
        (
            "đăng ký cần giấy tờ gì rồi bao lâu thì nhận được sổ",
            ["how-to-register", "processing-time"],
        ),
        (
            "quên đóng hai tháng có sao không còn nộp tiền qua ngân hàng được không",
            ["late-or-pause", "where-to-pay"],
        ),
    ],
)
def test_two_questions_in_one_message_are_both_matched(
    matcher: Matcher, text: str, topics: list[str]
) -> None:
    assert [match.topic for match in matcher.match_all(text)] == topics


@pytest.mark.parametrize(
    "text",
    [
        "Mẹ em 58 tuổi, trước giờ làm nông. Chừ muốn đóng thì còn được không?",
        "Tôi 50 tuổi. Làm nông. Đóng được không?",
        "vợ và chồng đóng chung được không",
        "hộ nghèo mức 2 triệu đóng 6 tháng, tính giúp em hết bao nhiêu",
        "Chồng em mới mất, đóng được 8 năm rồi, giờ mẹ con em có được nhận gì không?",
        "xin chào",
        "",
    ],
)
def test_a_story_with_one_question_is_one_message(matcher: Matcher, text: str) -> None:
    assert len(matcher.match_all(text)) == 1


@pytest.mark.parametrize("text", ["1.500.000", "2tr", "300k", "hai triệu rưỡi"])
def test_an_amount_alone_asks_for_a_calculation(matcher: Matcher, text: str) -> None:
    match = matcher.match(text)
    assert (match.topic, match.decision) == ("calc-contribution", "answer")


@pytest.mark.parametrize("text", ["123456", "2026", "079203", "15"])
def test_other_figures_alone_ask_nothing(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).topic == "out-of-scope"


@pytest.mark.parametrize(
    "text",
    [
        "Phạm Thị Xóa",
        "Nguyễn Văn Dừng",
        "pham thi xoa",
        "Lê Thị Rút",
        "Hồ Văn Ngừng",
    ],
)
def test_a_name_alone_is_never_taken_for_a_request(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).topic == "out-of-scope"


def test_a_story_full_of_questions_is_matched_in_a_blink(matcher: Matcher) -> None:
    story = (
        "đóng bao nhiêu vậy em, nộp ở đâu, và rồi khi nào có lương hưu, còn ai được hỗ trợ, " * 20
    )
    assert quickest(lambda number: matcher.match_all(f"{number} {story}")) < 1
