"""An office, the law that ships, and a day five weeks before the poverty line rises."""

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.turn import Office
from bot.law.loading import load
from bot.law.values import Change, Parameters


@pytest.fixture
def office() -> Office:
    return Office(
        name="Bảo hiểm xã hội thành phố Đà Nẵng",
        hotline="1900 9068",
        address="1 đường Mẫu, phường Hải Châu, thành phố Đà Nẵng",
        hours="T2-T6 07:30-11:30 13:30-17:00",
        province="Thành phố Đà Nẵng",
    )


@pytest.fixture
def long_office(office: Office) -> Office:
    """Names as long as real ones get, and then some."""
    return replace(
        office,
        name="Bảo hiểm xã hội cơ sở Hòa Khánh – Liên Chiểu – Hải Vân, trực thuộc Bảo hiểm xã hội "
        "thành phố Đà Nẵng, Bảo hiểm xã hội Việt Nam, Bộ Tài chính <Quầy số 1 & 2>",
        hotline="1900 9068, 0236 3888 888, 0236 3999 999 hoặc 0905 123 456",
        address="Số 123 đường Nguyễn Lương Bằng, khối phố Đa Phước 5, phường Hòa Khánh, Đà Nẵng",
    )


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return load()


@pytest.fixture(scope="session")
def local_law(parameters: Parameters) -> Parameters:
    """The law with a province that adds 33,000 đồng a month for everybody."""
    row = {
        "province": "Thành phố Đà Nẵng",
        "category": "other",
        "from": "2026-01-01",
        "amount": 33_000,
    }
    change = Change("local_support", date(2026, 1, 1), [row], document="NQ thử", article="Điều 1")
    return parameters.with_changes([change])


@pytest.fixture
def before_rise() -> date:
    return date(2026, 11, 24)


@pytest.fixture
def after_rise() -> date:
    return date(2027, 2, 1)
