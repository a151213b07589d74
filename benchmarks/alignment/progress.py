"""How far a long run is, on standard error, so that tables alone go to standard output."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def counted(items: Iterable[Item], what: str) -> Iterator[Item]:
    """Hand on items as they come and say how many there were."""
    for count, item in enumerate(items, start=1):
        print(f"\r{count} {what}", end="", file=sys.stderr, flush=True)
        yield item
    print(file=sys.stderr)
