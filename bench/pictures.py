"""How long pictures take and how large they are: `python -m bench.pictures`.

Prints a line for each kind with the median of 30 drawings without the cache (by the clock, and the
processor's part of it, which a busy machine does not change), the size of the PNG, and the same for
its leaflet. Goals: under 300 ms at the median, under 300 KB.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from statistics import median
from time import perf_counter, process_time

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
    """The median, its share of the processor, and the size of what was made."""
    took, worked = [], []
    for _ in range(TIMES):
        begin, cpu = perf_counter(), process_time()
        made = make()
        took.append((perf_counter() - begin) * 1000)
        worked.append((process_time() - cpu) * 1000)
    size = len(made) // 1024
    return f"{median(took):4.0f} ms (CPU {median(worked):.0f} ms), {size} KB"


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
