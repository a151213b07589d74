"""``python -m tracker.worker``: claim jobs until standard input closes."""

import signal
import sys

from tracker.config import read_settings
from tracker.worker.pool import Worker


def main() -> None:
    """Claim and run jobs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's; this follows when it ends
    worker = Worker(read_settings())
    sys.stdin.buffer.read()
    worker.stop()


if __name__ == "__main__":
    main()
