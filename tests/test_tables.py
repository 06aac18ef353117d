"""Cells of a CSV file are read back as they were, and none as a formula."""

import csv
import io

import pytest

from autograder.tables import csv_safe, csv_text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  ="])
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(start):
    assert csv_safe(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize(("value", "cell"), [(-1.5, -1.5), (0, 0), (True, True), (None, ""), ("a=b", "a=b"), ("", "")])
def test_other_values_stay_as_they_are(value, cell):
    assert csv_safe(value) == cell


def test_a_table_comes_back_from_a_csv_reader():
    text = csv_text(["student", "points"], [['Anna "A", B', 1.5], ["=1+1", None], ["two\nlines", -2]])
    assert list(csv.reader(io.StringIO(text))) == [
        ["student", "points"], ['Anna "A", B', "1.5"], ["'=1+1", ""], ["two\nlines", "-2"],
    ]  # fmt: skip
