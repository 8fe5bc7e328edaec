import ast
from pathlib import Path

import pytest

import bot.law

PACKAGE = Path(bot.law.__file__).parent


def floats_in(source: str) -> list[str]:
    """Float literals, the name float, and true division, which makes floats out of ints."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            found.append(f"{node.lineno}: literal {node.value}")
        if isinstance(node, ast.Name) and node.id == "float":
            found.append(f"{node.lineno}: float")
        if isinstance(node, ast.Attribute) and node.attr in ("random", "sqrt", "fsum"):
            found.append(f"{node.lineno}: {node.attr}")
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"{node.lineno}: division")
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.name)
def test_no_float_is_on_the_way_of_money(path: Path) -> None:
    assert floats_in(path.read_text("utf-8")) == []


@pytest.mark.parametrize("source", ["x = 0.5", "y = float(1)", "z = a / b", "z /= 2"])
def test_the_walk_finds_floats(source: str) -> None:
    assert floats_in(source)


def test_the_package_was_walked() -> None:
    assert len(list(PACKAGE.rglob("*.py"))) > 30
