"""Every scripted conversation goes as written."""

import pytest

from tests.conversations.play import play, scripts

SCRIPTS = dict(scripts())


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_conversation_goes_as_written(name):
    play(SCRIPTS[name])
