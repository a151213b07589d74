"""Commands for the machine's keyboard."""

from tracker.cli.commands import main

__all__ = ["main"]
