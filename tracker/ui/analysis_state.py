"""How far the analysis of a series is, while it runs."""

import streamlit as st

from tracker.services import series
from tracker.ui import context


def show_analysis_state(series_id: str, open_jobs: int) -> None:
    """A progress line while photos are analysed; nothing when all are done."""
    if open_jobs:
        st.session_state.setdefault(_key(series_id), open_jobs)
        _watch(series_id)


@st.fragment(run_every=1.5)
def _watch(series_id: str) -> None:
    left = series.count_open_analyses(context.store(), context.actor(), series_id)
    most = max(left, int(st.session_state.get(_key(series_id), left)))
    if left == 0:
        st.session_state.pop(_key(series_id), None)
        st.rerun()
    st.session_state[_key(series_id)] = most
    st.progress(1 - left / most, text=f"Analysing: {left} photos to go")


def _key(series_id: str) -> str:
    return f"analyses-{series_id}"
