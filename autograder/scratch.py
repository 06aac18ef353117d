"""Folders for a while, which go again whatever students' code has made of them."""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from autograder.files import locked_file
from autograder.removing import remove_tree

SCRATCH = "autograder-scratch-"  # how the names of commands' folders begin
LOCK = ".lock"  # the file in each of them that its command has locked


class Scratch:
    """A command's own folder. name : its path, which is also what a with statement gives.

    A lock tells that the command, or what it has forked and not started anew, has not ended: its pid would say nothing to a command in
    another container, or on another machine, that has the same folder for temporary files.
    """

    def __init__(self):
        while True:
            self.name = tempfile.mkdtemp(prefix=SCRATCH)
            try:
                self.lock = locked_file(os.path.join(self.name, LOCK))
                return
            except (BlockingIOError, FileNotFoundError):  # another command has found it before it was locked, and removes it
                pass
            except OSError:  # a file system that knows no locks: nobody can have this one, and so remove the folder
                self.lock = None
                return

    def __enter__(self):
        return self.name

    def __exit__(self, *exception):
        self.cleanup()

    def cleanup(self):
        """Remove the folder."""
        remove_tree(self.name)
        if self.lock is not None:
            self.lock.close()


def remove_left_behind():
    """Remove the folders of commands that were killed before they could do it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        with suppress(OSError):  # a command has it, or has removed it
            status = folder.lstat()
            if stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid():
                with locked_file(folder / LOCK):
                    remove_tree(folder)


def make_notebook_folder():
    """Return the path of a new folder for a notebook to run in, which removing.remove_tree() is to remove."""
    return tempfile.mkdtemp(prefix="notebook-")
