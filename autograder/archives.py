"""Zip archives from outside, read with limits: nothing in them is trusted, neither names nor sizes nor kinds.

Nothing here writes a file. A name that was let through by `safe_path` can be put below a folder of ours.
"""

import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

MIB = 2**20
MAX_ENTRIES = 20_000
MAX_DIRECTORY_BYTES = 16 * MIB  # of the archive's table of contents, which is read at once
MAX_FILE_BYTES = 64 * MIB
MAX_TOTAL_BYTES = 8 * 1024 * MIB  # of one archive, unpacked
MAX_RATIO = 200  # deflate reaches 1032 on zeros; a notebook that printed one line all day 500
FREE_BYTES = 16 * MIB  # below this no ratio matters: size is the danger
MAX_DEPTH = 8
MAX_NAME_BYTES = 200  # of one folder or file; file systems take 255
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in "0123456789¹²³")}
COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # what an LMS writes; LZMA may ask for gigabytes of memory
ENCRYPTED, UTF8_NAME = 0x1, 0x800  # flag bits
CHUNK = 64 * 1024


class BadArchive(Exception):
    """An archive, or a file in it, that is not taken; the message says why."""


@dataclass(frozen=True)
class Member:
    """One file of an archive whose name leads nowhere else."""

    archive: "Archive"
    info: zipfile.ZipInfo
    name: str  # with slashes, relative, without ".."

    def read(self):
        """Return the content. Raises BadArchive if it is broken or larger than it may be."""
        return self.archive.read(self.info)


class Archive:
    """A zip file, open for reading."""

    def __init__(self, path):
        """Raises BadArchive for a file that is no zip archive, or has too large a table of contents."""
        self.name = str(path)
        self.total = 0
        try:
            self._file = open(path, "rb")
        except OSError as error:
            raise BadArchive(f"cannot be read: {error.strerror}") from None
        try:
            if _directory_bytes(self._file) > MAX_DIRECTORY_BYTES:
                raise BadArchive("has too many files")
            self._zip = zipfile.ZipFile(self._file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
            self._file.close()
            raise BadArchive(f"is not a zip archive ({error})") from None
        except BaseException:
            self._file.close()
            raise
        if len(self._zip.infolist()) > MAX_ENTRIES:
            self.close()
            raise BadArchive(f"has more than {MAX_ENTRIES} files")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        """Close the file."""
        self._zip.close()
        self._file.close()

    def members(self):
        """Return ([Member], [(name, why it is not taken)]); folders and what macOS adds are passed by."""
        taken, refused = [], []
        for info in self._zip.infolist():
            name = _decoded_name(info)
            if name.endswith("/") or is_of_macos(name):
                continue
            try:
                _require_plain(info)
                _require_inside(name)
                taken.append(Member(self, info, name))
            except BadArchive as error:
                refused.append((name, str(error)))
        return taken, refused

    def read(self, info):
        """Return the content of an entry; what counts is what comes out, not what the archive says."""
        allowed = min(MAX_FILE_BYTES, max(FREE_BYTES, MAX_RATIO * info.compress_size))
        parts, size = [], 0
        try:
            with self._zip.open(info) as file:
                while chunk := file.read(CHUNK):
                    size += len(chunk)
                    self.total += len(chunk)
                    if size > allowed:
                        what = f"larger than {MAX_FILE_BYTES // MIB} MiB" if allowed == MAX_FILE_BYTES else "packed too tightly"
                        raise BadArchive(f"{what}: not unpacked")
                    if self.total > MAX_TOTAL_BYTES:
                        raise BadArchive(f"beyond the {MAX_TOTAL_BYTES // MIB} MiB of one archive: not unpacked")
                    parts.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise BadArchive(f"broken in the archive ({error})") from None
        return b"".join(parts)


def is_of_macos(name):
    """Whether a file is one that macOS adds to what it packs: what it keeps of another, or of a folder's window."""
    *folders, base = name.split("/")
    return "__MACOSX" in folders or base.startswith("._") or base == ".DS_Store"


def safe_path(name):
    """Return a file's path as given, if it can be put below a folder on any system. Raises BadArchive.

    name : relative, with slashes, normalised (NFC).
    """
    _require_inside(name)
    parts = name.split("/")
    if len(parts) > MAX_DEPTH:
        raise BadArchive("lies too deep in folders")
    for part in parts:
        if not part.isprintable():  # control and bidirectional characters, separators, lone surrogates
            raise BadArchive("has characters in its name that cannot be seen")
        if len(part.encode()) > MAX_NAME_BYTES:
            raise BadArchive("has too long a name")
        if part.split(".")[0].rstrip().upper() in DEVICES or ":" in part:
            raise BadArchive("has the name of a device")
        if part != part.strip() or part.endswith("."):
            raise BadArchive("has a name that begins or ends with a space, or ends with a point")
    return name


def _require_inside(name):
    parts = name.split("/")
    if "\0" in name or "\\" in name:
        raise BadArchive("has a name with a backslash or a null character")
    if name.startswith("/") or name[1:2] == ":":
        raise BadArchive("has an absolute name")
    if not name or ".." in parts or "." in parts or "" in parts:
        raise BadArchive("has a name that leads out of its folder")


def _require_plain(info):
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise BadArchive("is a link or a special file")
    if info.flag_bits & ENCRYPTED:
        raise BadArchive("is encrypted")
    if info.compress_type not in COMPRESSIONS:
        raise BadArchive("is packed in a way that no LMS uses")
    if info.file_size > MAX_FILE_BYTES:
        raise BadArchive(f"is larger than {MAX_FILE_BYTES // MIB} MiB")


def _decoded_name(info):
    """Return an entry's whole name, past a null character too; UTF-8 that is not marked as such is recognised."""
    name = info.orig_filename
    if not info.flag_bits & UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return unicodedata.normalize("NFC", name)


def _directory_bytes(file):
    """Return how large the archive says its table of contents to be; 0 if it says nothing."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 70_000))  # the end record, its comment of at most 65,535 bytes, the zip64 records before it
    tail = file.read()
    file.seek(0)
    end, end64 = tail.rfind(b"PK\x05\x06"), tail.rfind(b"PK\x06\x06")
    sizes = [struct.unpack("<L", tail[end + 12 : end + 16])[0] if end >= 0 else 0]
    if sizes[0] == 0xFFFFFFFF:
        sizes = [0]
    if end64 >= 0:
        sizes.append(struct.unpack("<Q", tail[end64 + 40 : end64 + 48])[0])
    return max(sizes)
