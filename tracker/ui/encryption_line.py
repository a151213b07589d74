"""The line of the clinic's page that says whether photos and records are encrypted, and what to do."""

import streamlit as st

from tracker.model import Actor
from tracker.services import encryption
from tracker.services.encryption import EncryptionState
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext


def show_encryption(store: Store, actor: Actor) -> None:
    """Say how far the encryption is, as of a minute ago."""
    state = _state(store, actor, str(store.settings.data_dir))
    problems = list(_problems(state))
    if problems:
        st.warning(" ".join(problems), icon=":material/lock_open:")
    else:
        st.caption(":material/lock: " + _("Photos and records are encrypted on this machine's disk."))


@st.cache_data(ttl=60, max_entries=4)
def _state(_store: Store, _actor: Actor, data_dir: str) -> EncryptionState:
    """Kept for each installation by its folder; only the owner's page asks."""
    return encryption.read_state(_store, _actor)


def _problems(state: EncryptionState) -> list[str]:
    if not state.is_on:
        return [
            _(
                "Photos and records are not encrypted: whoever has this machine's disk, or a backup, can "
                "read them. Set a master key, as the README says under “Encryption”."
            )
        ]
    told = []
    if state.plain_files:
        told.append(
            ngettext(
                "{count} file of photos from before is not encrypted yet.",
                "{count} files of photos from before are not encrypted yet.",
                state.plain_files,
            )
        )
    if state.plain_rows:
        told.append(
            ngettext(
                "{count} record from before is not encrypted yet.",
                "{count} records from before are not encrypted yet.",
                state.plain_rows,
            )
        )
    if told:
        told.append(_("Run `python -m tracker keys encrypt` on this machine; everything stays usable."))
    if not state.is_key_store_apart:
        told.append(
            _(
                "The key store lies in the data folder, so that erasing a patient can't reach backups of it: "
                "move it to another folder, and set `TRACKER_KEYS_DIR` to that."
            )
        )
    return told
