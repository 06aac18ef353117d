"""Checks of `rounded_equal(a, b, digits=10)`. No number here lies near a half of the last digit."""

from autograder.checking import check


def require_bools(student, expected, hint):
    """Fail unless the student's function returns each bool of {arguments: bool}."""
    for arguments, answer in student.each(expected):
        answer.is_bool(expected[arguments], hint)


@check(weight=1, public=True)
def finds_three_tenths_equal_to_0_3(student):
    """finds 0.1 + 0.1 + 0.1 equal to 0.3, and 0.3 equal neither to 0.31 nor to −0.3"""
    hint = "what does round(0.1 + 0.1 + 0.1, 10) give, and what round(0.3, 10)?"
    expected = {(0.1 + 0.1 + 0.1, 0.3): True, (0.3, 0.1 + 0.2): True, (0.3, 0.31): False, (0.3, -0.3): False}
    require_bools(student, expected, hint)


@check(weight=1)
def rounds_both_before_it_compares(student, rng):
    """rounds both numbers before it compares them"""
    hint = "with one digit 0.14 and 0.16 become 0.1 and 0.2, while 0.16 and 0.24 both become 0.2."
    expected = {(0.14, 0.16, 1): False, (0.16, 0.24, 1): True}
    for digits in (1, 3, 6, 10):
        unit = 10.0**-digits
        count = int(rng.integers(1, 1000)) * int(rng.choice([-1, 1]))
        expected[(count + 0.4) * unit, (count + 0.6) * unit, digits] = False
        expected[(count - 0.4) * unit, (count + 0.4) * unit, digits] = True
    require_bools(student, expected, hint)
    hint = "below zero too: with one digit −0.14 becomes −0.1, and 0.02 becomes 0."
    require_bools(student, {(-0.14, 0.02, 1): False, (0.02, -0.06, 1): False, (-0.6, -0.4, 0): False}, hint)


@check(weight=1, public=True)
def tells_large_numbers_apart(student, rng):
    """tells numbers apart that differ late in a long row of digits"""
    hint = "the digits after the point count, however many stand before it: which comparison has no tolerance?"
    number = float(rng.integers(100_000, 1_000_000)) * float(rng.choice([-1.0, 1.0]))
    expected = {(1.0, 1.000000001): False, (123456.789, 123456.78900001): False}
    expected |= {(number, number + 0.001): False, (number, number): True, (1e9, 2e9): False}
    require_bools(student, expected, hint)


@check(weight=0.5)
def knows_that_zero_has_no_sign(student):
    """finds two numbers equal that round to zero from either side"""
    hint = "both round to zero, and zero is one number, whatever sign is printed before it."
    require_bools(student, {(-1e-12, 1e-12): True, (1e-13, -1e-12): True}, hint)
    student(-1e-9, 1e-9).is_bool(False, "these do not round to zero with 10 digits.")


@check(weight=0.5, public=True)
def rounds_to_as_many_digits_as_asked(student):
    """rounds to as many digits as the argument `digits` says"""
    hint = "pass digits on to the rounding of both numbers."
    student(2.71828, 2.71801, 3).is_bool(True, hint)
    student(2.71828, 2.71801, digits=4).is_bool(False, hint)
    hint = "with no digits 2.4 and 1.6 become 2, and 2.6 becomes 3: what is not needed is rounded, up or down, and not cut off."
    student(2.4, 1.6, digits=0).is_bool(True, hint)
    student(2.4, 2.6, digits=0).is_bool(False, hint)
    hint = "more than ten digits may be asked for: what in your function is wider than one unit of the last of them?"
    expected = {(0.1234567890123, 0.1234567890133, 12): False, (0.1234567890123, 0.1234567890124, 12): True}
    expected[2e-15, 3.1e-15, 15] = False
    require_bools(student, expected, hint)


@check(weight=0.5)
def rounds_to_ten_digits_if_not_asked(student, rng):
    """rounds to 10 digits where none are asked for, to neither fewer nor more"""
    tenth = 10.0**-10
    count = 10 * int(rng.integers(1, 1000))
    hint = "what is the value of `digits` when it is left out?"
    require_bools(student, {((count + 1) * tenth, (count + 3) * tenth): False}, hint)  # equal with 9 digits
    hint = "both round to the same ten digits, one up and one down: are they rounded, and not cut off, and to ten digits?"
    require_bools(student, {((count + 0.8) * tenth, (count + 1.2) * tenth): True}, hint)  # different with 11
