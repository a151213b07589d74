"""One decoding process for all imports of a module."""

from collections.abc import Iterator

import pytest

from tracker.imaging.sandbox import DecodeSandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[DecodeSandbox]:
    with DecodeSandbox() as opened:
        yield opened
