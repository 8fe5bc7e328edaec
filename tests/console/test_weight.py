"""Pages are light, for lines that are poor: what each brings along, but for the fonts."""

import re

import pytest

from bot.console.door.visits import PER_PAGE
from bot.leads.demo import add_demo
from bot.leads.importing import jobs as import_jobs
from bot.leads.viewers import Viewer

LIMIT = 100_000  # bytes, without any compression
PAGES = (
    "/staff/sign-in",
    "/staff/leads",
    "/staff/leads/KH-000013",
    "/staff/visits",
    "/staff/entry",
    "/staff/calculator",
    "/staff/links",
    "/staff/campaigns",
    "/staff/campaigns/demo-tam-ky",
    "/staff/campaigns/demo-tam-ky/wall",
    "/staff/waiting",
    "/staff/account",
    "/staff/audit",
    "/staff/leads/import/1",
)
LINKED = re.compile(r'(?:href|src)="(/[^"]+\.(?:css|js|svg))(?:\?[^"]*)?"')
IMPORTED = re.compile(r'(?:from|import) "(?:\./)?([^"]+\.js)"')


@pytest.fixture
def desk(office):
    """An office with illustrative data, and more visits than a page shows."""
    boss, now = Viewer(1, "admin"), office.clock()
    office.database.write(lambda session: add_demo(session, now))
    office.database.write(lambda session: import_jobs.ask(session, boss, (), "khach.xlsx", now))
    for number in range(PER_PAGE + 5):
        office.lead(
            f"Nguyễn Thị Thanh Hương {number}",
            f"+84905{number:06}",
            hamlet=f"Khối phố {number % 7}",
            place=f"Số {number} đường Phan Bội Châu, khối phố {number % 7}, Tân Thạnh",
            need="Lương hưu, thai sản",
            former_ward="Phường Tân Thạnh",
            ward="Phường Bàn Thạch",
        )
    return office.staff("sep")


def content(client, path):
    with client.get(path) as answer:
        return answer.data


def files_of(client, page):
    """Give the addresses of styles, scripts and pictures that a page brings along."""
    found, waiting = set(), LINKED.findall(page)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if path.endswith(".js"):
            folder = path.rpartition("/")[0]
            names = IMPORTED.findall(content(client, path).decode())
            waiting += [name if name.startswith("/") else f"{folder}/{name}" for name in names]
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_weighs_less_than_100_kilobytes(desk, path):
    page = content(desk.client, path)
    files = files_of(desk.client, page.decode())
    weight = len(page) + sum(len(content(desk.client, name)) for name in files)
    assert 1_000 < weight < LIMIT, weight


def test_the_visits_of_a_long_list_are_on_several_pages_and_print_on_one(desk):
    first, second = desk.get("/visits").text, desk.get("/visits?page=2").text
    names = re.compile(r"<h3><a [^>]*>([^<]+)</a>")
    shown = [names.findall(page) for page in (first, second)]
    assert len(shown[0]) == PER_PAGE
    printed = names.findall(desk.get("/visits?print=1").text)
    assert shown[0] + shown[1] == printed
    assert f"{len(printed)} khách" in first
