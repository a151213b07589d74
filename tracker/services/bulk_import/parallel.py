"""Files read by several decoding processes at once, in memory that doesn't grow with their number."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from tracker.imaging.sandbox import DecodeSandbox

Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(
    items: Iterable[Item], work: Callable[[DecodeSandbox, Item], Result], sandboxes: Sequence[DecodeSandbox]
) -> Iterator[Result]:
    """Do something with each item, one thread for each sandbox; results come in the order of the items.

    At most twice as many items as sandboxes are under way, so that no more files are held in memory.
    """
    free: SimpleQueue[DecodeSandbox] = SimpleQueue()
    for sandbox in sandboxes:
        free.put(sandbox)

    def work_on(item: Item) -> Result:
        sandbox = free.get()
        try:
            return work(sandbox, item)
        finally:
            free.put(sandbox)

    with ThreadPoolExecutor(len(sandboxes)) as pool:
        under_way: deque[Future[Result]] = deque()
        for item in items:
            under_way.append(pool.submit(work_on, item))
            if len(under_way) >= 2 * len(sandboxes):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
