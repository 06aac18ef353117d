"""Checks of `machine_epsilon(dtype)`. A power of two is exact in every precision: no tolerance."""

import numpy as np
import tensorflow as tf

from autograder.checking import check

HALVE = "add your number to 1 in that precision: the sum must differ from 1; with half of your number it must not."


@check(weight=2, public=True)
def tells_single_from_double_precision(student, reference):
    """tells "float32" and "float64" apart and finds both machine epsilons"""
    for dtype, answer in student.each(["float32", "float64"]):
        answer.is_close_to(reference(dtype), rtol=0, hint=HALVE)


@check(weight=2)
def knows_half_precision(student, reference):
    """finds the machine epsilon of "float16", also after another one was asked for"""
    for dtype, answer in student.each(["float32", "float16"]):
        answer.is_close_to(reference(dtype), rtol=0, hint=HALVE)


@check(weight=1)
def accepts_numpy_dtypes(student, reference):
    """accepts NumPy's dtypes, such as np.float32 and np.dtype("float32")"""
    hint = f"np.float32 and np.dtype('float32') mean the same as the name; {HALVE}"
    dtypes = [np.float32, np.dtype("float64"), np.float16, np.float64, np.dtype("float32"), np.dtype("float16")]
    for dtype, answer in student.each(dtypes):
        answer.is_close_to(reference(dtype), rtol=0, hint=hint)


@check(weight=1, public=True)
def accepts_tensorflow_dtypes(student, reference):
    """accepts TensorFlow's dtypes, such as tf.float32"""
    hint = f"tf.as_dtype understands every kind of dtype; {HALVE}"
    for dtype, answer in student.each([tf.float32, tf.float64, tf.float16]):
        answer.is_close_to(reference(dtype), rtol=0, hint=hint)
