"""Make the pictures in docs/images anew from a graded course: .venv/bin/python docs/screenshots.py [COURSE_DIR [STUDENT ASSIGNMENT]]

Without arguments from what `make demo` leaves in demo/. Needs playwright and Debian's chromium.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
FLAGS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
DESKTOP, PHONE, FIGURES = {"width": 1000, "height": 1250}, {"width": 390, "height": 844}, {"width": 1000, "height": 700}
COLOURS = 128  # of a palette: a page has few, and the file becomes a third as large


def main(course="demo", student="wrong_01", assignment="s3_gradient_based_optimization"):
    """Take the pictures of the pages."""
    course = Path(course).resolve()
    feedback = course / "feedback" / student / assignment / f"{assignment}.html"
    report = course / "report" / "report.html"
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name, page, size, part in (
            ("feedback-desktop", feedback, DESKTOP, "h1"),
            ("feedback-picture", feedback, DESKTOP, ".exercise:has(.picture)"),
            ("feedback-figures", feedback, FIGURES, ".check:has(.panels)"),
            ("feedback-phone", feedback, PHONE, ".exercise:has(.known)"),
            ("report-desktop", report, DESKTOP, "h1"),
            ("report-items", report, {**DESKTOP, "height": 1500}, ".assignment:last-of-type h2"),
            ("report-phone", report, PHONE, ".assignment:last-of-type h2"),
        ):
            take(browser, name, page, size, part)
        browser.close()


def take(browser, name, page, size, part):
    """Write one picture: what is on the screen once `part` has been scrolled to its top."""
    view = browser.new_page(viewport=size)
    view.goto(page.as_uri())
    view.evaluate("part => document.querySelector(part)?.scrollIntoView({behavior: 'instant'})", part)
    image = Image.open(io.BytesIO(view.screenshot()))
    image.convert("RGB").quantize(COLOURS).save(IMAGES / f"{name}.png", optimize=True)
    view.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
