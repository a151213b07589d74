"""Limits that a process sets on itself, where the system offers them.

Windows has no ``resource`` and macOS doesn't enforce limits on address space: there the wall-clock
limit of the parent stands alone.
"""

import mmap
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import resource


def limit_memory(extra_bytes: int) -> None:
    """Let allocations fail (``MemoryError``) beyond the present address space plus ``extra_bytes``.

    Also keeps a crash from writing the memory, and the photo in it, to disk.
    """
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        present = read_address_space()
        if present is not None:
            resource.setrlimit(resource.RLIMIT_AS, (present + extra_bytes,) * 2)


def limit_processor_time(seconds: float) -> None:
    """End this process when it has used so much processor time since its start."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with suppress(ValueError):  # the administrator's own limit is lower
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, hard))


def read_address_space() -> int | None:
    """Bytes of address space that this process has mapped; None where the system doesn't say."""
    if sys.platform != "linux":
        return None
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    return pages * mmap.PAGESIZE
