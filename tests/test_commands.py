"""The commands as an operator runs them: real processes, real databases."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.settings import ROOT
from tests.prepared import Prepared

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    started = Prepared(tmp_path_factory.mktemp("streams"))
    yield started
    started.close()


@pytest.fixture
def run(prepared: Prepared) -> Run:
    """`python -m bot …` with the given settings and no others."""

    def run_it(
        *words: str, said: str = "", expect: int = 0, **settings: str
    ) -> "subprocess.CompletedProcess[str]":
        done = prepared.run(words, said, settings)
        assert done.returncode == expect, done.stderr
        return done

    return run_it


@pytest.fixture
def own(new: dict[str, str], sqlite_url: str) -> dict[str, str]:
    """A database and secrets of this test's own."""
    return {**new, "DATABASE_URL": sqlite_url}


@pytest.fixture
def new(tmp_path: Path) -> dict[str, str]:
    """The same before its database is made."""
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path}/new.db",
        "SECRET_KEY": "test",
        "ENCRYPTION_KEYS": "x1f3n0Wl0m8yXQxRr3V8kV0vYw6m0sQm4n8m5mS2m1Q=",
        "ADMIN_PASSWORD": "mật khẩu dài của bài thử",
    }


def test_a_piped_chat_prints_replies_only_and_makes_its_database(run, new):
    done = run("chat", said="ho can ngheo dong muc 2 trieu theo quy het bao nhieu\n1\n", **new)
    assert "924.000 đ cho 3 tháng" in done.stdout
    assert "mức thu nhập bao nhiêu" in done.stdout
    assert '"event"' not in done.stdout


def test_every_line_of_a_piped_chat_is_one_message_of_one_person(run, own):
    done = run("chat", said="chào em\nnhà nước hỗ trợ bao nhiêu\n\ncảm ơn\n", **own)
    assert done.stdout.count("trợ lý tự động") == 1
    assert "không có chi" in done.stdout


def test_what_is_taught_holds_for_the_next_message_of_any_process(run, own):
    said = "cho hỏi vụ sổ xanh ông già\n"
    assert "Đã dạy" in run("faq", "teach", said.strip(), "pension-amount", **own).stdout
    assert "Lương hưu = " in run("chat", said=said, **own).stdout
    assert said.strip() in run("faq", "taught", **own).stdout


def test_teaching_that_would_turn_a_labelled_question_wrong_is_refused(run, own):
    done = run("faq", "teach", "mức đóng bao nhiêu", "tax", expect=1, **own)
    assert "chưa dạy" in done.stderr
    assert run("faq", "taught", **own).stdout.strip() == "{}"


@pytest.mark.parametrize(("text", "topic"), [("xin chào", "no-such-topic"), ("…", "tax")])
def test_teaching_nonsense_says_what_is_wrong(run, own, text, topic):
    assert "Error:" in run("faq", "teach", text, topic, expect=1, **own).stderr


def test_faq_and_law_need_no_settings_and_no_database(run, tmp_path):
    broken = {"DATABASE_URL": "nonsense://", "PORT": "x", "ENCRYPTION_KEYS": "x"}
    asked = json.dumps({"text": "muc dong bao nhieu mot thang"})
    matched = json.loads(run("faq", "match", said=asked + "\n", **broken).stdout)
    assert (matched["topic"], matched["decision"]) == ("contribution-rate", "answer")
    question = {"on": "2026-11-24", "income": 2000000, "support": "near-poor", "mode": "3-months"}
    answer = json.loads(run("law", "contribution", said=json.dumps(question), **broken).stdout)
    assert answer["pay"] == 924000


def test_the_doctor_names_what_is_missing(run, new):
    run("migrate", **new)
    done = run("doctor", expect=1, ZALO_OA_ID="123", **new)
    assert "✓ Cơ sở dữ liệu" in done.stdout
    assert "thiếu ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OA_SECRET_KEY" in done.stdout
    assert "PUBLIC_URL" in done.stdout
    assert "chưa kiểm chứng" in done.stdout


def test_the_doctor_is_content_with_what_is_complete(run, own):
    zalo = {"ZALO_OA_ID": "1", "ZALO_APP_ID": "2", "ZALO_APP_SECRET": "3"}
    done = run("doctor", ZALO_OA_SECRET_KEY="4", PUBLIC_URL="https://bhxh.example", **zalo, **own)
    assert "✓ Zalo: tự kiểm chữ ký webhook" in done.stdout


def test_the_doctor_says_when_the_database_was_never_migrated(run, new):
    assert "python -m bot migrate" in run("doctor", expect=1, **new).stdout


@pytest.mark.parametrize(
    ("settings", "named"),
    [({"PORT": "tám nghìn"}, "PORT"), ({"OFFICE_HOURS": "sáng tới chiều"}, "OFFICE_HOURS")],
)
def test_a_wrong_setting_is_one_line_and_no_traceback(run, own, settings, named):
    done = run("migrate", expect=1, **{**own, **settings})
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_help_lists_every_command_without_importing_them():
    command = [sys.executable, "-X", "importtime", "-m", "bot", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    listed, imported = done.stdout, done.stderr
    assert "bot.settings" in imported
    assert "bot.commands" not in imported
    assert "simulate" in listed
    assert "dead-letters" in listed


def test_demo_data_can_be_removed(run, own):
    assert "Đã xóa" in run("demo", "remove", **own).stdout


def test_a_directory_is_imported_whole_or_refused_line_by_line(run, own, tmp_path):
    path = str(tmp_path / "danh-ba.xlsx")
    assert "tệp mẫu" in run("directory", "template", path, **own).stdout
    refused = run("directory", "import", path, expect=1, **own)
    assert "chưa có dòng nào" in refused.stderr
    book = load_workbook(path)
    book["Nhân viên thu"].append(["Nguyễn Thị Mẫu", "DN-0123", "Bưu điện", "to-05"])
    book.save(path)
    done = run("directory", "import", path, "--replace", **own)
    assert "Danh bạ có 0 điểm, 1 nhân viên." in done.stdout
    said = "người thẻ số DN-0123 tới thu tiền có thật không\n"
    assert "CÓ trong danh sách" in run("chat", said=said, **own).stdout
