"""What a phone is given for places without signal."""

import json
import re

from bot.console.access import IDLE


def kept_files(office):
    answer = office.visitor().get("/worker.js")
    assert answer.mimetype == "text/javascript"
    return json.loads(re.search(r"self\.KEPT = (\{.*?\});", answer.text)[1])


def fetched(office, path):
    with office.app.test_client().get(path) as answer:
        return answer.status_code, answer.data


def test_the_page_without_signal_holds_nobodys_data(office):
    office.lead(former_ward="Phường Tân Thạnh")
    desk = office.staff("hoa")
    assert "Đặng Thị Bé" in desk.get("/visits").text
    for page in (desk.get("/door").text, office.visitor().get("/door").text):
        assert "Đặng Thị Bé" not in page
        assert "Cán bộ hoa" not in page


def test_every_file_that_the_worker_keeps_is_there(office):
    kept = kept_files(office)
    for path in [kept["shell"], *kept["files"]]:
        assert fetched(office, path)[0] == 200, path
    imported = re.findall(r'"(/staff/static/[^"]+)"', office.visitor().get("/worker.js").text)
    assert set(imported) <= set(kept["files"])


def test_every_script_that_a_page_needs_is_kept(office):
    files = kept_files(office)["files"]
    scripts = [path for path in files if path.endswith(".js")]
    for path in scripts:
        text = fetched(office, path)[1].decode()
        for name in re.findall(r'(?:from |import\()"\./([^"]+)"', text):
            assert f"{path.rpartition('/')[0]}/{name}" in files


def test_all_of_it_is_under_100_kilobytes_without_the_fonts(office):
    kept = kept_files(office)
    sizes = [
        len(fetched(office, path)[1])
        for path in [kept["shell"], *kept["files"], "/staff/worker.js"]
        if not path.endswith(".woff2")
    ]
    assert sum(sizes) < 100_000


def test_the_state_says_whose_session_it_is_and_nothing_without_one(office):
    assert office.visitor().get("/door/state").status_code == 302
    state = office.staff("hoa").get("/door/state").json
    assert state["user"] == "hoa"
    desk = office.staff("hoa")
    office.clock.pass_by(seconds=IDLE + 1)
    assert desk.get("/door/state").status_code == 302


def test_its_token_sends_a_form(office):
    desk = office.staff("hoa")
    token = desk.get("/door/state").json["csrf_token"]
    fields = {
        "csrf_token": token,
        "entry_id": "entry-0001",
        "name": "Bé",
        "phone": "0905123456",
        "consent": "1",
    }
    answer = desk.client.post("/staff/entry", data=fields, headers={"Accept": "application/json"})
    assert answer.json == {"code": "KH-000001"}
