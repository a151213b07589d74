"""Which photos were taken with one device: camera and lens, as far as the files say."""

from collections.abc import Iterable

Device = tuple[str, str]
"""Camera and lens; each empty where a file doesn't say."""

UNKNOWN_DEVICE: Device = ("", "")


def is_same_device(one: Device, other: Device) -> bool:
    """Whether nothing says that two photos come from different cameras or lenses."""
    return all(a == b or not a or not b for a, b in zip(one, other, strict=True))


def is_surely_same_device(one: Device, other: Device) -> bool:
    """Whether both photos name their camera, and nothing says that it is another one.

    For photos that nobody of the clinic took: a file that doesn't name its camera is the clinic's own
    in the clinic, and anybody's at home.
    """
    return bool(one[0]) and bool(other[0]) and is_same_device(one, other)


def common_device(devices: Iterable[Device]) -> Device:
    """The one device of several photos, named as fully as any of them names it.

    Returns
    -------
    tuple of str
        `UNKNOWN_DEVICE` where no photo names its camera, or where they name different ones.

    Examples
    --------
    >>> common_device([("", ""), ("Acme One", ""), ("Acme One", "wide")])
    ('Acme One', 'wide')
    >>> common_device([("Acme One", "wide"), ("Acme One", "macro")])
    ('', '')
    """
    cameras, lenses = set[str](), set[str]()
    for camera, lens in devices:
        cameras |= {camera} - {""}
        lenses |= {lens} - {""}
    if len(cameras) != 1 or len(lenses) > 1:
        return UNKNOWN_DEVICE
    return cameras.pop(), next(iter(lenses), "")
