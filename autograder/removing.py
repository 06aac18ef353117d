"""Remove folders, whatever students' code has made of them."""

import os
import secrets
from contextlib import contextmanager, suppress

FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW


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
