"""Where the nearest place is, and who came to the house: answered from the directory."""

from dataclasses import replace
from datetime import date

import pytest

import handlers
from bot.conversation.messages import Inbound, Kind
from bot.conversation.state import State
from bot.conversation.turn import LeadView, Person, Turn, VisitView
from bot.directory.entries import Directory, code, distance
from tests.conversations.directory import DA_NANG, FULL, POST
from tests.conversations.platforms import accepted
from tests.conversations.play import NOW, OFFICE, content, matcher, parameters

MANY = tuple(
    replace(POST, name=f"Điểm {ward} {number}", ward=ward)
    for ward in ("Phường Tam Kỳ", "Phường Hương Trà")
    for number in (1, 2, 3, 4)
)


class Talk:
    """One person and the bot with a directory."""

    def __init__(self, directory: Directory, leads=(), visits=()) -> None:
        self._person = Person("webchat", leads=tuple(leads), visits=tuple(visits))
        self._engine = handlers.build_engine(content(), matcher(), directory)
        self.state = State()
        self.replies = ()

    def __call__(self, text: str = "", **inbound) -> str:
        sent = Inbound(**{"kind": Kind.TEXT, "text": text, **inbound})
        turn = Turn(self.state, sent, NOW, self._person, OFFICE, parameters())
        outcome = self._engine.handle(turn)
        self.state = State.from_json(outcome.state.to_json())
        self.replies = outcome.replies
        accepted(self.replies)
        return "\n".join(reply.text for reply in outcome.replies)

    def send_location(self, latitude: str, longitude: str) -> str:
        info = {"latitude": latitude, "longitude": longitude}
        return self(kind=Kind.LOCATION, info=info)


@pytest.fixture
def talk() -> Talk:
    return Talk(FULL)


@pytest.mark.parametrize(
    "text",
    [
        "Phường Bàn Thạch đăng ký tại chỗ nào vậy?",
        "tui o tan thanh tam ky thi dang ky o dau",
        "điểm thu gần nhất ở phường Bàn Thạch",
        "em ở phường Bàn Thạch thì nộp tiền ở đâu",
    ],
)
def test_a_question_that_names_the_ward_is_answered_at_once(talk, text):
    said = talk(text)
    assert "Ở Phường Bàn Thạch có:" in said
    assert "Bưu điện Tân Thạnh (điểm thu): 12 Đường Mẫu, Phường Bàn Thạch" in said
    assert "0235 3 000 111" in said
    assert "1900 9068" in said


def test_the_ward_is_asked_once_and_any_way_of_writing_it_is_taken(talk):
    assert "Mình ở xã/phường nào ạ?" in talk("cho hỏi điểm thu gần nhất")
    assert "Bưu điện Tân Thạnh" in talk("kp my thach, tan thanh, tam ky")
    assert talk.state.handler == ""


def test_what_is_no_ward_is_not_asked_again(talk):
    talk("điểm thu gần nhất ở đâu")
    said = talk("tui hổng biết")
    assert "chưa nhận ra xã/phường" in said
    assert "1900 9068" in said
    assert talk.state.handler == ""


def test_another_question_instead_of_the_ward_is_answered_and_the_ward_still_wanted(talk):
    talk("điểm thu gần nhất ở đâu")
    assert "22%" in talk("mức đóng là bao nhiêu phần trăm vậy?")
    assert "Bưu điện Tân Thạnh" in talk("phường Bàn Thạch")


def test_a_ward_without_a_point_gets_those_around_it(talk):
    said = talk("Tôi ở phường Tam Kỳ thì đến đâu đăng ký?")
    assert "Ở Phường Tam Kỳ em chưa có điểm nào" in said
    assert "Bưu điện Tân Thạnh" in said


def test_a_ward_far_from_all_points_gets_the_offices(talk):
    said = talk("Tôi ở phường Hải Châu thì đến đâu đăng ký?")
    assert "BHXH cơ sở Hội An (cơ quan BHXH)" in said
    assert "Bưu điện" not in said


def test_a_former_town_of_many_wards_with_many_points_is_asked_about_with_buttons():
    talk = Talk(Directory(MANY))
    assert "nào dưới đây" in talk("Tôi ở Tam Kỳ thì đến chỗ nào để đăng ký tham gia?")
    choice = next(c for c in talk.replies[0].choices if c.title == "Phường Hương Trà")
    said = talk(kind=Kind.CHOICE, text=choice.title, payload=choice.payload)
    assert "Điểm Phường Hương Trà 1" in said
    assert "Còn 1 điểm nữa" in said
    assert "Phường Tam Kỳ" not in said


def test_a_location_gives_the_nearest_points_with_the_distance(talk):
    said = talk.send_location("15.571", "108.481")
    assert "1. Bưu điện Tân Thạnh" in said
    assert "0,2 km" in said
    assert said.index("Bưu điện") < said.index("BHXH cơ sở Hội An")


def test_a_location_answers_the_question_for_the_ward(talk):
    talk("điểm thu gần nhất ở đâu")
    assert "1. BHXH cơ sở Hội An" in talk.send_location("15.88", "108.33")
    assert talk.state.handler == ""


def test_a_location_without_figures_asks_for_the_ward(talk):
    assert "Mình ở xã/phường nào" in talk(kind=Kind.LOCATION)


def test_an_open_form_is_not_lost_by_a_location(talk):
    talk("em muốn đăng ký tham gia, gọi lại cho em")
    assert talk.state.handler == "register"
    talk.send_location("15.571", "108.481")
    assert talk.state.handler == "register"


@pytest.mark.parametrize("text", ["điểm thu gần nhất", "Tôi ở phường Tam Kỳ thì đến đâu đăng ký?"])
def test_without_a_directory_the_general_answer_and_the_hotline_are_given(text):
    said = Talk(Directory())(text)
    assert "12 Đường Mẫu, Tam Kỳ" in said
    assert "1900 9068" in said


def test_words_of_money_are_no_wards(talk):
    assert "có:" not in talk("nop tien ky nay o dau")


def test_distance_is_in_kilometres():
    assert round(distance(16.0544, 108.2022, 15.5736, 108.4740)) == 61  # Đà Nẵng - Tam Kỳ


def test_card_numbers_and_teams_are_compared_without_signs():
    assert code("DN-0123") == code("dn 123")
    assert code("Tổ-05") == code("to 5")


# -- who came to the house ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("có chị Nguyễn Thị Mẫu thẻ số DN-0123 tới thu tiền có thật không", "CÓ trong danh sách"),
        ("co chi mau the so dn0123 toi thu tien co that khong", "CÓ trong danh sách"),
        ("có chị Mẫu thẻ số DN 0123 tới thu tiền có thật không", "CÓ trong danh sách"),
        ("tổ 05 tới nhà tôi có thật không", "CÓ trong danh sách"),
        ("có anh Trần Văn Thử thẻ số DN-0123 tới thu tiền có thật không", "KHÔNG có trong"),
        ("có anh Lê Văn Lạ thẻ số 999 tới thu tiền có thật không", "KHÔNG có trong"),
        ("tổ 17 tới nhà tôi có thật không", "KHÔNG có trong"),
        ("có chị Nguyễn Thị Mẫu của bưu điện thẻ số DN-0123 tới thu có thật không", "CÓ trong"),
        ("co chi nguyen thi mau ben buu dien toi thu tien co that khong", "CÓ trong danh sách"),
        ("có anh Trần Văn Thử bên Viettel Post tới thu tiền có thật không", "CÓ trong danh sách"),
        ("có chị Nguyễn Thị Mẫu bên Viettel tới thu tiền có thật không", "KHÔNG có trong"),
        ("có chị Mẫu thẻ số DN-0123 của Viettel tới thu tiền có thật không", "KHÔNG có trong"),
        ("chị Nguyễn Thị Mẫu nhân viên của Hòa Phát tới thu tiền có thật không", "KHÔNG có trong"),
        ("có cô Nguyễn Thị Mẫu tới nhà thu tiền, có phải người của BHXH xã không", "CÓ trong"),
        ("có người của công ty Hòa Phát tới thu bảo hiểm có thật không", "KHÔNG có trong"),
    ],
)
def test_what_a_person_tells_of_a_visitor_is_in_the_roster_or_not(talk, text, words):
    said = talk(text)
    assert words in said
    assert "1900 9068" in said


def test_the_answer_holds_nothing_that_was_not_said(talk):
    said = talk("có người thẻ số DN-0123 tới thu tiền có thật không")
    assert "CÓ trong danh sách" in said
    assert "Mẫu" not in said
    assert "Bưu điện" not in said
    assert "05" not in said


@pytest.mark.parametrize(
    "text",
    [
        "bưu điện cử người tới nhà tôi có thật không",
        "co nguoi cua viettel toi nha thu tien co that khong",
        "ai tới nhà tôi vậy, nói là người của Viettel",
    ],
)
def test_an_organisation_alone_confirms_nobody(talk, text):
    said = talk(text)
    assert "CÓ người trong danh sách" in said
    assert "họ tên và số thẻ" in said
    assert "1900 9068" in said
    assert "KHÔNG có trong danh sách" in talk("Lê Văn Lạ, số 777")


def test_the_organisation_that_was_told_counts_with_the_name_that_follows(talk):
    talk("bên Viettel cử người tới nhà có thật không")
    assert "bên Viettel KHÔNG có trong danh sách" in talk("Nguyễn Thị Mẫu, thẻ DN-0123")


def test_a_card_number_without_its_letters_is_asked_again_not_confirmed_or_denied(talk):
    said = talk("có người thẻ số 0123 tới thu tiền có thật không")
    assert "trong danh sách" not in said
    assert "cả chữ và số" in said
    assert "CÓ trong danh sách" in talk("DN 0123")


def test_a_full_name_alone_is_confirmed_with_the_wish_to_see_the_card(talk):
    said = talk("có cô Nguyễn Thị Mẫu tới nhà tôi, có phải người của BHXH không")
    assert "CÓ trong danh sách" in said
    assert "nhắn em số thẻ" in said
    assert "CÓ trong danh sách" in talk("DN-0123")
    assert talk.state.handler == ""


def test_a_given_name_alone_confirms_nobody(talk):
    said = talk("chị Mẫu tới nhà thu tiền đúng không")
    assert "trong danh sách" not in said
    assert "số thẻ" in said


def test_who_asks_without_telling_anything_is_asked_once(talk):
    assert "họ tên và số thẻ" in talk("ai tới nhà tôi vậy")
    assert "KHÔNG có trong danh sách" in talk("Lê Văn Lạ, số 777")
    assert talk.state.handler == ""


def test_without_a_roster_nobody_is_confirmed_or_denied():
    said = Talk(Directory())("có anh Trần Văn Thử thẻ số 123 tới thu tiền có thật không")
    assert "chưa có danh sách" in said
    assert "1900 9068" in said


def test_a_general_question_about_fraud_stays_with_its_answer(talk):
    assert "biên lai" in talk("Có người đến nhà thu tiền bảo hiểm, có phải lừa đảo không?")
    assert talk.state.handler == ""


LEFT = LeadView(
    "KH-000001", "Lê Thị Thử", "456", "Tân Thạnh", "new", ward="Phường Bàn Thạch", province=DA_NANG
)


@pytest.mark.parametrize(
    "text", ["đăng ký ở đâu vậy em?", "đóng tiền ở đâu?", "cho xin số điện thoại cơ quan BHXH"]
)
def test_who_left_the_ward_hears_of_the_places_there(text):
    assert "Bưu điện Tân Thạnh" in Talk(FULL, (LEFT,))(text)


def test_the_ward_that_was_named_is_remembered(talk):
    talk("Phường Bàn Thạch đăng ký tại chỗ nào vậy?")
    assert "Bưu điện Tân Thạnh" in talk("đóng tiền ở đâu?")


LAN = VisitView("Nguyễn Thị Lan", "Bưu điện Tam Kỳ", "DN-0777", date(2026, 11, 28))


def test_who_asks_about_a_visitor_hears_who_was_agreed_to_come():
    said = Talk(Directory(), visits=[LAN])("ai tới nhà tôi vậy")
    assert (
        "Đã hẹn với mình: Nguyễn Thị Lan, Bưu điện Tam Kỳ, thẻ số DN-0777, tới ngày 28/11/2026"
        in said
    )
    assert "họ tên và số thẻ" in said


@pytest.mark.parametrize(
    ("whose", "words"), [("bưu điện", "CÓ người trong danh sách"), ("Viettel", "khoan đưa tiền")]
)
def test_who_was_agreed_to_come_is_said_beside_the_organisation_that_is_named(whose, words):
    said = Talk(Directory(), visits=[LAN])(f"{whose} cử người tới nhà tôi có thật không")
    assert "Đã hẹn với mình: Nguyễn Thị Lan, Bưu điện Tam Kỳ" in said
    assert words in said
    assert ("CÓ người" in said) == (whose == "bưu điện")


def test_who_was_agreed_to_come_is_listed_and_another_is_not():
    talk = Talk(Directory(), visits=[LAN])
    assert " CÓ trong danh sách" in talk("người tới nhà thu tiền, thẻ số DN-0777, có thật không")
    assert "chưa có danh sách" in talk("người tới nhà thu tiền, thẻ số DN-9999, có thật không")
    listed = Talk(FULL, visits=[LAN])
    assert "KHÔNG có" in listed("người tới nhà thu tiền, thẻ số DN-9999, có thật không")


def test_a_visit_that_is_over_is_not_told_of():
    past = replace(LAN, day=date(2026, 11, 20))
    assert "Đã hẹn" not in Talk(FULL, visits=[past])("ai tới nhà tôi vậy")


def test_without_a_ward_or_a_place_there_the_general_answer_is_given(talk):
    assert "1900 9068" in talk("cho xin số điện thoại cơ quan BHXH")
    elsewhere = replace(LEFT, ward="Phường An Khê")
    assert "Bưu điện Tân Thạnh" not in Talk(FULL, (elsewhere,))("đóng tiền ở đâu?")


def test_a_location_sent_for_the_place_of_a_lead_belongs_to_the_form(talk):
    for said in ("để lại số điện thoại", "đồng ý", "Lê Thị Thử", "0905123456"):
        talk(said)
    assert "Mình ở nơi nào" in talk.send_location("15.571", "108.481")
    assert [choice.title for choice in talk.replies[-1].choices] == ["Phường Bàn Thạch", "Nơi khác"]
    chosen = talk.replies[-1].choices[0]
    assert "gọi lúc nào" in talk(kind=Kind.CHOICE, payload=chosen.payload)
    assert "Nơi ở: Phường Bàn Thạch" in talk("sáng")


def test_another_place_than_those_near_the_location_is_typed(talk):
    for said in ("để lại số điện thoại", "đồng ý", "Lê Thị Thử", "0905123456"):
        talk(said)
    talk.send_location("15.571", "108.481")
    chosen = talk.replies[-1].choices[-1]
    assert "xã/phường nào" in talk(kind=Kind.CHOICE, payload=chosen.payload)
    assert "gọi lúc nào" in talk("thôn 3 xã Thăng Điền")


def test_a_location_far_from_all_places_is_asked_in_words(talk):
    for said in ("để lại số điện thoại", "đồng ý", "Lê Thị Thử", "0905123456"):
        talk(said)
    assert "chưa biết vị trí đó" in talk.send_location("21.03", "105.85")


def test_places_are_cards_to_call_where_a_platform_shows_them(talk):
    talk("Phường Bàn Thạch đăng ký tại chỗ nào vậy?")
    [card] = talk.replies[-1].cards
    assert card.title == "Bưu điện Tân Thạnh (điểm thu)"
    assert card.subtitle == "12 Đường Mẫu, Phường Bàn Thạch; 0235 3 000 111; T2-T6 07:30-17:00"
    assert card.line in talk.replies[-1].text.splitlines()
