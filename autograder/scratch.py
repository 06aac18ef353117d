"""Folders for a while, which go again whatever students' code has made of them."""

import os
import secrets
import stat
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

from autograder.files import locked_file

SCRATCH = "autograder-scratch-"  # how the names of commands' folders begin
LOCK = ".lock"  # the file in each of them that its command has locked
FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW


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

    def __enter__(self):
        return self.name

    def __exit__(self, *exception):
        self.cleanup()

    def cleanup(self):
        """Remove the folder."""
        remove_tree(self.name)
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
    """Return the path of a new folder for a notebook to run in, which remove_tree() is to remove."""
    return tempfile.mkdtemp(prefix="notebook-")


def remove_tree(folder):
    """Remove a folder and all that is in it, as far as the system lets this user; a link, or nothing, stays as it is.

    Each folder in it is moved to the top before it is looked into, since a student's may lie deeper than Python can call itself
    and than a path can say. Nothing is followed, also if something is exchanged meanwhile.
    """
    with suppress(OSError), _opened(folder) as top:
        waiting = _empty(top, top)
        while waiting:
            name = waiting.pop()
            with suppress(OSError), _opened(name, top) as place:
                waiting += _empty(place, top)
            with suppress(OSError):
                os.rmdir(name, dir_fd=top)
    with suppress(OSError):
        os.rmdir(folder)


@contextmanager
def _opened(path, dir_fd=None):
    """Yield a descriptor of a folder. Raises OSError for anything else."""
    _open_to_owner(path, dir_fd)
    descriptor = os.open(path, FOLDER | os.O_RDONLY, dir_fd=dir_fd)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open_to_owner(path, dir_fd):
    """Let its owner list and change a folder. Raises OSError for anything else: chmod itself would follow a link."""
    descriptor = os.open(path, FOLDER | os.O_PATH, dir_fd=dir_fd)
    try:
        os.chmod(f"/proc/self/fd/{descriptor}", 0o700)
    finally:
        os.close(descriptor)


def _empty(place, top):
    """Remove what is in a folder but for its folders; return the names that these have in `top` now. place, top : descriptors."""
    moved = []
    with os.scandir(place) as entries:
        found = list(entries)
    for entry in found:
        with suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                _open_to_owner(entry.name, place)  # else only root may move it
                name = secrets.token_hex(8)
                os.rename(entry.name, name, src_dir_fd=place, dst_dir_fd=top)
                moved.append(name)
            else:
                os.unlink(entry.name, dir_fd=place)
    return moved
