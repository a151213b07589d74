"""Keys that are kept, found, refused, wrapped anew and forgotten."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.conftest import MASTER_KEY, key_file
from tests.store.keys.killed_rewrapping import NEW, NOW, OLD
from tracker.config import Settings
from tracker.errors import KeysUnusable, PatientKeyGone, SealBroken, StorageFull
from tracker.store.keys import Keys, Sealer, open_keys
from tracker.store.keys.key_store import KeyStore
from tracker.store.keys.master_key import MasterKey
from tracker.store.opening import open_store

TOP = Path(__file__).parent.parent.parent.parent

# --- sealing


def test_what_is_sealed_opens_with_the_same_key_and_context_alone() -> None:
    sealer = Sealer(bytes(32))
    for data in (b"", b"acne", bytes(range(256)) * 300):
        sealed = sealer.seal(data, context=b"note:1")
        assert sealer.open(sealed, context=b"note:1") == data
        assert len(sealed) == len(data) + 29
        assert not data or data not in sealed
        for other, context in ((sealer, b"note:2"), (Sealer(bytes(31) + b"\x01"), b"note:1")):
            with pytest.raises(SealBroken, match="damaged, or was changed"):
                other.open(sealed, context=context)


def test_every_changed_bit_and_every_missing_byte_is_found() -> None:
    sealer = Sealer(bytes(32))
    sealed = sealer.seal(b"Anna Meyer", context=b"name")
    for place in range(len(sealed)):
        for bit in (1, 128):
            changed = bytearray(sealed)
            changed[place] ^= bit
            with pytest.raises(SealBroken):
                sealer.open(bytes(changed), context=b"name")
        with pytest.raises(SealBroken):
            sealer.open(sealed[:place], context=b"name")
    with pytest.raises(SealBroken):
        sealer.open(sealed + b"\0", context=b"name")


def test_nonces_never_repeat() -> None:
    sealer = Sealer(bytes(32))
    nonces = Counter(sealer.seal(b"same", context=b"")[1:13] for _ in range(20_000))
    assert nonces.most_common(1)[0][1] == 1


def test_blind_indexes_are_equal_for_equal_texts_only(keys: Keys, tmp_path: Path) -> None:
    texts = ["meyer", "Meyer", "meyer ", "", "mеyer"]  # the last with a Cyrillic letter
    found = [keys.blind_index(text) for text in texts]
    assert len(set(found)) == len(texts)
    assert found == [keys.blind_index(text) for text in texts]
    assert all(len(one) == 64 for one in found)
    other = KeyStore(tmp_path / "other" / "keys.sqlite3")
    other.create("other", OLD)
    assert Keys(other, OLD).blind_index("meyer") not in found


# --- keeping


def test_keys_are_the_same_for_everybody_who_opens_the_store(keys: Keys, settings: Settings) -> None:
    again = open_keys(settings)
    assert again is not None
    for here, there in (
        (keys.records, again.records),
        (keys.of_patient("p1"), again.of_patient("p1")),
        (again.of_patient("p2"), keys.find_patient("p2")),
    ):
        assert there.open(here.seal(b"x", context=b"c"), context=b"c") == b"x"
    assert keys.blind_index("meyer") == again.blind_index("meyer")


def test_each_patient_has_a_key_of_its_own(keys: Keys) -> None:
    sealed = keys.of_patient("p1").seal(b"x", context=b"c")
    for other in (keys.of_patient("p2"), keys.records):
        with pytest.raises(SealBroken):
            other.open(sealed, context=b"c")


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_the_key_store_is_this_accounts_alone_and_apart(keys: Keys, settings: Settings) -> None:
    path = keys.key_store.path
    assert path == settings.data_dir.parent / "master-keys" / "keys.sqlite3"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_no_key_lies_readable_in_the_key_store(keys: Keys) -> None:
    sealed = keys.of_patient("p1").seal(b"x", context=b"c")
    stored = keys.key_store.path.read_bytes()
    assert bytes(range(32)) not in stored
    assert MASTER_KEY.encode() not in stored
    # no 32 bytes of the file are the patient's key
    for start in range(len(stored) - 31):
        if stored[start : start + 32].count(0) < 8:
            with pytest.raises(SealBroken):
                Sealer(stored[start : start + 32]).open(sealed, context=b"c")


def test_a_key_is_on_disk_before_it_is_used(keys: Keys, tmp_path: Path) -> None:
    keys.of_patient("p1")
    copy = tmp_path / "copy.sqlite3"
    shutil.copyfile(keys.key_store.path, copy)
    assert KeyStore(copy).find("patient", "p1", OLD)


def test_a_wrapped_key_in_another_rows_place_is_refused(keys: Keys) -> None:
    for patient in ("p1", "p2"):
        keys.of_patient(patient)
    with sqlite3.connect(keys.key_store.path) as db:
        (first,) = db.execute("SELECT wrapped FROM wrapped_key WHERE id = 'p1'").fetchone()
        db.execute("UPDATE wrapped_key SET wrapped = ? WHERE id = 'p2'", (first,))
    db.close()
    keys.find_patient("p1")
    with pytest.raises(SealBroken):
        keys.find_patient("p2")


# --- refusing


def test_another_master_key_is_refused(keys: Keys, settings: Settings, tmp_path: Path) -> None:
    other = replace(
        settings,
        master_key_file=key_file(tmp_path, "A" * 43 + "=", name="other.key"),
        keys_dir=settings.keys_folder,
    )
    with pytest.raises(KeysUnusable, match="isn't the one of the key store"):
        open_store(other)


def test_a_lost_or_foreign_key_store_is_told_and_none_is_begun(
    keys: Keys, settings: Settings, tmp_path: Path
) -> None:
    elsewhere = replace(settings, keys_dir=tmp_path / "mistyped")
    with pytest.raises(KeysUnusable, match=r"no key store at .*mistyped.*last backup"):
        open_store(elsewhere)
    assert not (tmp_path / "mistyped").exists()
    fresh = replace(elsewhere, data_dir=tmp_path / "fresh")
    open_keys(prepared(fresh))
    with pytest.raises(KeysUnusable, match="isn't the one of this data folder"):
        open_store(elsewhere)


def prepared(settings: Settings) -> Settings:
    settings.data_dir.mkdir()
    return settings


def test_without_its_master_key_an_encrypted_folder_does_not_open(keys: Keys, settings: Settings) -> None:
    with pytest.raises(KeysUnusable, match="no master key is set: set TRACKER_MASTER_KEY_FILE"):
        open_store(replace(settings, master_key_file=None))


def test_without_any_key_nothing_of_this_is_made(tmp_path: Path) -> None:
    store = open_store(Settings(tmp_path / "data", f"sqlite:///{tmp_path / 'data' / 'tracker.sqlite3'}"))
    assert store.keys is None
    store.close()
    assert not list(tmp_path.glob("**/*key*"))


def test_a_broken_key_store_is_told(keys: Keys, settings: Settings) -> None:
    keys.key_store.path.write_bytes(b"no database" * 100)
    with pytest.raises(KeysUnusable, match=r"keys\.sqlite3 can't be used"):
        open_store(settings)
    with pytest.raises(KeysUnusable):
        keys.of_patient("p1")


def test_no_room_for_a_key_is_told(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = KeyStore._connect

    def narrow(self: KeyStore) -> sqlite3.Connection:
        db = connect(self)
        db.execute("PRAGMA max_page_count = 1")
        return db

    monkeypatch.setattr(KeyStore, "_connect", narrow)
    with pytest.raises(StorageFull, match="free some disk space"):
        for number in range(200):
            keys.of_patient(f"patient {number:050}")


# --- forgetting


def test_a_forgotten_key_is_gone_and_none_takes_its_place(keys: Keys, settings: Settings) -> None:
    keys.of_patient("p1")
    before = keys.key_store.path.read_bytes()
    with sqlite3.connect(keys.key_store.path) as db:
        (wrapped,) = db.execute("SELECT wrapped FROM wrapped_key WHERE id = 'p1'").fetchone()
    db.close()
    assert wrapped in before
    other = open_keys(settings)
    assert other
    keys.forget_patient_key("p1")
    for opened in (keys, other):  # of another process too, at once
        for ask in (opened.of_patient, opened.find_patient):
            with pytest.raises(PatientKeyGone, match="The key of this patient's photos is gone: "):
                ask("p1")
    folder = keys.key_store.path.parent
    for path in folder.iterdir():
        assert wrapped[13:45] not in path.read_bytes()
    keys.forget_patient_key("p1")
    keys.of_patient("p2")


def test_a_patient_who_never_had_a_key_can_be_forgotten(keys: Keys) -> None:
    keys.forget_patient_key("p9")
    with pytest.raises(PatientKeyGone):
        keys.of_patient("p9")


def test_asking_for_a_key_to_open_makes_none(keys: Keys) -> None:
    with pytest.raises(PatientKeyGone):
        keys.find_patient("p1")
    assert keys.key_store.count("patient") == 0


# --- wrapping anew


def filled(folder: Path) -> tuple[KeyStore, dict[str, bytes]]:
    key_store = KeyStore(folder / "keys.sqlite3")
    key_store.create("the store", OLD)
    found = {}
    for number in range(5):
        key = key_store.find_or_add("patient", f"p{number}", bytes([number] * 32), OLD, at=NOW)
        assert key
        found[f"p{number}"] = key
    return key_store, found


def test_after_rewrapping_the_new_master_key_opens_the_same_keys(tmp_path: Path) -> None:
    key_store, known = filled(tmp_path)
    before = key_store.path.read_bytes()
    assert key_store.rewrap(OLD, NEW) == 5
    assert key_store.check(NEW) == "the store"
    assert {name: key_store.find("patient", name, NEW) for name in known} == known
    with pytest.raises(KeysUnusable, match="isn't the one"):
        key_store.check(OLD)
    # nothing that the old master key opens stays in the file
    after = key_store.path.read_bytes()
    sealed_before = [before[at : at + 61] for at in range(len(before) - 60) if before[at] == 1]
    assert sum(opens(OLD, part) for part in sealed_before) >= 5
    assert not any(opens(OLD, after[at : at + 61]) for at in range(len(after) - 60) if after[at] == 1)


def opens(master: MasterKey, sealed: bytes) -> bool:
    for number in range(5):
        try:
            master.open(sealed, context=f"key|patient|p{number}|1".encode())
        except SealBroken:
            continue
        return True
    return False


def test_a_program_that_runs_meanwhile_is_told_to_start_again(keys: Keys) -> None:
    keys.key_store.rewrap(OLD, NEW)
    for ask in (keys.of_patient, keys.find_patient):
        with pytest.raises(KeysUnusable, match="start the program again"):
            ask("p1")
    with pytest.raises(KeysUnusable):
        keys.key_store.rewrap(OLD, NEW)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked children")
@pytest.mark.parametrize("work", ["rewrap", "forget"])
def test_a_kill_at_any_step_leaves_all_keys_under_the_one_or_the_other_master_key(
    tmp_path: Path, work: str
) -> None:
    key_store, known = filled(tmp_path / "template")
    arguments = [
        "-m",
        "tests.store.keys.killed_rewrapping",
        str(key_store.path),
        str(tmp_path / "copies"),
        work,
    ]
    told = subprocess.run(
        [sys.executable, *arguments], cwd=TOP, check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert told[-1].endswith("ended 0")
    assert len(told) > 10
    assert all(line.endswith("killed") for line in told[:-1])
    seen = {check_killed(tmp_path / "copies" / line.split()[0] / key_store.path.name, known) for line in told}
    assert len(seen) == 2


def check_killed(path: Path, known: dict[str, bytes]) -> tuple[str, bool]:
    """All keys but the one that may be forgotten are there, under one master key; returns which."""
    found = KeyStore(path)
    master = OLD if fits(found, OLD) else NEW
    found.check(master)
    kept = {name: found.find("patient", name, master) for name in known}
    is_forgotten = kept.pop("p3") is None
    assert kept == {name: key for name, key in known.items() if name != "p3"}
    assert is_forgotten == found.is_forgotten("patient", "p3")
    return master.id, is_forgotten


def fits(key_store: KeyStore, master: MasterKey) -> bool:
    try:
        key_store.check(master)
    except KeysUnusable:
        return False
    return True
