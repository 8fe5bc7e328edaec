"""Pictures of a deployment: drawn in its office's name, by the law in force, under sealed links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.law.values import Parameters
from bot.pictures import drawing
from bot.pictures.description import Office, Picture
from bot.pictures.drawing import Drawing
from bot.pictures.errors import PicturesError
from bot.pictures.pdf.leaflet import leaflet
from bot.pictures.sealed import Seal

PNG, PDF = "png", "pdf"

Dated = Mapping[str, Any]
"""A picture's `kind` and `data`, and `on`: the day of its figures ("2026-11-24")."""


@dataclass(frozen=True)
class Studio:
    """Draws dated pictures. All methods raise PicturesError for what cannot be drawn."""

    parameters: Callable[[], Parameters]
    office: Office
    secret_key: str
    public_url: str

    def key(self, dated: Dated) -> str:
        """Name the content, without rendering it."""
        return drawing.description_key(*self._read(dated))

    def draw(self, dated: Dated) -> Drawing:
        """Give the PNG."""
        return drawing.draw(*self._read(dated))

    def size(self, dated: Dated) -> tuple[int, int]:
        """Give width and height in px, without rendering."""
        return drawing.size(*self._read(dated))

    def leaflet(self, dated: Dated, link: str) -> bytes:
        """Give the page to print as PDF; its QR code leads to `link`."""
        return leaflet(*self._read(dated), link)

    def path(self, dated: Dated, form: str) -> str:
        """Give the sealed path under which the picture is, as PNG or PDF."""
        what = {name: dated.get(name) for name in ("kind", "data", "on")}
        return f"/files/{self._seal.close({**what, 'form': form})}"

    def address(self, dated: Dated, form: str) -> str:
        """Give the whole address of it; empty where people cannot reach one by https."""
        public = self.public_url.rstrip("/")
        return f"{public}{self.path(dated, form)}" if public.startswith("https://") else ""

    def opened(self, sealed: str) -> tuple[Dated, str]:
        """Give the picture and the form that a path carries after "/files/"."""
        dated = self._seal.open(sealed)
        return dated, str(dated.pop("form", PNG))

    @property
    def _seal(self) -> Seal:
        return Seal(self.secret_key, "files")

    def _read(self, dated: Dated) -> tuple[Picture, Parameters, Office, date]:
        picture = Picture.from_json(dated)
        try:
            on = date.fromisoformat(dated.get("on", ""))
        except (TypeError, ValueError):
            raise PicturesError("Mô tả hình cần có ngày của số liệu (on).") from None
        return picture, self.parameters(), self.office, on
