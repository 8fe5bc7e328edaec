"""The content, model and matcher that ship, read once."""

from pathlib import Path

import pytest

from faq.content import Content, load_content
from faq.matcher import Matcher
from faq.model import Model, load_model

QUESTIONS = Path(__file__).parent.parent / "questions"


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content()


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model()


@pytest.fixture(scope="session")
def matcher(content: Content, model: Model) -> Matcher:
    return Matcher(content, model)


@pytest.fixture(scope="session")
def questions_folder() -> Path:
    return QUESTIONS
