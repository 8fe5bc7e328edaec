"""Templates and routes are compiled once a process, however many applications the tests make."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class Compiled(BytecodeCache):
    """Keeps what was compiled in memory, by the template's name and source."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_compiled = Compiled()


def share_templates(app: Flask) -> None:
    """Let the application use what others compiled."""
    app.jinja_env.bytecode_cache = _compiled


def share_rules() -> None:
    """Let equal routes use one builder of addresses: to compile it is most of making an app."""
    compile_builder = Rule._compile_builder
    made: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (append_unknown, defaults, *rule._trace)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    setattr(Rule, "_compile_builder", once)  # noqa: B010
