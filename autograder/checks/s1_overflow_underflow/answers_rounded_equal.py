"""Known answers to `rounded_equal`."""

import numpy as np
import tensorflow as tf

from autograder.answers import misconception, right_answer


@misconception(
    "finds_three_tenths_equal_to_0_3",
    "rounds_both_before_it_compares",
    "knows_that_zero_has_no_sign",
    "rounds_to_as_many_digits_as_asked",
    "rounds_to_ten_digits_if_not_asked",
)
def compares_exactly(a, b, digits=10):
    """the numbers are compared as they are, with ==."""
    return a == b


@misconception(
    "finds_three_tenths_equal_to_0_3",
    "rounds_both_before_it_compares",
    "knows_that_zero_has_no_sign",
    "rounds_to_as_many_digits_as_asked",
    "rounds_to_ten_digits_if_not_asked",
)
def rounds_only_the_first(a, b, digits=10):
    """only the first number is rounded."""
    return round(a, digits) == b


@misconception("rounds_both_before_it_compares", "rounds_to_as_many_digits_as_asked")
def difference_below_one_unit(a, b, digits=10):
    """the numbers are taken as equal when they differ by less than one unit of the last digit."""
    return abs(a - b) < 10**-digits


@misconception("rounds_both_before_it_compares", "rounds_to_as_many_digits_as_asked")
def rounds_the_difference(a, b, digits=10):
    """the difference is rounded, not each of the two numbers."""
    return round(a - b, digits) == 0


@misconception(
    "rounds_both_before_it_compares",
    "rounds_to_as_many_digits_as_asked",
    "rounds_to_ten_digits_if_not_asked",
)
def cuts_digits_off(a, b, digits=10):
    """the digits behind the last one are cut off instead of rounded."""
    return int(a * 10**digits) == int(b * 10**digits)


@misconception("rounds_both_before_it_compares")
def adds_a_half_and_cuts(a, b, digits=10):
    """a half is added and the rest cut off, which makes 0 of −1.4 units and of −0.6."""
    scale = 10**digits
    return int(a * scale + 0.5) == int(b * scale + 0.5)


@misconception(
    "rounds_both_before_it_compares",
    "tells_large_numbers_apart",
    "knows_that_zero_has_no_sign",
    "rounds_to_as_many_digits_as_asked",
    "rounds_to_ten_digits_if_not_asked",
)
def close_by_numpy(a, b, digits=10):
    """np.isclose decides, whose tolerance grows with the numbers and knows nothing of digits."""
    return np.isclose(a, b)


@misconception(
    "rounds_both_before_it_compares",
    "tells_large_numbers_apart",
    "knows_that_zero_has_no_sign",
    "rounds_to_as_many_digits_as_asked",
    "rounds_to_ten_digits_if_not_asked",
)
def close_by_math(a, b, digits=10):
    """math.isclose decides, whose tolerance is relative and knows nothing of digits."""
    import math
    return math.isclose(a, b)


@misconception(
    "rounds_both_before_it_compares",
    "tells_large_numbers_apart",
    "knows_that_zero_has_no_sign",
    "rounds_to_as_many_digits_as_asked",
    "rounds_to_ten_digits_if_not_asked",
)
def close_after_rounding(a, b, digits=10):
    """the rounded numbers are compared with np.isclose, whose own tolerance is wider than the digits."""
    return np.isclose(round(a, digits), round(b, digits))


@misconception(
    "rounds_both_before_it_compares",
    "tells_large_numbers_apart",
    "knows_that_zero_has_no_sign",
    "rounds_to_as_many_digits_as_asked",
    "rounds_to_ten_digits_if_not_asked",
)
def significant_digits(a, b, digits=10):
    """significant digits are kept instead of decimals."""
    return f"{a:.{digits}g}" == f"{b:.{digits}g}"


@misconception("rounds_both_before_it_compares", "rounds_to_as_many_digits_as_asked")
def ignores_digits(a, b, digits=10):
    """always ten digits are kept, whatever `digits` says."""
    return round(a, 10) == round(b, 10)


@misconception("tells_large_numbers_apart", "knows_that_zero_has_no_sign", "rounds_to_ten_digits_if_not_asked")
def keeps_two_digits_unless_told(a, b, digits=2):
    """two digits are kept where none are asked for, instead of ten."""
    return round(a, digits) == round(b, digits)


@misconception("rounds_to_ten_digits_if_not_asked")
def keeps_nine_digits_unless_told(a, b, digits=9):
    """both numbers are rounded to 9 digits where none are asked for."""
    return round(a, digits) == round(b, digits)


@misconception("rounds_to_ten_digits_if_not_asked")
def keeps_eleven_digits_unless_told(a, b, digits=11):
    """both numbers are rounded to 11 digits where none are asked for."""
    return round(a, digits) == round(b, digits)


@misconception("rounds_to_as_many_digits_as_asked")
def takes_0_digits_for_none_asked(a, b, digits=10):
    """digits=0 is taken as if no digits were asked for."""
    digits = digits or 10
    return round(a, digits) == round(b, digits)


@misconception("finds_three_tenths_equal_to_0_3", "knows_that_zero_has_no_sign")
def loses_the_sign(a, b, digits=10):
    """the signs are lost before the numbers are compared."""
    return round(abs(a), digits) == round(abs(b), digits)


@misconception("knows_that_zero_has_no_sign")
def compares_texts(a, b, digits=10):
    """the numbers are compared as text, in which -0.0 and 0.0 are different."""
    return f"{a:.{digits}f}" == f"{b:.{digits}f}"


@misconception("tells_large_numbers_apart", "rounds_to_as_many_digits_as_asked")
def works_in_float32(a, b, digits=10):
    """the numbers are made float32 first, which keeps seven digits."""
    a, b = tf.constant(a), tf.constant(b)
    return bool(tf.round(a * 10.0**digits) == tf.round(b * 10.0**digits))


@misconception(
    "finds_three_tenths_equal_to_0_3",
    "rounds_both_before_it_compares",
    "tells_large_numbers_apart",
    "knows_that_zero_has_no_sign",
    "rounds_to_as_many_digits_as_asked",
    "rounds_to_ten_digits_if_not_asked",
)
def returns_one_or_zero(a, b, digits=10):
    """1 and 0 are returned instead of True and False."""
    return 1 if round(a, digits) == round(b, digits) else 0


@right_answer
def numpy_round(a, b, digits=10):
    """NumPy's rounding: the result is an np.bool_."""
    return np.round(a, digits) == np.round(b, digits)


@right_answer
def decimal_numbers(a, b, digits=10):
    """Exact decimal arithmetic."""
    from decimal import ROUND_HALF_UP, Decimal
    unit = Decimal(10) ** -digits
    first, second = (Decimal(number).quantize(unit, rounding=ROUND_HALF_UP) for number in (a, b))
    return not first != second


@right_answer
def whole_units(a, b, digits=10):
    """Counts units of the last digit."""
    import math
    scale = 10**digits
    return math.floor(a * scale + 0.5) == math.floor(b * scale + 0.5)


@right_answer
def half_away_from_zero(a, b, digits=10):
    """Rounds the magnitude in NumPy and puts the sign back."""
    numbers = np.array([a, b])
    first, second = np.sign(numbers) * np.trunc(np.abs(numbers) * 10**digits + 0.5)
    return first == second


@right_answer
def tensorflow_float64(a, b, digits=10):
    """TensorFlow in float64: the result is a boolean tensor."""
    scaled = tf.constant([a, b], dtype=tf.float64) * 10.0**digits
    first, second = tf.unstack(tf.round(scaled))
    return tf.equal(first, second)


@right_answer
def small_difference_of_rounded(a, b, digits=10):
    """The rounded numbers are compared with less than half a unit between them."""
    return abs(round(a, digits) - round(b, digits)) < 0.5 * 10**-digits


@misconception("tells_large_numbers_apart")
def rounded_to_int64(a, b, digits=10):
    """the shifted numbers are stored as int64, where all above 9.2e18 become the same."""
    whole = np.rint(np.array([a, b], dtype=np.float64) * 10.0**digits).astype(np.int64)
    return bool(whole[0] == whole[1])


@misconception("rounds_to_as_many_digits_as_asked")
def ten_digits_at_most(a, b, digits=10):
    """no more than ten digits are kept, however many are asked for."""
    digits = min(digits, 10)
    return round(a, digits) == round(b, digits)


@misconception("rounds_to_as_many_digits_as_asked")
def rounded_and_nearer_than_1e_12(a, b, digits=10):
    """the rounded numbers are compared with a tolerance of 1e-12, whatever one unit of the last digit is."""
    return abs(round(a, digits) - round(b, digits)) < 1e-12
