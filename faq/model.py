"""The trained classifier, served from arrays with numpy alone.

The file is an .npz without pickles; it bears a checksum of its arrays and the fingerprint of the
content that it was trained on. `faq build` (training.py) writes it.
"""

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faq.content import Content
from faq.datafiles import FOLDER
from faq.errors import ModelError
from faq.features import BLOCKS, features

MODEL_FILE = FOLDER / "model.npz"
FORMAT = 2
Floats = NDArray[np.float32]
_ARRAYS = ("vocabulary", "idf", "weights", "scale", "bias", "length", "about")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence the bot answers, and from which it still suggests."""

    answer: float
    suggest: float


@dataclass(frozen=True)
class Model:
    """A linear classifier: one row of int8 weights a feature, times `scale` by class; the sum of
    the features counts by `length` for each class (naive Bayes, see training.py).

    `classes` are topics, and "out-of-scope/<kind>" for each kind of question from elsewhere.
    """

    classes: tuple[str, ...]
    index: dict[str, int]
    idf: Floats
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    length: Floats
    temperature: float
    thresholds: Thresholds
    fingerprint: str

    def vector(self, text: str, normalised: str) -> tuple[NDArray[np.intp], Floats]:
        """The known features of a message and their values, each block scaled to its weight."""
        ids: list[int] = []
        values: list[Floats] = [np.empty(0, np.float32)]
        for block, names in features(text, normalised).items():
            counts = Counter(self.index[name] for name in names if name in self.index)
            if not counts:
                continue
            known = list(counts)
            tf = 1 + np.log(np.fromiter(counts.values(), np.float32, len(known)))
            row = tf * self.idf[known]
            ids += known
            values.append(row * (BLOCKS[block] / np.sqrt(row @ row)))
        return np.array(ids, np.intp), np.concatenate(values)

    def probabilities(self, text: str, normalised: str) -> Floats:
        """The calibrated probability of each class, in the order of `classes`."""
        ids, values = self.vector(text, normalised)
        # einsum, not @: BLAS would wake a thread for each core, for a few microseconds of work
        sums = np.einsum("i,ij->j", values, self.weights[ids].astype(np.float32))
        margins = sums * self.scale + values.sum() * self.length + self.bias
        return softmax(margins / self.temperature)


def softmax(values: Floats) -> Floats:
    """Values along the last axis as shares of one."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def fingerprint(content: Content) -> str:
    """A hash of everything that the model learns from; equal content, equal fingerprint."""
    rows = sorted((p.topic, p.kind or "", p.style, p.writer, p.text) for p in content.phrasings)
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode())
    for path in sorted((FOLDER / "data").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def save(model: Model, path: Path = MODEL_FILE) -> None:
    """Write the model with its checksum; equal models give equal bytes."""
    about = {
        "format": FORMAT,
        "classes": model.classes,
        "temperature": model.temperature,
        "answer": model.thresholds.answer,
        "suggest": model.thresholds.suggest,
        "fingerprint": model.fingerprint,
    }
    arrays: dict[str, NDArray[np.generic]] = {
        "vocabulary": _bytes("\n".join(model.index)),
        "idf": model.idf.astype(np.float16),
        "weights": model.weights,
        "scale": model.scale,
        "bias": model.bias,
        "length": model.length,
        "about": _bytes(json.dumps(about)),
    }
    arrays["checksum"] = _bytes(_checksum(arrays))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w") as file:
                np.lib.format.write_array(file, array, allow_pickle=False)


def load_model(path: Path = MODEL_FILE) -> Model:
    """The model of the file. Raises `ModelError` when it is missing, damaged or of another form."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in (*_ARRAYS, "checksum")}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelError(f"{path.name}: {error}; chạy `python -m bot faq build`") from error
    if arrays.pop("checksum").tobytes().decode() != _checksum(arrays):
        raise ModelError(f"{path.name} bị hỏng (sai mã kiểm tra); chạy `python -m bot faq build`")
    about = json.loads(arrays["about"].tobytes())
    if about["format"] != FORMAT:
        raise ModelError(f"{path.name} thuộc phiên bản khác; chạy `python -m bot faq build`")
    vocabulary = arrays["vocabulary"].tobytes().decode().split("\n")
    return Model(
        classes=tuple(about["classes"]),
        index={feature: at for at, feature in enumerate(vocabulary)},
        idf=arrays["idf"].astype(np.float32),
        weights=arrays["weights"],
        scale=arrays["scale"],
        bias=arrays["bias"],
        length=arrays["length"],
        temperature=about["temperature"],
        thresholds=Thresholds(about["answer"], about["suggest"]),
        fingerprint=about["fingerprint"],
    )


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _checksum(arrays: Mapping[str, NDArray[np.generic]]) -> str:
    digest = hashlib.sha256()
    for name in _ARRAYS:
        digest.update(name.encode() + str(arrays[name].dtype).encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()
