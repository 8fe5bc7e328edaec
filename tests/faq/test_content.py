"""The content that ships is whole, and a broken file is told by name."""

from pathlib import Path

import pytest

from faq.content import Content, load_content
from faq.errors import ContentError

TOPICS = """
topics:
  - {id: rate, kind: faq, asks: "mức đóng"}
  - {id: out-of-scope, kind: refuse, asks: "việc khác"}
"""
ENTRY = """
id: rate
title: Mức đóng
button: Mức đóng
short: "Đóng {rate} mức thu nhập."
full: "Dài hơn: {rate}."
sources: [{document: "Luật 41/2024", article: "Điều 36"}]
valid_from: 2025-07-01
follow_ups: []
next_step: null
approved: {by: "Chị A", on: 2026-01-02, review_by: 2027-01-02}
phrasings:
  standard: ["Mức đóng bao nhiêu?"]
"""


def write(folder: Path, entry: str = ENTRY, phrasings: str = "rate: {nodia: [dong bn]}") -> Path:
    (folder / "entries").mkdir()
    (folder / "phrasings").mkdir()
    (folder / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    (folder / "entries" / "rate.yaml").write_text(entry, encoding="utf-8")
    (folder / "phrasings" / "an.yaml").write_text(phrasings, encoding="utf-8")
    return folder


def test_every_topic_of_the_map_has_an_entry(content: Content) -> None:
    assert len(content.topics) == 73
    assert sum(topic.kind == "faq" for topic in content.topics) == 59
    assert set(content.entries) == set(content.topic_ids)


def test_every_answer_names_its_source_and_fits_its_length(content: Content) -> None:
    for topic in content.topics:
        if topic.kind == "faq":
            entry = content.entries[topic.id]
            assert entry.short, topic.id
            assert entry.full, topic.id
            assert entry.sources, topic.id


def test_every_kind_of_outside_question_says_where_to_ask(content: Content) -> None:
    kinds = {"health-insurance", "unemployment", "compulsory", "papers", "other-offices", "other"}
    assert set(content.kinds) == kinds
    assert all(kind.pointer for kind in content.kinds.values())


def test_an_answer_is_filled_with_the_figures_passed_in(tmp_path: Path) -> None:
    entry = load_content(write(tmp_path)).entries["rate"]
    assert entry.render({"rate": "22%"}) == "Đóng 22% mức thu nhập."
    assert entry.render({"rate": "22%"}, full=True) == "Dài hơn: 22%."
    assert entry.approved is not None
    assert entry.approved.by == "Chị A"


def test_a_missing_figure_is_an_error_and_not_a_hole_in_the_answer(tmp_path: Path) -> None:
    entry = load_content(write(tmp_path)).entries["rate"]
    with pytest.raises(ContentError, match="rate"):
        entry.render({})


def test_phrasings_keep_their_writer_and_style(tmp_path: Path) -> None:
    phrasings = load_content(write(tmp_path)).phrasings
    assert [(p.text, p.writer, p.style) for p in phrasings] == [
        ("Mức đóng bao nhiêu?", "entries", "standard"),
        ("dong bn", "an", "nodia"),
    ]


@pytest.mark.parametrize(
    ("entry", "phrasings"),
    [
        (ENTRY.replace("id: rate", "id: other"), ""),
        (ENTRY.replace("title: Mức đóng", "title: "), ""),
        (ENTRY.replace("standard:", "loud:"), ""),
        (ENTRY.replace('["Mức đóng bao nhiêu?"]', "[no]"), ""),
        (ENTRY.replace("by:", "who:"), ""),
        ("- a list", ""),
        ("id: [", ""),
        (ENTRY, "unknown: {nodia: [dong bn]}"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, entry: str, phrasings: str) -> None:
    with pytest.raises(ContentError, match=r"rate\.yaml|an\.yaml"):
        load_content(write(tmp_path, entry, phrasings or "rate: {nodia: [dong bn]}"))
