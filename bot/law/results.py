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
    """Lines that add up to the amount, the grounds they stand on, and remarks for the reader."""

    lines: tuple[Line, ...]
    grounds: Grounds
    notes: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Documents and articles used."""
        return self.grounds.sources

    @property
    def unverified(self) -> tuple[str, ...]:
        """Parameters used that nobody has yet read in their document."""
        return self.grounds.unverified
