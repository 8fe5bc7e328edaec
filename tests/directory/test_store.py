"""A file is taken over whole or not at all; what was there is replaced only when asked."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.directory import store
from bot.directory.errors import DirectoryError
from bot.directory.workbook import read
from bot.storage.models import ContentChange
from tests.directory.files import COLLECTOR, OFFICE, POST_OFFICE, filled

DA_NANG = "Thành phố Đà Nẵng"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


@pytest.fixture
def keep(database, tmp_path):
    files = iter(range(100))

    def from_rows(*, replace=False, **rows):
        draft = read(filled(tmp_path / f"{next(files)}.xlsx", **rows), DA_NANG)
        return database.write(
            lambda session: store.keep(session, draft, "cán bộ", NOW, replace=replace)
        )

    return from_rows


def test_a_second_file_brings_up_to_date_and_adds(keep):
    keep(points=[POST_OFFICE], collectors=[COLLECTOR])
    directory = keep(points=[{**POST_OFFICE, "Giờ làm việc": "cả ngày"}, OFFICE])
    assert [point.name for point in directory.points] == ["Bưu điện Tân Thạnh", "BHXH cơ sở Tam Kỳ"]
    assert directory.points[0].hours == "cả ngày"
    assert [collector.name for collector in directory.collectors] == ["Nguyễn Thị Mẫu"]


def test_replacing_leaves_only_what_the_file_says_and_spares_sheets_without_rows(keep):
    keep(points=[POST_OFFICE], collectors=[COLLECTOR])
    directory = keep(points=[OFFICE], replace=True)
    assert [point.name for point in directory.points] == ["BHXH cơ sở Tam Kỳ"]
    assert len(directory.collectors) == 1


def test_a_file_with_a_mistake_changes_nothing(keep, database):
    keep(points=[POST_OFFICE])
    with pytest.raises(DirectoryError):
        keep(points=[OFFICE, {**OFFICE, "Tên": None}], replace=True)
    with database.read() as session:
        assert [point.name for point in store.load(session, NOW).points] == ["Bưu điện Tân Thạnh"]
        assert len(session.scalars(select(ContentChange)).all()) == 1
