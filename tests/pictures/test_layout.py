"""Every text of the widest pictures stands inside the sheet, apart from its neighbours, large."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import pytest

from bot.law.contribution import income_bounds
from bot.law.reading import Reading
from bot.pictures.description import Picture
from bot.pictures.drawing import svg_of
from bot.pictures.fonts import text_width
from bot.pictures.svg.sheet import MARGIN, WIDTH
from tests.pictures.examples import LEVELS, USUAL, WIDEST

TOLERANCE = 2.0  # px between measured and set type


class Box(NamedTuple):
    text: str
    left: float
    right: float
    top: float
    bottom: float


def places(node: ElementTree.Element) -> list[float]:
    """Where the text begins, or each of its letters."""
    return [float(x) for x in node.get("x", "").split()]


def boxes(svg: str) -> list[Box]:
    found = []
    for node in ElementTree.fromstring(svg):
        if not node.tag.endswith("text"):
            continue
        size, words = int(node.get("font-size", "0")), node.text or ""
        starts = places(node)
        width = text_width(words, size, int(node.get("font-weight", "400")))
        left = starts[0] - {"middle": width / 2, "end": width}.get(node.get("text-anchor"), 0.0)
        right = left + width if len(starts) == 1 else starts[-1] + text_width(words[-1], size)
        baseline = float(node.get("y", "0"))
        found.append(Box(words, left, right, baseline - 0.72 * size, baseline + 0.1 * size))
    return found


def overlap(one: Box, other: Box) -> bool:
    apart = one.right <= other.left or other.right <= one.left
    return not (apart or one.bottom <= other.top or other.bottom <= one.top)


def outside(svg: str) -> list[Box]:
    least, most = MARGIN - TOLERANCE, WIDTH - MARGIN + TOLERANCE
    return [box for box in boxes(svg) if box.left < least or box.right > most]


def touching(svg: str) -> list[tuple[Box, Box]]:
    return [pair for pair in combinations(boxes(svg), 2) if overlap(*pair)]


@pytest.fixture(params=[*USUAL, *WIDEST])
def picture(request):
    return (USUAL | WIDEST)[request.param]


@pytest.fixture(params=["before_rise", "after_rise"])
def on(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(params=["office", "long_office"])
def any_office(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def svg(picture, parameters, any_office, on):
    lowest = income_bounds(Reading(parameters), on)[0]
    return svg_of(at_least(lowest, picture), parameters, any_office, on)


def at_least(lowest: int, picture: Picture) -> Picture:
    """The picture with incomes that are still lawful."""
    data = dict(picture.data)
    if "incomes" in data:
        data["incomes"] = sorted({max(lowest, income) for income in data["incomes"]})
    if "income" in data:
        data["income"] = max(lowest, data["income"])
    return Picture(picture.kind, data)


def test_every_text_stays_inside_the_margins(svg):
    assert outside(svg) == []


def test_no_text_runs_into_another(svg):
    assert touching(svg) == []


def test_a_card_with_three_payers_and_an_endless_office_name_is_tidy(
    local_law, office, before_rise
):
    asked = {"income": 3_000_000, "province": "Đà Nẵng", "mode": "6-months"}
    endless = replace(office, name="Bảohiểmxãhội" * 12, hotline="1900" * 60)
    svg = svg_of(Picture("contribution", asked), local_law, endless, before_rise)
    assert outside(svg) == touching(svg) == []
    assert "Tất cả các phần: 3.960.000 đ" in svg


def test_nothing_is_set_under_24_px_and_the_card_says_its_sum_at_64(svg, picture):
    sizes = [int(node.get("font-size", "24")) for node in ElementTree.fromstring(svg)]
    assert min(sizes) >= 24
    if picture.kind == "contribution":
        assert max(sizes) == 64


def test_all_figures_of_a_table_have_their_digits_on_the_same_columns(
    parameters, office, before_rise
):
    nodes = ElementTree.fromstring(svg_of(LEVELS, parameters, office, before_rise))
    pensions = [node for node in nodes if node.text in ("1.350.000", "2.250.000", "5.250.000")]
    points = [places(node)[-1] - places(node)[number] for node in pensions for number in (1, 5)]
    assert len(pensions) > 3
    assert len({round(point / 2) for point in points}) == 2
