"""Writing so that a reader never sees half a file, and a fault reads as a sentence."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from monitor.model import Retry


def write_whole(path: Path, text: str) -> None:
    """Write a file by renaming a finished one into its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def fault_of(error: OSError, folder: Path) -> Retry:
    """A fault of the disk; nothing was written where readers look."""
    advice = {
        errno.ENOSPC: "free some space",
        errno.EDQUOT: "free some space",
        errno.EACCES: "make it writable",
        errno.EPERM: "make it writable",
        errno.EROFS: "name another folder",
        errno.ENOTDIR: "name another folder",
    }.get(error.errno or 0, "check the folder")
    return Retry(reason=f"{folder} cannot be written to ({error.strerror or type(error).__name__}): {advice}")
