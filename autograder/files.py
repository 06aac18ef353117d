"""Files that are either there in full or not at all, and what a folder holds as one number."""

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from autograder.linux import exchange
from autograder.removing import remove_tree

FULL = (errno.ENOSPC, errno.EDQUOT)
LOCKED = (
    "the gradebook is locked: another program (formgrader, nbgrader, a database browser) is writing it and has not come to an "
    "end; `fuser -v gradebook.db` or `lsof gradebook.db` beside it names the process; run the command again when that is done"
)
MAX_HASHED = 128 * 2**20  # bytes of one file
MAX_DEPTH = 50  # of folders in a folder that somebody has handed in: os.walk calls itself for each, and so does what copies them


def write_atomically(path, text):
    """Write `text` to `path` so that a reader, or a kill at any moment, finds the old file or the new one.

    A file that is replaced keeps its mode. A link stays one: what it leads to is replaced. A device or a pipe is written to.
    Raises OSError, which names `path`.
    """
    path, status = _behind_links(path)
    if status and not stat.S_ISREG(status.st_mode):
        with _naming(path):
            path.write_text(text, encoding="utf-8")
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = _temporary_beside(path)
    try:
        with _naming(path), os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if status:
                os.fchmod(descriptor, status.st_mode & 0o777)
            os.fsync(descriptor)
        os.replace(name, path)
    except BaseException:
        name.unlink(missing_ok=True)
        raise


@contextmanager
def _naming(path):
    """Have an OSError name `path`: what the system says of a write names no file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None


def write_to_stdout(text):
    """Write to standard output what is read as a file, in UTF-8 as in a file: a terminal's encoding may lack some of it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())


def flush_stdout():
    """Have standard output, if there is one, take what was printed: what it refuses at Python's end is told with a traceback."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up_stdout():
    """Throw away what standard output has not taken because it is full, so that Python does not try once more at its end."""
    try:
        flush_stdout()
    except OSError:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _behind_links(path):
    """Return (path without links, os.stat_result of what is there or None). What lies behind /proc has no such path: it stays."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        status = None
    is_odd = status and not stat.S_ISREG(status.st_mode)
    return Path(path if is_odd else os.path.realpath(path)), status


def _temporary_beside(path):
    """Return (descriptor, path) of a new file in the folder of `path`, as the umask has it. Raises OSError, which names `path`."""
    name = path.with_name(f".{path.name[:40]}.{secrets.token_hex(8)}")
    with _naming(path):
        return os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), name


def require_writable(path):
    """See that a file can be written at `path`, whose folder must be there. Raises OSError, which names `path`."""
    path, status = _behind_links(path)
    if status is None or stat.S_ISREG(status.st_mode):
        descriptor, name = _temporary_beside(path)
        os.close(descriptor)
        name.unlink()
    elif stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    elif not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))


def copy_folder_atomically(source, target):
    """Copy a folder to `target`, which must not exist: it appears there in full."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:40]}.") as staging:
        shutil.copytree(source, Path(staging) / target.name)
        os.replace(Path(staging) / target.name, target)


@contextmanager
def replaced_folder(target):
    """Give an empty folder to fill, which then is `target`: a kill at any moment leaves there what was before, or what is new.

    For one process at a time. Where the file system cannot exchange two folders, there is neither between two calls.
    """
    fresh, old = (target.with_name(f".{target.name}.{word}") for word in ("new", "old"))
    _remove(fresh, old)  # what a kill has left
    fresh.mkdir(parents=True)
    try:
        yield fresh
        if not target.exists():
            os.rename(fresh, target)
        else:
            _change_places(fresh, target, old)
    finally:
        _remove(fresh, old)


def _change_places(fresh, target, old):
    try:
        exchange(fresh, target)
    except OSError:
        os.rename(target, old)
        os.rename(fresh, target)


def remove_folder(path):
    """Remove a folder if it is there: a kill leaves it in full, or not at all under its name."""
    old = path.with_name(f".{path.name}.old")
    _remove(old)
    if path.exists():
        os.rename(path, old)
        _remove(old)


def _remove(*folders):
    for folder in folders:
        remove_tree(folder)


def locked_file(path):
    """Return the open file `path`, which no other process can lock until it is closed, or this one has ended with all its forks.

    Whoever has it locked may remove it. Raises BlockingIOError where it is locked, OSError where it cannot be had.
    """
    while True:
        file = open(path, "w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(file.fileno()), os.stat(path)):
                return file
        except FileNotFoundError:  # it was removed between the two steps: once more
            pass
        except OSError:
            file.close()
            raise
        file.close()


def is_about_space(error):
    """Whether an exception, SQLite's by its text, says that the disk or the user's share of it is full."""
    return getattr(error, "errno", None) in FULL or "disk is full" in str(error) or "disk I/O error" in str(error)


def describe_failure(error):
    """Return where the file system, or the gradebook, has refused something and in which words; "" for another exception."""
    if isinstance(error, shutil.Error):  # of a folder that was to be copied: (file, its copy, what the system says of it), …
        return error.args[0][0][2]
    if isinstance(error, OSError) and error.filename is not None:
        place = error.filename if error.filename2 is None else error.filename2
        return f"{os.fsdecode(place)!r}: {error.strerror}"
    if is_about_space(error):
        return f"the disk is full ({error})"
    return describe_refusal(str(error))


def describe_refusal(text):
    """Return as a sentence what in the text of an error of SQLite's, or of a log, says that the gradebook cannot be had; or ""."""
    if "database is locked" in text:
        return LOCKED
    told = (line for line in text.splitlines() if "readonly database" in line or "unable to open database file" in line)
    return next((f"the gradebook: {line}" for line in told), "")


def fingerprint(*parts, follow_links=False):
    """Return a hash of texts and of all plain files in the given folders (pathlib.Path), names and contents.

    Of a file that is too large or cannot be read, only size and time count. follow_links : as of plain_files().
    """
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            for path, status in plain_files(part, follow_links):
                if "__pycache__" not in path.parts:
                    digest.update(f"{path.relative_to(part)}\0{status.st_size}\0".encode("utf-8", "surrogateescape"))
                    digest.update(_content(path, status))
        else:
            digest.update(f"{part}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _content(path, status):
    try:
        if status.st_size <= MAX_HASHED:
            return path.read_bytes()
    except OSError:
        pass
    return f"{status.st_mtime_ns}\0".encode()


def plain_files(path, follow_links=False):
    """Yield (path, os.stat_result) of each plain file below a folder, or of the file itself, in a fixed order.

    Pipes and devices are passed by, and links, also where `path` itself is one. follow_links : what they lead to counts, as it
    may where no student has made them.
    """
    if path.is_symlink() and not follow_links:
        return
    if path.is_file():
        yield path, path.stat()
    for parent, _, names in walk(path, follow_links):
        for name in names:
            found = Path(parent, name)
            try:
                status = found.stat() if follow_links else found.lstat()
            except OSError:  # a link that leads nowhere
                continue
            if stat.S_ISREG(status.st_mode):
                yield found, status


def walk(folder, follow_links=False):
    """Yield (path, names of folders, names of files) as os.walk does, sorted, each folder once, no more than MAX_DEPTH folders deep."""
    been = set()  # links may lead in circles
    for place, folders, names in os.walk(folder, followlinks=follow_links):
        if follow_links:
            real = os.path.realpath(place)
            if real in been:
                folders.clear()
                continue
            been.add(real)
        folders.sort()
        yield place, folders, sorted(names)
        if is_at_the_bottom(place, folder):
            folders.clear()


def is_closed(folder):
    """Whether a folder, and no link to one, cannot be listed or gone into; os.walk passes it by without a word."""
    return os.path.isdir(folder) and not os.path.islink(folder) and not os.access(folder, os.R_OK | os.X_OK)


def is_at_the_bottom(place, folder):
    """Whether walk() goes no deeper than `place` in `folder`."""
    return len(Path(place).parts) >= len(Path(folder).parts) + MAX_DEPTH


def read_plain_file(path, max_bytes):
    """Return the bytes of a plain file that somebody has handed in.

    Raises OSError for a link, a pipe or a device, which may lead or block anywhere, and for what is larger than `max_bytes`.
    """
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode) or status.st_size > max_bytes:
        raise OSError(errno.EINVAL, "no plain file, or too large", str(path))
    return Path(path).read_bytes()
