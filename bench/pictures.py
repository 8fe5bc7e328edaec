"""How long pictures take and how large they are: `python -m bench.pictures`.

Prints a line for each kind with the median and the slowest of 30 drawings without the cache, the
size of the PNG, and the same for its leaflet (goals: under 300 ms at the median, under 300 KB).
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from statistics import median
from time import perf_counter

from bot.conversation.turn import Office
from bot.law.loading import load
from bot.pictures import drawing
from bot.pictures.description import Picture
from bot.pictures.pdf.leaflet import leaflet

TODAY = date(2026, 11, 24)
TIMES = 30
OFFICE = Office(
    name="Bảo hiểm xã hội thành phố Đà Nẵng",
    hotline="1900 9068",
    address="Đà Nẵng",
    hours="T2-T6 07:30-11:30 13:30-17:00",
    province="Thành phố Đà Nẵng",
)
PICTURES = (
    Picture("contribution", {"income": 3_000_000, "mode": "3-months"}),
    Picture("levels", {}),
    Picture("pension-chart", {"income": 3_000_000, "sex": "female", "birth": "1980-05"}),
)


def timed(make: Callable[[], bytes]) -> str:
    """The median, the slowest and the size of what was made."""
    took = []
    for _ in range(TIMES):
        begin = perf_counter()
        made = make()
        took.append((perf_counter() - begin) * 1000)
    return f"{median(took):4.0f} ms (slowest {max(took):.0f}), {len(made) // 1024} KB"


def main() -> None:
    """Print a line for each kind."""
    parameters = load()

    def png(picture: Picture) -> bytes:
        drawing._render.cache_clear()
        return drawing.draw(picture, parameters, OFFICE, TODAY).png

    def pdf(picture: Picture) -> bytes:
        return leaflet(picture, parameters, OFFICE, TODAY, "https://bhxh.example/q/bench")

    for picture in PICTURES:
        drawn, printed = timed(partial(png, picture)), timed(partial(pdf, picture))
        print(f"{picture.kind:14} PNG {drawn}; PDF {printed}")


if __name__ == "__main__":
    main()
