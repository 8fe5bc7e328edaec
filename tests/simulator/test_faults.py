"""What a test can let go wrong, and what it can read afterwards."""

import time

import pytest
import requests

from tests.simulator.conftest import CITIZEN, PSID, graph_error


def test_the_next_answers_fail_and_the_one_after_them_not(line):
    line.control("faults", do="error", platform="zalo", code=-32, times=2)
    codes = [line.zalo({"text": str(n)})["error"] for n in range(3)]
    assert codes == [-32, -32, 0]
    assert [s.text for s in line.platforms.sent()] == ["2"]


def test_a_graph_error_carries_sub_code_and_headers(line):
    usage = {"X-App-Usage": '{"call_count":100}', "Retry-After": "3"}
    line.control("faults", do="error", code=613, subcode=1893016, headers=usage)
    answer = line.messenger({"text": "a"})
    assert graph_error(answer) == (613, 1893016)
    assert answer.headers["Retry-After"] == "3"


def test_a_share_of_answers_fails(line):
    line.control("faults", do="status", status=503, times=0, share=0.3, platform="messenger")
    statuses = [line.messenger({"text": str(n)}).status_code for n in range(100)]
    assert 10 < statuses.count(503) < 60
    assert statuses.count(503) + statuses.count(200) == 100
    line.http.delete(f"{line.platforms.base_url}/_control/faults")
    assert all(line.messenger({"text": str(n)}).ok for n in range(20))


def test_a_fault_can_be_kept_to_one_person_or_one_path(line):
    line.platforms.world.act("zalo", "99")
    line.control("faults", do="error", code=-200, person="99", times=0)
    line.control("faults", do="status", status=500, path="/user/detail", times=0)
    assert line.zalo({"text": "a"})["error"] == 0
    assert line.zalo({"text": "a"}, person="99")["error"] == -200


@pytest.mark.parametrize("accepted", [False, True])
def test_a_reset_loses_the_answer_and_maybe_the_message(line, accepted):
    line.control("faults", do="reset", accepted=accepted)
    with pytest.raises(requests.ConnectionError):
        line.zalo({"text": "a"})
    assert len(line.platforms.sent()) == accepted
    assert line.zalo({"text": "b"})["error"] == 0


def test_no_answer_ends_in_the_caller_s_time_out(line):
    line.control("faults", do="silent", seconds=30, accepted=True)
    url = f"{line.platforms.base_url}/v3.0/oa/message/cs"
    body = {"recipient": {"user_id": CITIZEN}, "message": {"text": "a"}}
    headers = {"access_token": line.platforms.tokens.access_token}
    with pytest.raises(requests.Timeout):
        requests.post(url, json=body, headers=headers, timeout=0.2)
    assert len(line.platforms.sent()) == 1


@pytest.mark.parametrize("kind", ["delay", "slow"])
def test_a_late_answer_is_whole(line, kind):
    line.control("faults", do=kind, seconds=0.3)
    begun = time.monotonic()
    assert line.zalo({"text": "a"})["error"] == 0
    assert time.monotonic() - begun >= 0.3


def test_an_accepted_message_may_be_answered_with_an_error(line):
    line.control("faults", do="status", status=502, accepted=True)
    assert line.messenger({"text": "a"}).status_code == 502
    assert [s.text for s in line.platforms.sent()] == ["a"]


def test_a_fault_shows_among_the_refusals(line):
    line.control("faults", do="status", status=503)
    line.messenger({"text": "a"})
    (refusal,) = line.read("refusals")["refusals"]
    assert (refusal["code"], refusal["person"]) == (503, PSID)


def test_what_was_sent_is_listed_in_order_with_what_a_bench_needs(line):
    line.zalo({"text": "một"})
    line.messenger({"text": "hai", "metadata": "outbox-7"})
    line.zalo({"text": "ba"})
    sent = line.read("sent")["sent"]
    assert [s["text"] for s in sent] == ["một", "hai", "ba"]
    assert [s["person"] for s in sent] == [CITIZEN, PSID, CITIZEN]
    assert sent[1]["metadata"] == "outbox-7"
    assert len({s["message_id"] for s in sent}) == 3
    assert sent[0]["sequence"] < sent[1]["sequence"] < sent[2]["sequence"]
    rest = line.read(f"sent?platform=zalo&after={sent[0]['sequence']}")["sent"]
    assert [s["text"] for s in rest] == ["ba"]


def test_reset_forgets_people_messages_and_faults_and_keeps_ids_unique(line):
    first = line.zalo({"text": "a"})["data"]["message_id"]
    line.control("faults", do="status", times=0)
    line.control("reset")
    assert line.read("sent")["sent"] == line.read("refusals")["refusals"] == []
    assert line.zalo({"text": "a"})["error"] == -201
    line.control("act", platform="zalo", person=CITIZEN)
    assert line.zalo({"text": "a"})["data"]["message_id"] != first


def test_time_can_be_let_pass(line):
    line.control("clock", seconds=25 * 3600)
    assert graph_error(line.messenger({"text": "a"})) == (10, 2018278)
    line.control("act", platform="messenger", person=PSID, hours_ago=23)
    assert line.messenger({"text": "a"}).ok


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("faults", {"do": "explode"}),
        ("faults", {"do": "reset", "colour": "red"}),
        ("act", {"platform": "viber", "person": "1"}),
        ("act", {"platform": "zalo"}),
        ("say", {"platform": "zalo", "person": "1", "text": "chào"}),
        ("clock", ["không phải đối tượng"]),
    ],
)
def test_a_wrong_control_call_says_why(line, name, wish):
    answer = line.http.post(f"{line.platforms.base_url}/_control/{name}", json=wish)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_an_unknown_path_is_not_found(line):
    for path in ("/_control/nothing", "/nothing", "/play/../world.py", "/play/nothing.js"):
        assert line.http.get(f"{line.platforms.base_url}{path}").status_code == 404


def test_the_settings_for_the_product_are_told(line):
    settings = line.read("credentials")
    assert settings["ZALO_API_BASE"] == line.platforms.base_url
    assert settings["MESSENGER_PAGE_TOKEN"] == line.platforms.messenger_page.page_token


def test_a_body_larger_than_any_attachment_is_refused(line):
    url = f"{line.platforms.base_url}/v3.0/oa/message/cs"
    answer = line.http.post(url, headers={"Content-Length": str(64 * 1024 * 1024)}, data=b"")
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"
