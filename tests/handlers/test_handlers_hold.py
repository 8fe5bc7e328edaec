"""Whatever people send in whatever order, every handler answers and the state survives."""

import random
import time

import pytest

from bot.conversation.messages import Inbound, Kind
from faq.content import load_content
from handlers import table
from tests.conversations.play import Conversation, scripts

SAID = [
    line["Người dân"]
    for _, script in scripts()
    for line in script["hội thoại"]
    if isinstance(line.get("Người dân"), str)
]
SENT = ("sticker", "image", "audio", "file", "location", "video", "link")
MOST_BUTTONS = 9  # Zalo and Messenger show more as numbers, a list longer than this nobody reads


def _step(conversation: Conversation, chance: random.Random) -> None:
    roll = chance.random()
    if conversation.choices and roll < 0.4:
        choice = chance.choice(conversation.choices)
        conversation.receive(Inbound(Kind.CHOICE, text=choice.title, payload=choice.payload))
    elif roll < 0.5:
        conversation.send(chance.choice(SENT))
    else:
        conversation.say(chance.choice(SAID))


@pytest.mark.parametrize("seed", range(12))
def test_a_long_conversation_at_random_never_breaks(seed):
    chance, conversation = random.Random(seed), Conversation()
    for _ in range(60):
        _step(conversation, chance)
        replies = conversation.outcome.replies
        assert len(replies) <= 2
        for reply in replies:
            assert reply.text.strip()
            assert "{" not in reply.text, reply.text
            assert "None" not in reply.text, reply.text
            assert len(reply.choices) <= MOST_BUTTONS, reply
            assert len({choice.payload for choice in reply.choices}) == len(reply.choices), reply


@pytest.mark.parametrize("name", sorted(table(load_content())))
@pytest.mark.parametrize(
    "rest",
    ["", "x", "ask=income", "ask=nothing", "income=99999999999", "months=abc", "field=zzz",
     "ward=9", "time=99", "support=rich", "mode=never", "years=77", "birth_month=13", "a=b=c",
     "income=² years=² months=² time=²", pytest.param(f"income={'9' * 5000}", id="endless")],
)  # fmt: skip
def test_a_broken_button_of_any_handler_is_answered(name, rest):
    conversation = Conversation()
    conversation.say("mức 2 triệu đóng theo tháng bao nhiêu")
    payload = f"#{name} {rest}".strip()
    assert isinstance(conversation.receive(Inbound(Kind.CHOICE, payload=payload)), tuple)


@pytest.mark.parametrize("unit", ["đóng mức 2 triệu hộ nghèo ", "0905123456 ", "1.500.000 đ, "])
def test_ten_thousand_characters_are_answered_soon(unit):
    conversation, begun = Conversation(), time.perf_counter()
    assert conversation.say((unit * 1000)[:10_000])
    assert time.perf_counter() - begun < 5
