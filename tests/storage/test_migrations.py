"""Migrations keep what an office had written."""

from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from bot.storage.database import open_engine
from bot.storage.migrate import SCRIPTS, migrate

BEFORE = "0008"
DAY = "2026-11-24 08:00:00+00:00"


def steps(url, work):
    """Run alembic's commands on a connection of their own."""
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            config = Config()
            config.set_main_option("script_location", str(SCRIPTS))
            config.attributes["connection"] = connection
            work(config, connection)
    finally:
        engine.dispose()


def link(connection, code, title, campaign):
    connection.execute(
        text(
            "INSERT INTO links (code, target, phone, title, campaign, created_at) "
            "VALUES (:code, 'chat', '', :title, :campaign, :day)"
        ),
        {"code": code, "title": title, "campaign": campaign, "day": DAY},
    )


def join(connection, receipt):
    connection.execute(
        text(
            "INSERT INTO joins (campaign_id, team_id, kind, joined_on, receipt, status, "
            "refused_because, created_at) "
            "VALUES (1, 1, 'new', '2026-11-24', :receipt, 'reported', '', :day)"
        ),
        {"receipt": receipt, "day": DAY},
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request, tmp_path):
    """The tables as they were, with three codes and three joins."""
    name = f"before_{uuid4().hex}"
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/{name}.db"
    else:
        url = request.getfixturevalue("postgres").create(name)

    def make(config, connection):
        command.upgrade(config, BEFORE)
        connection.execute(
            text(
                "INSERT INTO campaigns (id, code, name, begins, ends, rank_by, created_at) "
                "VALUES (1, 'ba-ngay', 'Ba ngày Tam Kỳ', '2026-11-24', '2026-11-26', 'count', :day)"
            ),
            {"day": DAY},
        )
        connection.execute(
            text(
                "INSERT INTO teams (id, code, name, wards, created_at) "
                "VALUES (1, 'a', 'A', '[]', :day)"
            ),
            {"day": DAY},
        )
        link(connection, "TK05", "Chợ", "ba ngày tam kỳ")
        link(connection, "TK06", "Chợ", "Mùa hè xanh")
        link(connection, "TK07", "", "")
        for receipt in ("BL-0012", "bl 12", "BL-13"):
            join(connection, receipt)

    steps(url, make)
    return url


def rows(url, query):
    found = []
    steps(url, lambda _, connection: found.extend(connection.execute(text(query)).all()))
    return [tuple(row) for row in found]


def test_a_code_finds_its_campaign_and_no_text_is_lost(before):
    migrate(before)
    assert rows(before, "SELECT code, title, campaign_id FROM links ORDER BY code") == [
        ("TK05", "Chợ", 1),
        ("TK06", "Chợ · Mùa hè xanh", None),
        ("TK07", "", None),
    ]


def test_of_two_receipts_that_are_one_the_earlier_has_the_key(before):
    migrate(before)
    assert rows(before, "SELECT receipt, receipt_key FROM joins ORDER BY id") == [
        ("BL-0012", "bl-12"),
        ("bl 12", None),
        ("BL-13", "bl-13"),
    ]


def test_the_way_back_writes_the_campaigns_name(before):
    migrate(before)
    steps(before, lambda config, _: command.downgrade(config, BEFORE))
    assert rows(before, "SELECT campaign FROM links ORDER BY code") == [
        ("Ba ngày Tam Kỳ",),
        ("",),
        ("",),
    ]
