"""`python -m bot faq …`: match, eval, lint and build. Needs no database, settings or `.env`."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from faq.content import Content, load_content
from faq.errors import FaqError
from faq.evaluation import evaluate, read_questions, report
from faq.lint import Problem, lint
from faq.matcher import Matcher
from faq.model import MODEL_FILE, fingerprint, load_model, save

LAW_TIME = ZoneInfo("Asia/Ho_Chi_Minh")


class _Group(click.Group):
    """Shows this package's errors as one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except FaqError as error:
            raise click.ClickException(str(error)) from error


@click.group("faq", cls=_Group)
def faq_command() -> None:
    """Understand questions: match, measure, check and train."""


def shipped_matcher(content: Content | None = None) -> Matcher:
    """The matcher of the content and model that ship with the package."""
    return Matcher(content or load_content(), load_model())


@faq_command.command("match")
def match_command() -> None:
    """Read JSON lines {"text": …} on standard input, write the match of each."""
    matcher = shipped_matcher()
    for line in _lines(sys.stdin):
        click.echo(json.dumps(_matched(matcher, line), ensure_ascii=False))


def _lines(stream: Iterable[str]) -> Iterable[str]:
    return (line for line in stream if line.strip())


def _matched(matcher: Matcher, line: str) -> dict[str, object]:
    """The answer line of an input line; a bad line is answered with its error."""
    try:
        text = json.loads(line)["text"]
    except (ValueError, KeyError, TypeError):
        return {"error": 'mỗi dòng phải là JSON có "text"', "field": "text"}
    if not isinstance(text, str):
        return {"error": '"text" phải là chuỗi', "field": "text"}
    return asdict(matcher.match(text))


@faq_command.command("eval")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", is_flag=True, help="List the questions that were not understood.")
def eval_command(file: Path, errors: bool) -> None:
    """Accuracy on labelled questions: {"text", "topic", "also", "style"} a line."""
    content = load_content()
    results = evaluate(shipped_matcher(content), read_questions(file, content))
    click.echo(report(results, errors=errors))


@faq_command.command("lint")
def lint_command() -> None:
    """List entries that break the rules of content; exit status 1 when there are any."""
    show(lint(load_content(), datetime.now(LAW_TIME).date()))


def show(problems: Iterable[Problem]) -> None:
    """Print the broken rules; exit status 1 when there are any."""
    problems = list(problems)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise SystemExit(1)


@faq_command.command("build")
def build_command() -> None:
    """Train the classifier on the phrasings, calibrate it and write the model file."""
    from faq.training import train, write_counts  # scikit-learn takes seconds: only here

    content = load_content()
    write_counts(content)
    model = train(content)
    save(model)
    click.echo(
        f"{MODEL_FILE.name}: {len(content.phrasings)} cách hỏi, {len(model.classes)} lớp, "
        f"{len(model.index)} đặc trưng, trả lời từ {model.thresholds.answer}, "
        f"gợi ý từ {model.thresholds.suggest}, nội dung {fingerprint(content)[:12]}"
    )
