"""What every page keeps: no serious barrier, in the light and in the dark."""

from axe_playwright_python.base import AXE_SCRIPT

RUN = "async (options) => (await axe.run(options)).violations"


def faults(page, **options):
    """Give all that axe finds on the page; it is loaded once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, {"resultTypes": ["violations"], **options})


def serious(page, **options):
    """Give the serious faults of accessibility on the page: rule and elements."""
    return [
        (page.url, fault["id"], [node["html"] for node in fault["nodes"]][:3])
        for fault in faults(page, **options)
        if fault["impact"] in ("serious", "critical")
    ]


def assert_sound(page):
    """Check the page as it stands, and what colours decide in the dark as well."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")  # no colour on its way
    found = serious(page)
    page.emulate_media(color_scheme="dark")
    found += serious(page, runOnly=["color-contrast"])
    assert found == [], found
    page.emulate_media(color_scheme="light")
