"""The field for the moment at which a photo was taken."""

from datetime import datetime

import streamlit as st

from tracker.texts import gettext as _

EARLIEST, LATEST = datetime(1970, 1, 1), datetime(2099, 12, 31)


def choose_capture_time(local: datetime, *, key: str) -> datetime | None:
    """Date and time on the clinic's clock; any year, since a camera's clock may be decades off.

    A time in the future is refused when it is saved, in a sentence.
    """
    return st.datetime_input(
        _("Taken"),
        min(max(local, EARLIEST), LATEST),
        min_value=EARLIEST,
        max_value=LATEST,
        step=60,
        format="YYYY-MM-DD",
        key=key,
        help=_("The clinic's time."),
    )
