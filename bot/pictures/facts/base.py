"""What all pictures say: title, question, tables, remarks and the grounds of the figures."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.law.changes import changes_near
from bot.law.contribution import Contribution
from bot.law.pension import pension_rate
from bot.law.reading import Grounds, Reading
from bot.law.rounding import round_dong
from bot.law.values import Parameters
from bot.law.wording import day
from bot.pictures.fonts import NO_BREAK
from bot.pictures.wording import texts

COMMON = texts("common")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a head; the first column names the row, the others are figures.

    With `totals` the last row is what the others come to.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Title, the question in words, remarks, the grounds used and the day of the figures."""

    title: str
    subject: tuple[str, ...]
    notes: tuple[str, ...]
    grounds: tuple[Grounds, ...]
    on: date

    @property
    @abstractmethod
    def tables(self) -> tuple[Table, ...]:
        """Every figure of the picture, as tables."""

    @property
    @abstractmethod
    def said(self) -> str:
        """What the picture says, in sentences."""

    @property
    def alt(self) -> str:
        """The words for people who do not see the picture."""
        parts = [f"{self.title}.", f"{'; '.join(self.subject)}.", self.said, *self.notes]
        return " ".join([*parts, self.figures_of])

    @property
    def figures_of(self) -> str:
        """The day of the figures."""
        text: str = COMMON["figures_of"].format(day=day(self.on))
        return text

    @property
    def documents(self) -> str:
        """The documents, each once; a name does not break over lines."""
        return _grounds(document.replace(" ", NO_BREAK) for document in self._articles())

    @property
    def sources(self) -> str:
        """The documents, each once, with their articles."""
        return _grounds(
            f"{document} ({', '.join(sorted(articles, key=_in_order))})" if articles else document
            for document, articles in self._articles().items()
        )

    def _articles(self) -> dict[str, list[str]]:
        """Document → articles, both in the order of use; remarks are no articles."""
        found: dict[str, list[str]] = {}
        for value in (value for grounds in self.grounds for value in grounds.values):
            articles = found.setdefault(value.document, [])
            article = value.article.partition(" (")[0]
            if article.startswith("Điều") and article not in articles:
                articles.append(article)
        return found


def pension_after(reading: Reading, sex: str, years: int, income: int, on: date) -> int:
    """Đồng a month after so many years on one income, at today's prices (Điều 99)."""
    return round_dong(pension_rate(reading, sex, Decimal(years), on) * income)


def local_doubt(payments: Iterable[Contribution]) -> list[str]:
    """A remark where nothing is known of what the province adds."""
    doubtful = any("local_support" in paid.grounds.doubts for paid in payments)
    return [COMMON["no_local"]] if doubtful else []


def days_of_change(parameters: Parameters, on: date) -> Iterator[date]:
    """Days within 90 days on which some value of the law changes, the nearest first."""
    yield from sorted({change.since for change in changes_near(parameters, on)})


def _in_order(article: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", article)]


def _grounds(documents: Iterable[str]) -> str:
    text: str = COMMON["grounds"].format(documents="; ".join(documents))
    return text
