"""Pictures and pages to print under signed addresses: drawn on request, so any host serves them."""

from flask import Blueprint, Response, request

from bot.delivery.services import Services
from bot.pictures.errors import PicturesError
from bot.pictures.studio import PDF, Studio

YEAR = 365 * 24 * 3600  # seconds; what an address shows never changes


def files(services: Services) -> Blueprint:
    """Give the route of signed files."""
    assert services.pictures is not None, "the web serves pictures"
    shown = Files(services.pictures, services.settings.public_url)
    routes = Blueprint("files", __name__)
    routes.add_url_rule("/files/<signed>", view_func=shown.show)
    routes.register_error_handler(PicturesError, _missing)
    return routes


class Files:
    """The view."""

    def __init__(self, studio: Studio, public_url: str) -> None:
        self._studio = studio
        self._public_url = public_url

    def show(self, signed: str) -> Response:
        """Give the PNG, or the page to print, that the address carries. Raises PicturesError."""
        dated, form = self._studio.opened(signed)
        if form == PDF:
            link = self._public_url or request.url_root
            response = Response(self._studio.leaflet(dated, link), mimetype="application/pdf")
            response.headers["Content-Disposition"] = 'inline; filename="bhxh-tu-nguyen.pdf"'
        else:
            response = Response(self._studio.draw(dated).png, mimetype="image/png")
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response


def _missing(error: PicturesError) -> Response:
    return Response(f"Không có hình này. {error.message}\n", 404, mimetype="text/plain")
