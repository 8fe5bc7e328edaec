"""What every result of the law package carries besides its figures."""

from dataclasses import dataclass

from bot.law.reading import Grounds


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a calculation: a Vietnamese label and whole đồng."""

    label: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The grounds that a result stands on, remarks for the reader, and lines that add up to it."""

    grounds: Grounds
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What adds up to the amount; none where there is nothing to add."""
        return ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Documents and articles used."""
        return self.grounds.sources

    @property
    def unverified(self) -> tuple[str, ...]:
        """Parameters used that nobody has yet read in their document."""
        return self.grounds.unverified


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemisedResult(Result):
    """A result that was added up line by line."""

    lines: tuple[Line, ...] = ()
