"""Pages that are not there, outside the rooms that explain themselves."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from bot.web.refusals import OTHERWISE, TEXTS, explained


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    app.register_error_handler(HTTPException, explained)

    @app.get("/broken")
    def broken() -> str:
        raise ValueError("0905 123 456")

    @app.get("/folder/")
    def folder() -> str:
        return "here"

    return app.test_client()


def test_a_page_that_is_not_there_is_explained_in_vietnamese(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")
    assert answer.text.strip() == TEXTS[404]


def test_a_wrong_method_still_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.post("/broken")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert answer.text.strip() == TEXTS[405]


def test_a_fault_of_ours_tells_nothing_of_what_it_was(client: FlaskClient) -> None:
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert answer.text.strip() == OTHERWISE


def test_a_redirection_stays_what_it_is(client: FlaskClient) -> None:
    assert client.get("/folder").status_code == 308
