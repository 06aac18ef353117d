"""Installed packages for the tests: metadata and an empty module."""

import shutil


def install(folder, package, version, module):
    """Install a package of one module below `folder`, in place of another version of it."""
    for older in folder.glob(f"{package}-*.dist-info"):
        shutil.rmtree(older)
    info = folder / f"{package}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
    (info / "top_level.txt").write_text(f"{module}\n")
    (folder / f"{module}.py").write_text("")
