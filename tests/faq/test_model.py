"""The model file: of this content, undamaged, small, quick to load and free of scikit-learn."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from faq.content import Content
from faq.errors import ModelError
from faq.model import MODEL_FILE, Model, fingerprint, load_model, save
from faq.text import normalise
from tests.quickest import quickest


def test_the_model_that_ships_is_of_the_content_that_ships(content: Content, model: Model) -> None:
    assert model.fingerprint == fingerprint(content), "chạy `python -m bot faq build`"


def test_another_phrasing_gives_another_fingerprint(content: Content) -> None:
    fewer = Content(content.topics, content.entries, content.kinds, content.phrasings[1:])
    assert fingerprint(fewer) != fingerprint(content)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    data = bytearray(MODEL_FILE.read_bytes())
    data[len(data) // 2] ^= 0xFF
    damaged = tmp_path / "model.npz"
    damaged.write_bytes(data)
    with pytest.raises(ModelError, match="faq build"):
        load_model(damaged)


def test_changed_arrays_are_refused(tmp_path: Path) -> None:
    with np.load(MODEL_FILE) as file:
        arrays = {name: file[name] for name in file.files}
    arrays["bias"] = arrays["bias"] + 1
    changed = tmp_path / "model.npz"
    np.savez(changed, **arrays)
    with pytest.raises(ModelError, match="mã kiểm tra"):
        load_model(changed)


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="faq build"):
        load_model(tmp_path / "model.npz")


def test_a_pickle_is_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    np.savez(path, vocabulary=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ModelError):
        load_model(path)


def test_saving_what_was_loaded_gives_the_same_file(tmp_path: Path, model: Model) -> None:
    save(model, tmp_path / "model.npz")
    assert (tmp_path / "model.npz").read_bytes() == MODEL_FILE.read_bytes()


def test_probabilities_add_up_to_one_whatever_is_said(model: Model) -> None:
    for text in ("", "mức đóng bao nhiêu", "zzzz qqqq", "你好"):
        shares = model.probabilities(text, normalise(text))
        assert abs(float(shares.sum()) - 1) < 1e-4


def test_the_file_is_small_and_loads_quickly() -> None:
    assert MODEL_FILE.stat().st_size < 5_000_000
    assert quickest(lambda _: load_model()) < 0.5


def test_matching_imports_no_scikit_learn() -> None:
    code = "import sys, faq.cli; from faq.cli import shipped_matcher; shipped_matcher().match('a');"
    code += "sys.exit(any(m.split('.')[0] in ('sklearn', 'scipy', 'bot') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
