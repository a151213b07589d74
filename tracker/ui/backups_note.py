"""What an erasure can't reach, said where erasures are asked for."""

import streamlit as st

from tracker.store.opening import Store
from tracker.texts import gettext as _


def show_backups_note(store: Store) -> None:
    """Whether backups that were made before an erasure still show what was erased, and what to do then."""
    with st.expander(_("What an erasure doesn't reach"), icon=":material/backup:"):
        st.write(_unsealed() if store.keys is None else _sealed())
        st.write(
            _(
                "Files that were exported, sent or shared are beyond the program's reach, and so are the "
                "memory cards and phones that took the photos, and a folder that photos were imported from."
            )
        )


def _unsealed() -> str:
    return _(
        "Photos lie here without encryption: backups and copies of the data folder that were made before "
        "an erasure still hold them. Delete those backups, or restore, erase and back up anew."
    )


def _sealed() -> str:
    return _(
        "Erasing a patient destroys the key of that patient's photos: no backup of the data folder can show "
        "them any more, where they were stored encrypted. A backup of the key store from before still holds "
        "the key: delete it. A single erased photo stays readable in older backups."
    )
