"""Say what a notebook's code has to work with, as digests: where one differs before and after a cell, the cell has left a trace.

Runs where the notebook runs.
"""

import hashlib
import logging
import os
import random
import re
import sys
import types
import warnings

import cloudpickle

HISTORY = re.compile(r"_+|_i*\d*")  # names that IPython gives to earlier inputs and results


def state_of(shell):
    """Return {name: digest} of what a cell may use: the notebook's names, and what libraries and the system keep between cells.

    A digest is None where there is no way to tell, or no quick one. Modules have none: what they keep is only looked at where it is known to
    matter. Names of what is no name of the notebook's hold a space.
    """
    named = {name: value for name, value in shell.user_ns.items() if not (name in shell.user_ns_hidden or HISTORY.fullmatch(name))}
    everything = {name: value for name, value in named.items() if not isinstance(value, types.ModuleType)} | _surroundings()
    return {name: _digest(value) for name, value in everything.items()}


def _surroundings():
    """Return what a cell may change for later ones without a name of its own."""
    found = {
        "the environment": dict(os.environ), "the import path": sys.path, "the working directory": os.getcwd(), "the files": _files(),
        "the warnings": warnings.filters, "the state of random": random.getstate(), "the loggers": _settings_of_loggers(),
        "the recursion limit": sys.getrecursionlimit(),
    }  # fmt: skip
    if "numpy" in sys.modules:
        numpy = sys.modules["numpy"]
        found |= {"the options of numpy": (numpy.get_printoptions(), numpy.geterr())}
    if "decimal" in sys.modules:
        found |= {"the context of decimal": str(sys.modules["decimal"].getcontext())}
    if "numpy.random" in sys.modules:
        found |= {"the state of numpy.random": sys.modules["numpy.random"].get_state()}
    if "matplotlib" in sys.modules:
        found |= {"the options of matplotlib": dict(sys.modules["matplotlib"].rcParams)}
    if eager := sys.modules.get("tensorflow.python.eager.context"):
        seed = getattr(eager.context_safe(), "_seed", None)  # there is no context before TensorFlow is used
        found |= {"the seeds of tensorflow": None if seed is None else (seed, eager.context_safe()._rng)}
    return found


def _settings_of_loggers():
    """Return what was set of loggers: libraries make new ones, as they are, whenever they like."""
    made = logging.root.manager.loggerDict
    loggers = {name: one for name, one in made.items() if isinstance(one, logging.Logger)} | {"root": logging.root}
    found = {name: (one.level, one.disabled, one.propagate, len(one.handlers)) for name, one in loggers.items()}
    return logging.root.manager.disable, {name: settings for name, settings in found.items() if settings != (logging.NOTSET, False, True, 0)}


def _files():
    """Return size and time of change of each file in the working directory."""
    return {
        entry.path: (entry.stat(follow_symlinks=False).st_size, entry.stat(follow_symlinks=False).st_mtime_ns)
        for folder, _, _ in os.walk(".")
        for entry in os.scandir(folder)
    }


class _Hash:
    """A file that keeps nothing but the hash of what is written to it."""

    def __init__(self):
        self.sha = hashlib.sha256()

    def write(self, data):
        self.sha.update(data)
        return len(data)


class _Pickler(cloudpickle.Pickler):
    """A pickler that refuses figures and what is in them: to copy one takes as long as to draw it."""

    def reducer_override(self, obj):
        artist = sys.modules.get("matplotlib.artist")
        if artist and isinstance(obj, artist.Artist):
            raise TypeError("a part of a figure")
        return super().reducer_override(obj)


def _digest(value):
    file = _Hash()
    try:
        _Pickler(file).dump(value)
    except Exception:  # whatever copying a value may raise: for a generator, an open file, a lock
        return None
    return file.sha.hexdigest()
