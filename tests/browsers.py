"""Debian's chromium, driven by playwright, for the tests of pages; they are left out where either is missing."""

import shutil
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

PROGRAM = "chromium"
MATHJAX = "cdnjs.cloudflare.com"  # formgrader has formulas drawn by a script from there; all else works without it
PATIENCE_MS = 240_000  # for whatever is waited for: seconds at most on a machine with nothing else to do
ARGUMENTS = [
    "--no-sandbox",  # it has none for root, and the pages come from these tests
    "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@contextmanager
def chromium():
    """Give a running browser. Skips the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    program = shutil.which(PROGRAM)
    if not program:
        pytest.skip("there is no chromium on this machine (Debian: apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=ARGUMENTS, timeout=PATIENCE_MS)
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser, asks_in_vain=frozenset(), **options):
    """Give a page without a past, cut off from everything but the loopback interface.

    asks_in_vain : the hosts that the page is known to ask; any other request that leaves the machine fails the test in the end.
    """
    elsewhere = []

    def refuse(route):
        elsewhere.append(route.request.url)
        route.abort()

    context = browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    context.route(lambda url: urlsplit(url).hostname not in ("127.0.0.1", None), refuse)
    yield context.new_page()
    context.close()
    unknown = [url for url in elsewhere if urlsplit(url).hostname not in asks_in_vain]
    assert not unknown, f"the page asks for {unknown}"
