"""`python -m bot simulate`: one command, both platforms and the product itself."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests

from bot.settings import ROOT

START_SECONDS = 90


def run(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "simulate", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def told(process: subprocess.Popen[str], pattern: str) -> str:
    """The first group of `pattern` in what the command prints."""
    heard = []
    assert process.stdout is not None
    for text in process.stdout:
        heard.append(text)
        if found := re.search(pattern, text):
            return found.group(1)
    raise AssertionError("".join(heard))


@pytest.fixture(scope="module")
def simulated() -> Iterator[tuple[str, str]]:
    """Addresses of the play page's server and of the bot behind it."""
    process = run("--port", "0")
    try:
        base = told(process, r"(http://\S+)/play")
        bot = told(process, r"Bot: +(http://\S+)")
        told(process, r"(Ctrl-C)")
        yield base, bot
        process.send_signal(signal.SIGTERM)  # Ctrl-C is deaf in a shell's background
        rest, _ = process.communicate(timeout=30)
        assert process.returncode == 0, rest
        with pytest.raises(requests.ConnectionError):
            requests.get(f"{bot}/healthz", timeout=2)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("platform", ["zalo", "messenger"])
def test_a_question_on_the_play_page_is_answered_by_the_product(simulated, platform):
    base, _ = simulated
    person = "7001" if platform == "zalo" else "8001"
    wish = {
        "platform": platform,
        "person": person,
        "kind": "text",
        "text": "bhxh tu nguyen la gi",
    }
    assert requests.post(f"{base}/play/act", json=wish, timeout=10).json()["ok"]
    deadline = time.monotonic() + 20
    address = f"{base}/_control/sent?platform={platform}&person={person}"
    while not (sent := requests.get(address, timeout=5).json()["sent"]):
        assert time.monotonic() < deadline, requests.get(f"{base}/_control/refusals").text
        time.sleep(0.05)
    assert "BHXH tự nguyện là bảo hiểm do Nhà nước tổ chức" in sent[0]["text"]


def test_a_taken_port_is_told_in_one_line(simulated):
    base, _ = simulated
    port = base.rpartition(":")[2]
    process = run("--port", port)
    output, _ = process.communicate(timeout=START_SECONDS)
    assert process.returncode == 1
    assert f"Cổng {port} đang bận" in output
    assert "Traceback" not in output
