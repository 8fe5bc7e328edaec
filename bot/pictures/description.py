"""What a picture shows, as a question: never a figure, so that each drawing holds today's law."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.pictures.errors import PicturesError


@dataclass(frozen=True)
class Picture:
    """A kind and the question in it, both of plain JSON.

    - `contribution`: income or budget; support, mode, years, months, supported_months_used,
      province as in ContributionQuestion. A card: what the person pays, what the State adds.
    - `levels`: support; incomes (else the lowest and some round ones). The table of levels.
    - `pension-chart`: income, sex and either birth ("1980-05": pays until the earliest pension;
      months_paid, past_income so far) or months (pays so many from now on); support,
      supported_months_used, province. Payments against pension over the years.
    """

    kind: str
    data: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Give the form kept in the outbox and in signed links."""
        return {"kind": self.kind, "data": dict(self.data)}

    @classmethod
    def from_json(cls, raw: Any) -> "Picture":
        """Read that form. Raises PicturesError when it is no description."""
        if not isinstance(raw, Mapping):
            raise PicturesError("Mô tả hình phải là một đối tượng JSON.")
        kind, data = raw.get("kind"), raw.get("data")
        if not isinstance(kind, str) or not isinstance(data, Mapping):
            raise PicturesError("Mô tả hình cần có loại (kind) và dữ liệu (data).")
        return cls(kind, data)


class Office(Protocol):
    """The office in whose name the picture speaks."""

    @property
    def name(self) -> str:
        """Its full name."""

    @property
    def hotline(self) -> str:
        """The number that citizens call."""

    @property
    def address(self) -> str:
        """Where it is; may be empty."""

    @property
    def hours(self) -> str:
        """When it is open; may be empty."""


def checked(
    picture: Picture, fields: Mapping[str, type], required: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Give the data of the picture without the fields that are None.

    Raises PicturesError where a field is unknown, missing or of another type.
    """
    data = {key: value for key, value in picture.data.items() if value is not None}
    for name, value in data.items():
        if name not in fields:
            raise PicturesError(f"Hình {picture.kind} không có trường “{name}”.")
        if type(value) is not fields[name]:
            raise PicturesError(f"Trường “{name}” phải có kiểu {fields[name].__name__}.")
    for name in required:
        if name not in data:
            raise PicturesError(f"Hình {picture.kind} còn thiếu trường “{name}”.")
    return data
