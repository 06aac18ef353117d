"""What a worker may read of the machine's files: what Python and its libraries are made of, less what is secret among it."""

import os
import sys
from pathlib import Path

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
ETC = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/fonts", "/etc/mime.types", "/etc/ssl/certs")


def existing(paths):
    """Return those of the paths that exist."""
    return [str(path) for path in paths if os.path.exists(path)]


def is_within_reach_of_all(path):
    """Whether any user may go down to `path`."""
    return all(os.stat(part).st_mode & 0o001 for part in Path(path).parents)


def is_open_to_all(path):
    """Whether any user may go down to `path` and read it."""
    return is_within_reach_of_all(path) and bool(os.stat(path).st_mode & 0o004)


def readable_folders():
    """Return the folders and files that Python and its libraries are made of, as far as they exist."""
    return existing(dict.fromkeys([*SYSTEM, *ETC, os.path.realpath(sys.base_prefix), sys.base_prefix, sys.prefix]))


def is_shown(folder, hidden):
    """Whether a folder lies in a readable one, and in none of the hidden ones, all real paths."""
    folder = os.path.realpath(folder)
    return any(_is_below(folder, os.path.realpath(path)) for path in readable_folders()) and not any(
        _is_below(folder, path) for path in hidden
    )


class Secrets:
    """The folders that no worker may read although they may lie in a readable one.

    They are those of the kit's checks and references, where it is installed among the libraries, and the `hidden` ones: the course's.
    """

    def __init__(self, hidden=()):
        package = Path(__file__).parent
        self.folders = [os.path.realpath(path) for path in (package, package.parent / "solutions", *hidden) if os.path.isdir(path)]

    def require_apart(self):
        """Raise OSError where a readable folder is itself a secret one: what Python needs of it cannot be told from the rest."""
        for path in readable_folders():
            if os.path.realpath(path) in self.folders:
                raise OSError(
                    f"{path} is both the course's folder and that of a Python environment, which students' code must be able to "
                    "read: make the environment in a folder of its own, .venv in the course's folder for instance"
                )

    def places(self):
        """Return the paths at which the secret folders would be seen, were each readable one shown at its own path."""
        found = {}
        for path in readable_folders():
            real = os.path.realpath(path)
            if not os.path.islink(path):
                found |= {os.path.join(path, os.path.relpath(secret, real)): None for secret in self.folders if _is_below(secret, real)}
        return list(found)

    def pieces(self):
        """Return (folders and files to read, folders to list only): all that is readable and not secret, piece by piece.

        A folder with a secret one in it is listed only where Python imports from it, since the right to list goes for what lies below.
        """
        read, listed = {}, {}
        waiting = [os.path.realpath(path) for path in readable_folders()]
        while waiting:
            path = waiting.pop()
            if path in self.folders or path in read or path in listed:
                continue
            if not any(_is_below(secret, path) for secret in self.folders):
                read[path] = None
                continue
            if path in map(os.path.realpath, sys.path):
                listed[path] = None
            waiting += [entry.path for entry in os.scandir(path) if not entry.is_symlink()]  # what a link leads to has a place of its own
        return list(read), list(listed)


def _is_below(path, folder):
    """Whether a path is `folder` or lies in it."""
    return Path(path).is_relative_to(folder)
