"""One Chromium for the tests of a worker, with nothing that reaches beyond this machine."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

expect.set_options(timeout=15_000)  # machines may be busy; what is right comes at once

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        yield opened
        opened.close()
