"""Keys of encrypted photos and records: see `tracker.store.keys.holding`."""

from tracker.store.keys.holding import Keys
from tracker.store.keys.opening import has_keys, open_keys
from tracker.store.keys.sealing import Sealer

__all__ = ["Keys", "Sealer", "has_keys", "open_keys"]
