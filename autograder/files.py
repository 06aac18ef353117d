"""Files that are either there in full or not at all, and what a folder holds as one number."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path


def write_atomically(path, text):
    """Write `text` to `path` so that a reader, or a kill at any moment, finds the old file or the new one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def copy_file_atomically(source, target):
    """Copy a file to `target`: a reader finds the old file there or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
    os.close(descriptor)
    try:
        shutil.copyfile(source, name)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def copy_folder_atomically(source, target):
    """Copy a folder to `target`, which must not exist: it appears there in full."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:40]}.") as staging:
        shutil.copytree(source, Path(staging) / target.name)
        os.replace(Path(staging) / target.name, target)


def fingerprint(*parts):
    """Return a hash of texts and of all files in the given folders (pathlib.Path), names and contents."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            for path in _files(part):
                digest.update(f"{path.relative_to(part)}\0{path.stat().st_size}\0".encode("utf-8", "surrogateescape"))
                try:
                    digest.update(path.read_bytes())
                except OSError:  # a file that nobody can read is the same until somebody can
                    digest.update(b"unreadable")
        else:
            digest.update(f"{part}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(path):
    if path.is_file():
        return [path]
    return sorted(
        found for found in path.rglob("*") if found.is_file() and not found.is_symlink() and "__pycache__" not in found.parts
    )
