"""What understanding costs and how good it is: `python -m bench.understanding [--record]`.

Prints the tables of docs/understanding.md: speed of the shipped matcher, accuracy by style on
tests/questions, and other ways to match compared on the same phrasings and questions.
`--record` writes tests/questions/figures.yaml, below which the tests fail.
"""

import json
import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy as np
import yaml
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from faq.content import OUT_OF_SCOPE, Content, load_content
from faq.evaluation import Question, by_style, evaluate, read_questions
from faq.features import BLOCKS, features
from faq.matcher import Matcher
from faq.model import MODEL_FILE, load_model, softmax
from faq.text import normalise
from faq.training import Fitted, Sample, fit, merge_kinds, out_of_fold, read_samples

QUESTIONS = Path(__file__).parent.parent / "tests" / "questions"
FILES = ("dev.jsonl", "own.jsonl", "late.jsonl", "stories.jsonl", "village.jsonl")
BM25_K, BM25_B = 1.5, 0.75
SHARPNESS = 0.14  # the temperature of the comparison
LINEAR = {
    "linear: words": ("words",),
    "linear: letters": ("letters",),
    "linear: words + letters": ("words", "letters"),
    "linear: words + letters + concepts": ("words", "letters", "concepts"),
    "linear: words + letters + signals": ("words", "letters", "signals"),
    "linear: words + letters + skips + last": ("words", "letters", "skips", "last"),
    "hybrid: all six (shipped)": tuple(BLOCKS),
}
LOAD = """
import json, time
import numpy, yaml, rapidfuzz
def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
before = resident()
started = time.perf_counter()
from faq.model import load_model
load_model()
model = time.perf_counter() - started
from faq.cli import shipped_matcher
shipped_matcher().match("mức đóng bao nhiêu")
spent, mb = time.perf_counter() - started, (resident() - before) / 1024
print(json.dumps({"model": model, "all": spent, "mb": mb}))
"""
# Ranks the topics of a normalised message, best first.
Ranker = Callable[[Question], Sequence[str]]


@click.command()
@click.option("--record", is_flag=True, help="Write the figures below which the tests fail.")
@click.option("--quick", is_flag=True, help="Leave out the comparison (minutes of training).")
def main(record: bool, quick: bool) -> None:
    """Print the tables."""
    content = load_content()
    questions = {name: read_questions(QUESTIONS / name, content) for name in FILES}
    matcher = Matcher(content, load_model())
    click.echo(f"{datetime.now(UTC).date()} · {machine()}\n")
    click.echo(speed(matcher, [q for qs in questions.values() for q in qs]))
    figures = {name: by_style(evaluate(matcher, qs)) for name, qs in questions.items()}
    for name, scores in figures.items():
        click.echo(f"\n{name}\n\n{accuracy(scores)}")
    if record:
        rows = {n: {s: floored(asdict(f)) for s, f in fs.items()} for n, fs in figures.items()}
        text = "# Written by `python -m bench.understanding --record`.\n" + yaml.safe_dump(rows)
        (QUESTIONS / "figures.yaml").write_text(text, encoding="utf-8")
    if not quick:
        click.echo(f"\n{comparison(content, questions)}")


def machine() -> str:
    """The machine in a few words."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = names[0].split(":")[1].strip() if names else cpu
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


def speed(matcher: Matcher, questions: Sequence[Question]) -> str:
    """Time a message on one core, and what loading costs in a process of its own."""
    matcher.match("xin chào")
    times, spent = [], []
    for question in questions:
        started, worked = time.perf_counter(), time.thread_time()
        matcher.match(question.text)
        times.append(time.perf_counter() - started)
        spent.append(time.thread_time() - worked)
    cost = json.loads(
        subprocess.run([sys.executable, "-c", LOAD], capture_output=True, check=True).stdout
    )
    rows = [
        ("median by the clock", milliseconds(times, 0.5)),
        ("99 % by the clock", milliseconds(times, 0.99)),
        ("median of processor time", milliseconds(spent, 0.5)),
        ("99 % of processor time", milliseconds(spent, 0.99)),
        ("messages a second, one core", f"{len(spent) / sum(spent):.0f}"),
        ("model loads in", f"{1000 * cost['model']:.0f} ms"),
        ("with content and a first message", f"{1000 * cost['all']:.0f} ms"),
        ("memory added to a process", f"{cost['mb']:.0f} MB"),
        ("model file", f"{MODEL_FILE.stat().st_size / 1e6:.1f} MB"),
    ]
    return table(("speed", ""), rows)


def milliseconds(seconds: Sequence[float], quantile: float) -> str:
    return f"{1000 * float(np.quantile(seconds, quantile)):.2f} ms"


def accuracy(scores: Mapping[str, object]) -> str:
    """The scores by style as a table."""
    keys = ("top1", "top3", "wrong", "answered", "kept_out")
    rows = []
    for style, score in scores.items():
        shares = asdict(score)  # type: ignore[call-overload]
        cells = ["–" if shares[k] is None else f"{shares[k]:.3f}" for k in keys]
        rows.append((style, str(shares["count"]), *cells))
    header = ("style", "n", "top-1", "top-3", "wrong of answered", "in scope answered", "kept out")
    return table(header, rows)


def floored(figures: Mapping[str, float | int | None]) -> dict[str, float | int | None]:
    """Figures to three places, rounded to the side that a test forgives."""
    out: dict[str, float | int | None] = {}
    for key, value in figures.items():
        if value is None or key == "count":
            out[key] = value
        else:
            cut = math.ceil if key == "wrong" else math.floor
            out[key] = cut(value * 1000) / 1000
    return out


def comparison(content: Content, questions: Mapping[str, Sequence[Question]]) -> str:
    """Ways to match, trained on the same phrasings: accuracy on each file and time a message."""
    samples = read_samples(content)
    phrasings = [(normalise(p.text), p.topic) for p in content.phrasings if normalise(p.text)]
    near: list[tuple[str, Ranker]] = [
        ("rapidfuzz token_set_ratio", by_rapidfuzz(phrasings)),
        ("BM25 on words", by_bm25(phrasings)),
        ("nearest by n-grams (TF-IDF cosine)", by_nearest(phrasings)),
    ]
    rows = [(name, "–", "–", *measured(rank, questions)) for name, rank in near]
    for name, kept in LINEAR.items():
        blocks = {block: weight for block, weight in BLOCKS.items() if block in kept}
        held = held_out(samples, blocks)
        rows.append((name, *held, *measured(by_linear(samples, blocks), questions)))
    header = [f"{f.split('.')[0]} {k}" for f in questions for k in ("top-1", "top-3")]
    return table(("way", "held-out writers top-1", "top-3", *header, "ms"), rows)


def held_out(samples: Sequence[Sample], blocks: Mapping[str, float]) -> tuple[str, str]:
    """Top-1 and top-3 on the phrasings of writers that the model has not seen."""
    labels = sorted({sample.label for sample in samples})
    shares, topics = merge_kinds(softmax(out_of_fold(samples, labels, blocks) / SHARPNESS), labels)
    right = np.array([topics.index(sample.label.split("/")[0]) for sample in samples])
    hits = np.argsort(-shares, axis=1)[:, :3] == right[:, None]
    return f"{hits[:, 0].mean():.3f}", f"{hits.any(axis=1).mean():.3f}"


def measured(rank: Ranker, questions: Mapping[str, Sequence[Question]]) -> list[str]:
    """Top-1 and top-3 on each file, and the mean time in ms."""
    cells: list[str] = []
    started = time.perf_counter()
    for asked in questions.values():
        ranked = [(question.right, list(rank(question))[:3]) for question in asked]
        cells.append(f"{np.mean([topics[0] in right for right, topics in ranked]):.3f}")
        cells.append(f"{np.mean([bool(right & set(topics)) for right, topics in ranked]):.3f}")
    spent = time.perf_counter() - started
    return [*cells, f"{1000 * spent / sum(map(len, questions.values())):.1f}"]


def first_of_each(topics: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(topics))


def by_rapidfuzz(phrasings: Sequence[tuple[str, str]]) -> Ranker:
    texts = [text for text, _ in phrasings]

    def rank(question: Question) -> list[str]:
        near = process.extract(
            normalise(question.text), texts, scorer=fuzz.token_set_ratio, limit=50
        )
        return first_of_each([phrasings[at][1] for _, _, at in near]) or [OUT_OF_SCOPE]

    return rank


def by_bm25(phrasings: Sequence[tuple[str, str]]) -> Ranker:
    counter = CountVectorizer(analyzer=str.split)
    counts = counter.fit_transform([text for text, _ in phrasings]).tocoo()
    lengths = np.bincount(counts.row, counts.data, minlength=len(phrasings))
    seen = np.bincount(counts.col, minlength=counts.shape[1])
    idf = np.log(1 + (len(phrasings) - seen + 0.5) / (seen + 0.5))
    long = 1 - BM25_B + BM25_B * lengths[counts.row] / lengths.mean()
    counts.data = idf[counts.col] * counts.data * (BM25_K + 1) / (counts.data + BM25_K * long)
    weights = counts.tocsr()

    def rank(question: Question) -> list[str]:
        asked = counter.transform([normalise(question.text)])
        scores = (weights @ asked.T).toarray().ravel()
        return first_of_each([phrasings[at][1] for at in np.argsort(-scores)[:50]])

    return rank


def by_nearest(phrasings: Sequence[tuple[str, str]]) -> Ranker:
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    rows = vectorizer.fit_transform([text for text, _ in phrasings])

    def rank(question: Question) -> list[str]:
        scores = (rows @ vectorizer.transform([normalise(question.text)]).T).toarray().ravel()
        return first_of_each([phrasings[at][1] for at in np.argsort(-scores)[:50]])

    return rank


def by_linear(samples: Sequence[Sample], blocks: Mapping[str, float]) -> Ranker:
    fitted: Fitted = fit(samples, blocks)
    labels = list(fitted.classes)

    def rank(question: Question) -> list[str]:
        sample = Sample("", 0, features(question.text, normalise(question.text)))
        margins = fitted.margins([sample])
        shares, topics = merge_kinds(softmax(margins / SHARPNESS), labels)
        return [topics[at] for at in np.argsort(-shares[0])]

    return rank


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
