"""What a phone keeps for places without signal: a page without anybody's data, and the worker."""

import json
from hashlib import sha256
from pathlib import Path

from flask import Response, g, jsonify, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.console import access
from bot.console.desk import NAME
from bot.console.door import calculator, entry

SCRIPTS = (
    "door.js",
    "calculator.js",
    "card.js",
    "law.js",
    "money.js",
    "forms.js",
    "queue.js",
    "store.js",
    "visits.js",
    "waiting.js",
)
PUSH = ("push/worker.js", "push/subscription.js")  # what the worker does with a push
SHELL = "offline_page"
CHAT_FILES = Path(__file__).parents[2] / "web" / "static"
FONTS = sorted(path.name for path in (CHAT_FILES / "fonts").glob("*.woff2"))


def offline_page() -> str:
    """Give the page that the worker shows when the network is away: tools, nobody's data."""
    return render_template(
        "console/door/offline.html", **calculator.parts(), **entry.parts(None), result=None
    )


def worker() -> Response:
    """Give the service worker with the list of files that it keeps and their version."""
    files = [
        url_for("static", filename="css/tokens.css"),
        url_for("static", filename="chat.svg"),
        *(url_for("static", filename=f"fonts/{name}") for name in FONTS),
        *(url_for(f"{NAME}.static", filename=name) for name in ("console.css", "console.js")),
        url_for(f"{NAME}.static", filename="door/door.css"),
        *(url_for(f"{NAME}.static", filename=f"door/{name}") for name in SCRIPTS),
        *(url_for(f"{NAME}.static", filename=name) for name in PUSH),
    ]
    given = {
        "version": _version(),
        "shell": url_for(f"{NAME}.{SHELL}"),
        "files": files,
    }
    body = (_static() / "door" / "worker.js").read_text(encoding="utf-8")
    script = f"self.KEPT = {json.dumps(given)};\n{body}"
    return Response(script, mimetype="text/javascript")


def door_state() -> AnyResponse:
    """Give the token that waiting entries are sent with, and whose session this is."""
    return jsonify(user=g.username, csrf_token=access.form_token())


def _version() -> str:
    """Give what changes whenever a kept file does."""
    folder = _static()
    names = ("console.css", "console.js", *(f"door/{name}" for name in (*SCRIPTS, "worker.js")))
    parts = [folder / name for name in names]
    parts += [
        *(folder / name for name in PUSH),
        folder / "door" / "door.css",
        CHAT_FILES / "css" / "tokens.css",
    ]
    return sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:12]


def _static() -> Path:
    return Path(__file__).parents[1] / "static"
