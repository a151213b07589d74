"""How long an import still takes, by its pace of late."""

from collections import deque

WINDOW_SECONDS = 60.0


class TimeLeft:
    """Estimates the seconds left from how much was done within the last minute.

    Parameters
    ----------
    count : int
        How much there is to do in all.

    Examples
    --------
    >>> left = TimeLeft(10)
    >>> left.after(0, at=0.0) is None, left.after(4, at=8.0)
    (True, 12.0)
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._seen: deque[tuple[float, int]] = deque()

    def after(self, done: int, *, at: float) -> float | None:
        """Seconds left when so much is done at a time in seconds; None before the pace is known."""
        self._seen.append((at, done))
        while len(self._seen) > 2 and self._seen[1][0] < at - WINDOW_SECONDS:
            self._seen.popleft()
        began, first = self._seen[0]
        if done <= first or at <= began:
            return None
        return (self._count - done) * (at - began) / (done - first)
