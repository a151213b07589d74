"""Beside the reference photo: name what was drawn, edit or delete it, set scale and reference."""

from dataclasses import replace

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import (
    ControlChoice,
    Ellipse,
    Region,
    RegionRole,
    shape_from_json,
    shape_to_json,
)
from tracker.services import regions
from tracker.services.regions import RegionPage
from tracker.services.series import SeriesRecord
from tracker.texts import gettext as _
from tracker.texts import marked
from tracker.ui import context, words
from tracker.ui.components.region_events import RegionEvent
from tracker.ui.components.regions import DrawnRegion
from tracker.ui.control_choice import Rings, ask_choice, explain_controls, plain_name, show_control
from tracker.ui.scale_choice import offer_estimate, took_sticker

ROLE_WORDS = {
    RegionRole.TREATED: marked("treated"),
    RegionRole.UNTREATED: marked("untreated (control)"),
}


def drawn(region: Region) -> DrawnRegion:
    """A stored region as the editor shows it."""
    return DrawnRegion(id=region.id, name=region.name, role=region.role, shape=region.shape)


class Easel:
    """The side of the page: what was just drawn, the list of regions, scale and reference.

    Parameters
    ----------
    page : RegionPage
        The reference photo and its regions. What is pending stays in the session under a key of
        this photo, so that it survives a rerun and is never mixed up with another photo's.
    rings : mapping
        By region, the rings that are compared.
    """

    def __init__(self, page: RegionPage, rings: Rings) -> None:
        self._page = page
        self._rings = rings
        self._pending = f"pending-{page.reference.photo.digest}"
        self._ruler = f"ruler-{page.reference.photo.digest}"
        self._deleted = f"deleted-{page.reference.photo.digest}"

    def take(self, event: RegionEvent | None) -> None:
        """Act on what was done on the picture."""
        if event is None:
            return
        if event.kind == "drawn" and event.shape is not None:
            st.session_state[self._pending] = shape_to_json(event.shape)
        elif event.kind == "selected" and not event.id:
            st.session_state.pop(self._pending, None)
        elif event.kind == "ruler" and event.length_px:
            st.session_state[self._ruler] = event.length_px
        elif event.kind in ("edited", "delete"):
            region = next((r for r in self._page.regions if r.id == event.id), None)
            if region is not None and event.kind == "delete":
                self._delete(region)
            elif region is not None and event.shape is not None:
                self._save(region, region.name, region.role, shape_to_json(event.shape))

    def show_new(self) -> None:
        """Name and role of the shape that was just drawn, and what it is compared with."""
        pending = st.session_state.get(self._pending)
        if pending is None:
            explain_controls(self._page)
            return
        offered = RegionRole.UNTREATED if self._page.treated else RegionRole.TREATED
        with st.container(border=True):
            st.markdown(_("**New region**"))
            name = st.text_input(_("Name"), placeholder=self._page.reference.view.zone or _("left cheek"))
            shape = shape_from_json(pending)
            if isinstance(shape, Ellipse) and took_sticker(self._page, shape, pending=self._pending):
                return
            role = RegionRole(_ask_role(offered, key=f"role-{self._pending}") or offered)
            choice = ask_choice(self._page, role, None, key=self._pending)
            if not st.button(_("Save region"), type="primary"):
                return
        try:
            regions.add_region(
                context.store(),
                context.actor(),
                self._page.series.id,
                self._page.reference.view,
                name=name,
                role=role,
                shape=shape,
                choice=choice,
                now=context.now(),
            )
        except TrackerError as error:
            st.error(str(error))
            return
        del st.session_state[self._pending]
        st.rerun()

    def show_list(self) -> None:
        """Every region with a way to rename or delete it."""
        for region in self._page.regions:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                mark = ":material/crop_free:" if region.role is RegionRole.TREATED else ":material/select:"
                with st.container(gap=None):
                    st.markdown(f"{mark} {plain_name(region.name)}, {_(ROLE_WORDS[region.role])}")
                    show_control(self._page, region, self._rings)
                with st.popover(_("Edit"), icon=":material/edit:"):
                    self._show_edit(region)
                    if st.button(_("Delete region"), key=f"delete-{region.id}", icon=":material/delete:"):
                        self._delete(region)
        self._offer_undo()

    def show_scale(self) -> None:
        """How many millimetres the picture is wide, typed or measured with the ruler."""
        reference = self._page.reference
        known = words.scale_words(reference)
        with st.expander(
            _(
                "Scale: picture is {width:.0f} mm wide ({known})",
                width=reference.mm_across,
                known=known,
            )
        ):
            offer_estimate(self._page)
            length_px = st.session_state.get(self._ruler)
            with st.form(f"scale-{reference.photo.digest}", border=False):
                if length_px:
                    mm = st.number_input(_("Length of the ruler line (mm)"), 0.0, 1000.0, 10.0)
                    across = mm / length_px * reference.photo.facts.width_px
                else:
                    st.caption(_("Draw a ruler line over something of known length, or type the width."))
                    across = st.number_input(
                        _("Width of the whole picture (mm)"), 0.0, 5000.0, reference.mm_across
                    )
                if not st.form_submit_button(_("Save scale")):
                    return
            try:
                regions.set_scale(
                    context.store(),
                    context.actor(),
                    self._page.series.id,
                    reference.view,
                    mm_across=across,
                    now=context.now(),
                )
            except TrackerError as error:
                st.error(str(error))
                return
            st.session_state.pop(self._ruler, None)
            st.rerun()

    def show_reference(self, record: SeriesRecord) -> None:
        """Choose another reference photo; regions are carried over to it."""
        photos = self._page.candidates
        present = self._page.reference.photo
        if len(photos) < 2:
            return
        with st.expander(_("Reference photo")):
            names = {
                p.id: f"{words.session_title(record.session_of(p))}, {context.to_local(p.captured_at):%H:%M}"
                for p in photos
            }
            chosen = st.selectbox(
                _("Align all photos of this view to"),
                list(names),
                index=list(names).index(present.id),
                format_func=names.__getitem__,
            )
            if st.button(_("Use this photo"), disabled=chosen == present.id):
                photo = next(p for p in photos if p.id == chosen)
                try:
                    regions.change_reference(
                        context.store(),
                        context.actor(),
                        self._page.series.id,
                        self._page.reference.view,
                        photo,
                        now=context.now(),
                    )
                except TrackerError as error:
                    st.error(str(error))
                    return
                st.rerun()

    def _show_edit(self, region: Region) -> None:
        with st.form(f"edit-{region.id}", border=False):
            name = st.text_input(_("Name"), region.name)
            key = f"{region.id}-{region.revision}"
            role = RegionRole(_ask_role(region.role, key=f"role-{key}") or region.role)
            choice = ask_choice(self._page, region.role, region, key=key)
            if st.form_submit_button(_("Save")):
                self._save(region, name, role, shape_to_json(region.shape), choice)

    def _save(
        self,
        region: Region,
        name: str,
        role: RegionRole,
        shape: dict[str, object],
        choice: ControlChoice | None = None,
    ) -> None:
        try:
            regions.edit_region(
                context.store(),
                context.actor(),
                region,
                name=name,
                role=role,
                shape=shape_from_json(shape),
                choice=choice,
                now=context.now(),
            )
        except TrackerError as error:
            st.error(str(error))
            return
        st.rerun()

    def _delete(self, region: Region) -> None:
        opposite = [one.id for one in self._page.regions if one.choice.other_side_of == region.id]
        try:
            regions.delete_region(context.store(), context.actor(), region, now=context.now())
        except TrackerError as error:  # a legal hold
            st.error(str(error))
            return
        st.session_state[self._deleted] = (region, opposite)
        st.rerun()

    def _offer_undo(self) -> None:
        if self._deleted not in st.session_state:
            return
        region, opposite = st.session_state[self._deleted]
        if not st.button(_("Undo deleting {name}", name=plain_name(region.name)), icon=":material/undo:"):
            return
        del st.session_state[self._deleted]
        still = [one.id for one in self._page.treated]
        choice = region.choice
        if choice.other_side_of not in still:
            choice = replace(choice, other_side_of=None)
        back = regions.add_region(
            context.store(),
            context.actor(),
            self._page.series.id,
            self._page.reference.view,
            name=region.name,
            role=region.role,
            shape=region.shape,
            choice=choice,
            now=context.now(),
        )
        for one in self._page.regions:
            if one.id in opposite:
                self._link(one, back)
        st.rerun()

    def _link(self, opposite: Region, treated: Region) -> None:
        """Let an untreated region be the other side of one that was brought back."""
        regions.edit_region(
            context.store(),
            context.actor(),
            opposite,
            name=opposite.name,
            role=opposite.role,
            shape=opposite.shape,
            choice=replace(opposite.choice, other_side_of=treated.id),
            now=context.now(),
        )


def _ask_role(default: RegionRole, *, key: str) -> RegionRole | None:
    return st.segmented_control(
        _("Skin"),
        list(RegionRole),
        default=default,
        required=True,
        format_func=lambda role: _(ROLE_WORDS[role]),
        key=key,
    )
