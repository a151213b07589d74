"""Where the master key comes from, and each way in which it can't be used."""

import base64
import os
import shlex
import sys
from pathlib import Path

import pytest

from tests.store.conftest import MASTER_KEY, key_file
from tracker.config import Settings, read_settings
from tracker.errors import KeysUnusable
from tracker.store.keys import master_key
from tracker.store.keys.master_key import create_key_file, read_master_key
from tracker.store.opening import open_store

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")


def read(tmp_path: Path, **ways: str) -> master_key.MasterKey | None:
    environ = {f"TRACKER_{name.upper()}": value for name, value in ways.items()}
    return read_master_key(read_settings({"TRACKER_DATA_DIR": str(tmp_path / "data"), **environ}))


def printing(text: str) -> str:
    return shlex.join([sys.executable, "-c", f"print({text!r})"])


def test_all_three_ways_give_the_same_key(tmp_path: Path) -> None:
    ways = [
        read(tmp_path, master_key=MASTER_KEY),
        read(tmp_path, master_key=f"  {MASTER_KEY}\n"),
        read(tmp_path, master_key_file=str(key_file(tmp_path, MASTER_KEY + "\n"))),
        read(tmp_path, master_key_command=printing(MASTER_KEY)),
    ]
    sealed = ways[0] and ways[0].seal(b"a key", context=b"of something")
    assert sealed
    for way in ways:
        assert way is not None
        assert way.open(sealed, context=b"of something") == b"a key"
    assert len({way.id for way in ways if way}) == 1


def test_no_way_is_no_key(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    assert read(tmp_path, master_key="", master_key_file="", master_key_command="") is None


def test_two_ways_at_once_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="TRACKER_MASTER_KEY and TRACKER_MASTER_KEY_FILE"):
        read(tmp_path, master_key=MASTER_KEY, master_key_file=str(key_file(tmp_path)))


def test_both_alphabets_of_base64_are_read(tmp_path: Path) -> None:
    key = b"\xfb\xff" * 16
    texts = base64.b64encode(key).decode(), base64.urlsafe_b64encode(key).decode()
    assert texts[0] != texts[1]
    assert len({found.id for text in texts if (found := read(tmp_path, master_key=text))}) == 1


@pytest.mark.parametrize(
    "text", ["secret word", "c2VjcmV0", "c2VjcmV0" * 8, base64.b64encode(bytes(31)).decode(), MASTER_KEY[:-2]]
)
def test_what_is_no_key_is_refused_without_being_repeated(tmp_path: Path, text: str) -> None:
    ways = [
        ({"master_key": text}, "TRACKER_MASTER_KEY holds no master key"),
        ({"master_key_file": str(key_file(tmp_path, text))}, "master.key holds no master key"),
        ({"master_key_command": printing(text)}, "prints holds no master key"),
    ]
    for way, sentence in ways:
        with pytest.raises(KeysUnusable, match=sentence) as caught:
            read(tmp_path, **way)
        told = caught.value
        while told is not None:
            assert text not in str(told)
            assert "c2VjcmV0" not in str(told)
            told = told.__cause__


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable, match=r"nowhere\.key can't be read: No such file"):
        read(tmp_path, master_key_file=str(tmp_path / "nowhere.key"))


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path)
    path.chmod(mode)
    with pytest.raises(KeysUnusable, match=f"chmod 600 {path}"):
        read(tmp_path, master_key_file=str(path))
    path.chmod(0o400)
    assert read(tmp_path, master_key_file=str(path))


def test_a_file_in_the_data_folder_is_refused_also_behind_a_link(tmp_path: Path) -> None:
    inside = tmp_path / "data" / "sub"
    inside.mkdir(parents=True)
    path = key_file(inside)
    link = tmp_path / "link.key"
    link.symlink_to(path)
    for named in (path, link, tmp_path / "data" / "sub" / ".." / "sub" / "master.key"):
        with pytest.raises(KeysUnusable, match="lies in the data folder"):
            read(tmp_path, master_key_file=str(named))


def test_a_command_that_fails_hangs_or_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(master_key, "COMMAND_SECONDS", 0.3)
    failing = shlex.join([sys.executable, "-c", f"print({MASTER_KEY!r}); raise SystemExit(3)"])
    hanging = shlex.join([sys.executable, "-c", "import time; time.sleep(20)"])
    for command, sentence in [
        (failing, "failed with exit code 3"),
        (hanging, "took longer"),
        ("/no/such/program", "can't be run"),
        ('"open quote', "can't be run"),
    ]:
        with pytest.raises(KeysUnusable, match=sentence) as caught:
            read(tmp_path, master_key_command=command)
        assert MASTER_KEY not in str(caught.value)


def test_a_command_is_given_to_no_shell(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(KeysUnusable):
        read(tmp_path, master_key_command=f"echo {MASTER_KEY} ; touch {mark}")
    assert not mark.exists()


@POSIX
def test_a_new_key_file_is_this_accounts_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "new" / "master.key"
    before = os.umask(0)
    try:
        made = create_key_file(path, tmp_path / "data")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    found = read(tmp_path, master_key_file=str(path))
    assert found
    assert found.id == made.id
    text = path.read_text()
    with pytest.raises(KeysUnusable, match="already"):
        create_key_file(path, tmp_path / "data")
    assert path.read_text() == text
    other = create_key_file(tmp_path / "other.key", tmp_path / "data")
    assert other.id != made.id
    with pytest.raises(KeysUnusable, match="data folder"):
        create_key_file(tmp_path / "data" / "master.key", tmp_path / "data")


def test_settings_carry_the_key_to_another_process_and_never_show_it(tmp_path: Path) -> None:
    for way in (
        {"TRACKER_MASTER_KEY": MASTER_KEY},
        {"TRACKER_MASTER_KEY_FILE": str(tmp_path / "a.key")},
        {"TRACKER_MASTER_KEY_COMMAND": f"printf {MASTER_KEY}", "TRACKER_KEYS_DIR": str(tmp_path)},
    ):
        settings = read_settings(way)
        assert read_settings(settings.as_environ()) == settings
        assert MASTER_KEY not in repr(settings)


def test_the_key_shows_in_no_value_that_is_printed(settings: Settings) -> None:
    store = open_store(settings)
    assert store.keys
    shown = " ".join(
        map(repr, (store, store.keys, store.keys.records, store.keys.key_store, store.keys.of_patient("p1")))
    )
    store.close()
    for secret in (MASTER_KEY, repr(bytes(range(32)))[2:20], bytes(range(32)).hex()):
        assert secret not in shown


def test_a_folder_of_keys_lies_beside_the_key_file_unless_said_otherwise(tmp_path: Path) -> None:
    data = {"TRACKER_DATA_DIR": str(tmp_path / "data")}
    named = {"TRACKER_KEYS_DIR": str(tmp_path / "k")}
    file = {"TRACKER_MASTER_KEY_FILE": str(tmp_path / "m.key")}
    assert read_settings({**data, **file}).keys_folder == tmp_path / "m-keys"
    assert read_settings({**data, **file, **named}).keys_folder == tmp_path / "k"
    assert read_settings({**data, "TRACKER_MASTER_KEY": MASTER_KEY}).keys_folder == tmp_path / "data" / "keys"
