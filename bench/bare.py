"""A bare Flask view on the product's server: what the product is measured against."""

import sys

import waitress
from flask import Flask, request

from bot.commands import WEB_THREADS

app = Flask(__name__)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.post("/")
def bare() -> str:
    request.get_data()
    return ""


if __name__ == "__main__":
    waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=WEB_THREADS, _quiet=True)
