"""Inserts that may say what becomes of a row that is there already."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite


def insert_into(table: Any, dialect: str) -> Any:
    """Give an insert into a table or model that has `on_conflict_do_…`, in the dialect's words."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
