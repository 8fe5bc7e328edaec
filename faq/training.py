"""Training of the classifier: the only module that needs scikit-learn, run by `faq build`.

Temperature and thresholds come from messages that the model did not learn from: each writer (and
each fifth of the entries, written by many hands) is predicted by a model of others.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from faq.content import ENTRY_WRITER, OUT_OF_SCOPE, Content, Phrasing
from faq.features import BLOCKS, features
from faq.model import Floats, Model, Thresholds, fingerprint, softmax
from faq.spelling import COUNTS
from faq.text import normalise

WRONG_SHARE = 0.02  # at most so many of the answers given may be wrong
SUGGEST_SHARE = 0.5  # suggest where the right topic is among the first three at least so often
_SVM_COST = 1.0
# How much naive Bayes counts beside the SVM, how little of a feature it takes for granted, and
# what lifts the kinds of out-of-scope: each is small, and Bayes trusts the large (all measured on
# held-out writers).
_BAYES_SHARE, _BAYES_SMOOTHING, _ELSEWHERE_LIFT = 0.045, 0.005, 0.15
_RARE = {"letters": 2, "skips": 2}  # what fewer phrasings have is left out
# There are more implied questions among the phrasings than among what people write: one in
# twenty, and so they count when thresholds are set.
_IMPLIED, _IMPLIED_SHARE = "indirect", 1 / 20
_SEED = 0
_FOLDS = 5
_UNSEEN = -100.0  # the margin of a class that a fold has no phrasing of
_LEVELS = 127
_PLAIN_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Sample:
    """A training phrasing with its features by block."""

    label: str
    fold: int
    blocks: dict[str, list[str]]
    implied: bool = False


@dataclass(frozen=True)
class Fitted:
    """Vectorizers by block with their weights, and a linear classifier over all blocks side by
    side: weights by feature and class, a bias by class, and `length` times the sum of features."""

    blocks: Mapping[str, float]
    vectorizers: dict[str, TfidfVectorizer]
    classes: tuple[str, ...]
    weights: Floats
    bias: Floats
    length: Floats

    def margins(self, samples: Sequence[Sample]) -> Floats:
        """The margin of each class for each sample."""
        rows = _rows(self.vectorizers, self.blocks, samples)
        return np.asarray(rows @ self.weights + rows.sum(axis=1) * self.length + self.bias)


def write_counts(content: Content) -> None:
    """Write how often each syllable occurs in phrasings with marks (spelling.py parts by it)."""
    counts: Counter[str] = Counter()
    for phrasing in content.phrasings:
        counts.update(_PLAIN_WORD.findall(normalise(phrasing.text)))
    lines = [f"{word} {n}" for word, n in sorted(counts.items()) if n > 1 and len(word) > 1]
    COUNTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def train(content: Content) -> Model:
    """A calibrated model of all phrasings of the content. Deterministic."""
    samples = read_samples(content)
    labels = sorted({sample.label for sample in samples})
    margins = out_of_fold(samples, labels)
    truth = np.array([labels.index(sample.label) for sample in samples])
    temperature = _temperature(margins, truth)
    shares = softmax(margins / temperature)
    thresholds = _thresholds(shares, truth, labels, _usual(samples))
    return _pack(fit(samples), labels, temperature, thresholds, fingerprint(content))


def read_samples(content: Content) -> list[Sample]:
    """The phrasings as samples; those from elsewhere get their kind by likeness where unnamed."""
    known: dict[str, Sample] = {}
    unnamed: list[Sample] = []
    folds = _folds(content.phrasings)
    for phrasing, fold in zip(content.phrasings, folds, strict=True):
        normalised = normalise(phrasing.text)
        if not normalised:
            continue
        blocks = features(phrasing.text, normalised)
        sample = Sample(_label(phrasing), fold, blocks, phrasing.style == _IMPLIED)
        if phrasing.topic == OUT_OF_SCOPE and phrasing.kind is None:
            unnamed.append(sample)
        else:
            known.setdefault(f"{sample.label} {normalised}", sample)
    samples = list(known.values())
    elsewhere = [s for s in samples if s.label.startswith(OUT_OF_SCOPE)]
    if not unnamed or not elsewhere:
        return samples + unnamed
    fitted = fit(elsewhere)
    kinds = [fitted.classes[at] for at in fitted.margins(unnamed).argmax(axis=1)]
    return samples + [replace(s, label=kind) for kind, s in zip(kinds, unnamed, strict=True)]


def _label(phrasing: Phrasing) -> str:
    return f"{phrasing.topic}/{phrasing.kind}" if phrasing.kind else phrasing.topic


def _folds(phrasings: Sequence[Phrasing]) -> list[int]:
    """The fold of each phrasing: writers stay whole, the entries' many hands are dealt out."""
    writers = sorted({p.writer for p in phrasings} - {ENTRY_WRITER})
    fold = {writer: at % _FOLDS for at, writer in enumerate(writers)}
    return [fold.get(p.writer, at % _FOLDS) for at, p in enumerate(phrasings)]


def fit(samples: Sequence[Sample], blocks: Mapping[str, float] = BLOCKS) -> Fitted:
    """A linear SVM (one against the rest) with a share of naive Bayes, on the TF-IDF of the given
    blocks of features. The SVM tells near topics apart; Bayes adds up the many weak hints of a
    story that names no topic."""
    vectorizers = {
        block: TfidfVectorizer(analyzer=list, sublinear_tf=True, dtype=np.float32,
                               min_df=_RARE.get(block, 1))
        for block in blocks
    }  # fmt: skip
    for block, vectorizer in vectorizers.items():
        vectorizer.fit([sample.blocks[block] for sample in samples])
    rows = _rows(vectorizers, blocks, samples)
    labels = np.array([sample.label for sample in samples])
    svm = LinearSVC(C=_SVM_COST, random_state=_SEED).fit(rows, labels)
    hints, length = _bayes(rows, labels, svm.classes_)
    elsewhere = np.array([label.startswith(OUT_OF_SCOPE) for label in svm.classes_])
    return Fitted(
        blocks=blocks,
        vectorizers=vectorizers,
        classes=tuple(map(str, svm.classes_)),
        weights=(svm.coef_ + _BAYES_SHARE * hints).T.astype(np.float32),
        bias=(svm.intercept_ + _ELSEWHERE_LIFT * elsewhere).astype(np.float32),
        length=(_BAYES_SHARE * length).astype(np.float32),
    )


def _rows(
    vectorizers: Mapping[str, TfidfVectorizer],
    blocks: Mapping[str, float],
    samples: Sequence[Sample],
) -> Any:
    """The samples as one sparse matrix, each block scaled to its weight."""
    parts = [
        vectorizers[block].transform([s.blocks[block] for s in samples]) * weight
        for block, weight in blocks.items()
    ]
    return sparse.hstack(parts, format="csr", dtype=np.float32)


def _bayes(rows: Any, labels: Any, classes: Any) -> tuple[Any, Any]:
    """Multinomial naive Bayes: what a feature adds to each class that has it (nothing to others),
    and what the sum of features adds to each class."""
    members = sparse.csr_matrix((labels[None, :] == classes[:, None]).astype(np.float64))
    seen = np.asarray((members @ rows).todense())
    total = seen.sum(axis=1) + _BAYES_SMOOTHING * seen.shape[1]
    length = np.log(_BAYES_SMOOTHING / total)
    return np.log1p(seen / _BAYES_SMOOTHING), length - length.mean()


def out_of_fold(
    samples: Sequence[Sample], labels: Sequence[str], blocks: Mapping[str, float] = BLOCKS
) -> Floats:
    """Margins of each sample by a model that has not seen its writer."""
    margins = np.full((len(samples), len(labels)), _UNSEEN, np.float32)
    column = {label: at for at, label in enumerate(labels)}
    for fold in range(_FOLDS):
        held = [at for at, sample in enumerate(samples) if sample.fold == fold]
        if not held:
            continue
        fitted = fit([sample for sample in samples if sample.fold != fold], blocks)
        columns = [column[label] for label in fitted.classes]
        margins[np.ix_(held, columns)] = fitted.margins([samples[at] for at in held])
    return margins


def _temperature(margins: Floats, truth: NDArray[np.intp]) -> float:
    """The temperature under which the held-out labels are likeliest."""
    rows = np.arange(len(truth))

    def loss(temperature: float) -> float:
        shares = softmax(margins / temperature)[rows, truth]
        return float(-np.log(np.maximum(shares, 1e-9)).mean())

    return float(min(np.arange(0.05, 1.0, 0.01), key=loss))


def _usual(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """For how many messages of every day each phrasing stands."""
    implied = np.array([sample.implied for sample in samples])
    each = _IMPLIED_SHARE / (1 - _IMPLIED_SHARE) * (~implied).sum() / max(1, implied.sum())
    return np.where(implied, each, 1.0)


def merge_kinds(shares: Floats, labels: Sequence[str]) -> tuple[Floats, list[str]]:
    """Shares by topic: those of the kinds from elsewhere added up."""
    topics = sorted({label.split("/")[0] for label in labels})
    columns = [[i for i, label in enumerate(labels) if label.split("/")[0] == t] for t in topics]
    return np.stack([shares[:, c].sum(axis=1) for c in columns], axis=1), topics


def _thresholds(
    shares: Floats, truth: NDArray[np.intp], labels: Sequence[str], usual: NDArray[np.float64]
) -> Thresholds:
    """Answer: the lowest confidence above which at most WRONG_SHARE of the answers are wrong.
    Suggest: the lowest at which the right topic is among three at least SUGGEST_SHARE of times.
    `usual` says for how many messages of every day each phrasing stands."""
    by_topic, topics = merge_kinds(shares, labels)
    right = np.array([topics.index(labels[t].split("/")[0]) for t in truth])
    order = np.argsort(-by_topic, axis=1)
    confidence = by_topic[np.arange(len(right)), order[:, 0]]
    in_scope = np.array([topics[t] != OUT_OF_SCOPE for t in order[:, 0]])
    wrong = order[:, 0] != right
    answer = _lowest(confidence[in_scope], wrong[in_scope], usual[in_scope], WRONG_SHARE)
    missed = ~(order[:, :3] == right[:, None]).any(axis=1)
    suggest = _lowest_local(confidence[in_scope], missed[in_scope], 1 - SUGGEST_SHARE)
    return Thresholds(round(answer, 3), round(min(suggest, answer), 3))


def _lowest(
    confidence: Floats, bad: NDArray[np.bool_], usual: NDArray[np.float64], share: float
) -> float:
    """The lowest confidence from which on at most `share` is bad."""
    order = np.argsort(-confidence)
    rate = np.cumsum((bad * usual)[order]) / np.cumsum(usual[order])
    fine = np.flatnonzero(rate <= share)
    return float(confidence[order][fine[-1]]) if len(fine) else 1.0


def _lowest_local(confidence: Floats, bad: NDArray[np.bool_], share: float) -> float:
    """The lowest twentieth of confidence in which at most `share` is bad."""
    for low in np.arange(0.05, 1.0, 0.05):
        inside = (confidence >= low) & (confidence < low + 0.05)
        if inside.sum() >= 5 and bad[inside].mean() <= share:
            return float(low)
    return 0.05


def _pack(
    fitted: Fitted, labels: Sequence[str], temperature: float, thresholds: Thresholds, mark: str
) -> Model:
    """The fitted model as arrays, weights in whole steps of 1/127 of each class's largest."""
    names = [n for v in fitted.vectorizers.values() for n in v.get_feature_names_out()]
    idf = np.concatenate([v.idf_ for v in fitted.vectorizers.values()])
    weights = fitted.weights
    scale = np.abs(weights).max(axis=0) / _LEVELS
    steps = np.rint(weights / scale).astype(np.int8)
    used = np.flatnonzero(np.abs(steps).max(axis=1) > 0)
    return Model(
        classes=tuple(labels),
        index={names[i]: at for at, i in enumerate(used)},
        idf=idf[used].astype(np.float16).astype(np.float32),
        weights=np.ascontiguousarray(steps[used]),
        scale=scale.astype(np.float32),
        bias=fitted.bias,
        length=fitted.length,
        temperature=temperature,
        thresholds=thresholds,
        fingerprint=mark,
    )
