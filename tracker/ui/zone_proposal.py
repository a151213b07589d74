"""Beside the reference photo: the usual zones of the face, offered before they are regions."""

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import RegionRole, ViewKind, ZoneKind
from tracker.services import regions
from tracker.services.regions import ProposedZones, RegionPage
from tracker.texts import gettext as _
from tracker.ui import context
from tracker.ui.components.regions import DrawnRing

_NO_WHOLE_FACE = (ViewKind.CLOSE_UP, ViewKind.OTHER)


class ZoneProposal:
    """What is proposed and which of it is ticked; kept in the session under the photo's own key.

    Parameters
    ----------
    page : RegionPage
        The reference photo and its regions.
    """

    def __init__(self, page: RegionPage) -> None:
        self._page = page
        self._key = f"zones-{page.reference.photo.digest}"
        self._taken = f"taken-{self._key}"

    @property
    def _proposed(self) -> ProposedZones | None:
        proposed: ProposedZones | None = st.session_state.get(self._key)
        return proposed

    def outlines(self) -> list[DrawnRing]:
        """The ticked zones, to be shown on the picture before they are taken."""
        if self._proposed is None:
            return []
        return [
            DrawnRing(kind.label, [shape.outline], is_proposed=True)
            for kind, shape in self._proposed.shapes.items()
            if st.session_state.get(self._tick(kind), True)
        ]

    def show(self) -> None:
        """Offer the zones, or the way to them."""
        if self._proposed is not None:
            self._show_choice(self._proposed)
            return
        self._offer_undo()
        if not regions.has_face_models(context.store()):
            if self._page.reference.view.kind not in _NO_WHOLE_FACE:
                st.caption(regions.no_models_sentence())
        elif st.button(
            _("Propose zones"),
            icon=":material/face:",
            help=_("Forehead, cheeks, nose and so on are found on the photo; you choose and adjust them."),
        ):
            self._propose()

    def _propose(self) -> None:
        try:
            with st.spinner(_("Looking for the face.")):
                found = regions.propose_zones(context.store(), context.actor(), self._page)
        except TrackerError as error:
            st.error(str(error))
            return
        if not found.shapes:
            st.info(_("All zones that this photo shows well are regions already."))
            return
        st.session_state[self._key] = found
        st.rerun()

    def _show_choice(self, proposed: ProposedZones) -> None:
        """A tick for each zone; what is ticked is outlined on the picture."""
        with st.container(border=True):
            st.markdown(_("**Proposed zones**"))
            st.caption(_("Left and right are the patient's own. Each becomes a region that you can adjust."))
            for kind in proposed.shapes:
                st.checkbox(self._label(kind), value=True, key=self._tick(kind))
            with st.container(horizontal=True):
                if st.button(_("Add the ticked zones"), type="primary"):
                    self._take(proposed)
                if st.button(_("Cancel"), key=f"cancel-{self._key}"):
                    self._forget()
                    st.rerun()

    def _label(self, kind: ZoneKind) -> str:
        if regions.role_of(kind) is RegionRole.UNTREATED:
            return _("{zone}, as untreated skin to compare with", zone=kind.label)
        return kind.label

    def _take(self, proposed: ProposedZones) -> None:
        kinds = [kind for kind in proposed.shapes if st.session_state.get(self._tick(kind), True)]
        reference = self._page.reference
        try:
            taken = regions.take_zones(
                context.store(),
                context.actor(),
                reference.series_id,
                reference.view,
                proposed,
                kinds,
                now=context.now(),
            )
        except TrackerError as error:
            st.error(str(error))
            return
        self._forget()
        st.session_state[self._taken] = [region.id for region in taken]
        st.rerun()

    def _offer_undo(self) -> None:
        """Take back the zones that were just added, as long as they are as they were."""
        ids = st.session_state.get(self._taken, [])
        fresh = [region for region in self._page.regions if region.id in ids and region.revision == 1]
        if not fresh or not st.button(_("Undo adding zones"), icon=":material/undo:"):
            return
        try:
            for region in fresh:
                regions.delete_region(context.store(), context.actor(), region, now=context.now())
        except TrackerError as error:  # a legal hold
            st.error(str(error))
            return
        del st.session_state[self._taken]
        st.rerun()

    def _forget(self) -> None:
        st.session_state.pop(self._key, None)

    def _tick(self, kind: ZoneKind) -> str:
        return f"{self._key}-{kind}"
