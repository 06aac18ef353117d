"""The pictures of the docs are there, described, small, and each is shown."""

import re

import pytest

from tests.builders import KIT

DOCS = KIT / "docs"
SHOWN = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)]+)\)")
PICTURES = [(page, match["alt"], match["path"]) for page in sorted(DOCS.glob("*.md")) for match in SHOWN.finditer(page.read_text("utf-8"))]


@pytest.mark.parametrize("page, alt, path", PICTURES, ids=[path for _, _, path in PICTURES])
def test_a_picture_is_there_described_and_small(page, alt, path):
    assert alt, f"{page.name} shows {path} without saying what is in it"
    assert 0 < (DOCS / path).stat().st_size < 150_000


def test_no_picture_lies_about_unseen():
    shown = {DOCS / path for _, _, path in PICTURES}
    assert {path for path in shown if path.parent == DOCS / "images"} == set((DOCS / "images").iterdir())
