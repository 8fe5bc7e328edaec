"""The commands of this package, as people run them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from faq.cli import faq_command
from faq.errors import ModelError


def run(*arguments: str, stdin: str = "") -> str:
    result = CliRunner().invoke(faq_command, list(arguments), input=stdin)
    assert result.exit_code == 0, result.output
    return result.output


def test_match_answers_each_line_in_order() -> None:
    lines = [{"text": "mức đóng bao nhiêu"}, {"text": "xin chào"}, {"text": ""}]
    output = run("match", stdin="\n".join(json.dumps(line) for line in lines))
    rows = [json.loads(line) for line in output.splitlines()]
    assert [row["topic"] for row in rows] == ["contribution-rate", "greeting", "out-of-scope"]
    assert set(rows[0]) == {"topic", "decision", "confidence", "candidates"}
    assert set(rows[0]["candidates"][0]) == {"topic", "confidence"}
    assert len(rows[0]["candidates"]) <= 5


@pytest.mark.parametrize("line", ["not json", "[]", '{"text": 5}', '{"question": "a"}'])
def test_a_bad_line_is_answered_with_an_error_and_the_next_goes_on(line: str) -> None:
    output = run("match", stdin=f'{line}\n{{"text": "xin chào"}}\n')
    bad, good = (json.loads(row) for row in output.splitlines())
    assert bad["field"] == "text"
    assert good["topic"] == "greeting"


def test_eval_prints_a_line_for_each_style(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    rows = [
        {
            "text": "mức đóng bao nhiêu",
            "topic": "contribution-rate",
            "also": [],
            "style": "standard",
        },
        {"text": "xin chào", "topic": "tax", "also": [], "style": "teen"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    output = run("eval", str(file), "--errors")
    assert [line.split()[0] for line in output.splitlines()[1:4]] == ["standard", "teen", "all"]
    assert "tax -> greeting" in output


def test_eval_names_the_line_that_it_cannot_read(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"text": "a", "topic": "tax"}\n{"text": "b", "topic": "no-such"}\n')
    result = CliRunner().invoke(faq_command, ["eval", str(file)])
    assert result.exit_code == 1
    assert "dòng 2" in result.output
    assert "Traceback" not in result.output


def test_lint_passes_on_the_content_that_ships() -> None:
    assert run("lint") == ""


def test_a_damaged_model_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ModelError("model.npz bị hỏng")

    monkeypatch.setattr("faq.cli.load_model", broken)
    result = CliRunner().invoke(faq_command, ["match"], input='{"text": "a"}')
    assert result.exit_code == 1
    assert result.output.strip() == "Error: model.npz bị hỏng"


def test_match_runs_without_database_settings_or_env(tmp_path: Path) -> None:
    code = "from faq.cli import faq_command; faq_command(['match'])"
    root = Path(__file__).parent.parent.parent
    result = subprocess.run(
        [sys.executable, "-c", code],
        input='{"text": "mức đóng bao nhiêu"}\n',
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "PATH": ""},
        check=True,
    )
    assert json.loads(result.stdout)["topic"] == "contribution-rate"
    assert list(tmp_path.iterdir()) == []
