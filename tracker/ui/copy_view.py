"""Choosing what a copy is for and what it hides, looking at it, and taking it."""

from dataclasses import asdict
from urllib.parse import urlencode

import streamlit as st

from tracker.model import (
    Box,
    ConsentScope,
    CopyFormat,
    CoverKind,
    FaceCover,
    Photo,
    WantedCopy,
)
from tracker.services import comparison_copies
from tracker.services.comparison_copies import Covers
from tracker.texts import gettext as _
from tracker.ui.confirming import confirm_identity
from tracker.ui.own_form import download_form


def pick_scope() -> ConsentScope | None:
    """What the copy is for."""
    return st.selectbox(
        _("What is the copy for?"),
        comparison_copies.uses_of_copies(),
        index=None,
        format_func=lambda scope: scope.label,
        placeholder=_("Choose a use"),
    )


def pick_cover(covers: Covers) -> FaceCover:
    """What is hidden, with the bar's place or the region."""
    if not covers.is_face_allowed:
        st.caption(_("The patient doesn't allow the face to be recognisable."))
    kind = st.segmented_control(
        _("What is shown?"),
        covers.kinds,
        default=covers.kinds[0],
        format_func=lambda kind: kind.label,
        required=True,
        help=_(
            "A bar over the eyes makes nobody anonymous: in a study of 2010 people still named 69 of 100 "
            "known faces with covered eyes, 82 without. A region of skin hides more."
        ),
    )
    if kind is CoverKind.EYES and covers.bar is not None:
        return FaceCover(kind, _move_bar(covers.bar))
    if kind is CoverKind.REGION:
        drawn = {region.id: region for region in covers.regions}
        region_id = st.selectbox(_("Region"), list(drawn), format_func=lambda one: drawn[one].name)
        chosen = drawn.get(region_id or "")
        return (
            FaceCover(kind, region_id=chosen.id, region_revision=chosen.revision)
            if chosen
            else FaceCover(kind)
        )
    return FaceCover(kind)


def show_preview(wanted: WantedCopy) -> None:
    """The copy as it would leave, drawn by our own route: no picture passes through Streamlit."""
    url = f"/copy-preview/{wanted.left_digest}/{wanted.right_digest}?{urlencode(_fields(wanted))}"
    alt = _("The copy as it would leave: both photos beside each other")
    st.html(
        "<style>.copy { display: block; max-width: 100%; max-height: 80vh; margin: 0 auto; }"
        ".copy-ground { padding: .5rem; border-radius: 8px; background: #777; }</style>"
        f'<div class="copy-ground"><img class="copy" src="{url.replace("&", "&amp;")}" alt="{alt}"></div>'
    )


def take_copy(wanted: WantedCopy, *, is_face_allowed: bool) -> None:
    """Say that it was looked at, for whom it is, type the password, take the file."""
    recipient = st.text_input(_("Who gets it, or where is it shown?"), max_chars=200)
    is_checked = st.checkbox(
        _("I have looked at the copy above: it shows what it should.")
        if is_face_allowed
        else _("I have looked at the copy above: nobody can be recognised in it."),
        # another copy has to be looked at again
        key=f"looked-{urlencode(_fields(wanted))}",
    )
    file_format = st.segmented_control(
        _("Kind of file"),
        list(CopyFormat),
        default=CopyFormat.JPEG,
        format_func=lambda kind: kind.name,
        required=True,
    )
    if not confirm_identity(key="copy", why=_("Type your password to let a copy leave.")):
        return
    if not (is_checked and recipient.strip()):
        st.info(_("Look at the copy, say that you have, and name who gets it: then it can be downloaded."))
        return
    said = {"recipient": recipient, "checked": "yes", "format": file_format or CopyFormat.JPEG}
    address = f"/export/comparison/{wanted.left_digest}/{wanted.right_digest}"
    download_form(_("Download the copy"), address, _fields(wanted) | said)
    st.caption(_("That the copy leaves is written down in the patient's record."))


def wanted_copy(left: Photo, right: Photo, scope: ConsentScope, cover: FaceCover) -> WantedCopy:
    """The two photos for one use."""
    return WantedCopy(left.digest, right.digest, scope, cover)


def _fields(wanted: WantedCopy) -> dict[str, str]:
    """Use and cover of a copy, as the routes read them."""
    cover = wanted.cover
    said = {"scope": wanted.scope.value, "cover": cover.kind.value, "region": cover.region_id}
    said["revision"] = str(cover.region_revision)
    if cover.bar is not None:
        said |= {side: f"{share:.4f}" for side, share in asdict(cover.bar).items()}
    return said


def _move_bar(bar: Box) -> Box:
    """The bar, moved and resized in hundredths of the picture; at first where it is proposed."""
    sides = {}
    columns = st.columns(4)
    labels = {"top": _("Top (%)"), "bottom": _("Bottom (%)"), "left": _("Left (%)"), "right": _("Right (%)")}
    for column, (side, label) in zip(columns, labels.items(), strict=True):
        with column:
            sides[side] = st.number_input(label, 0.0, 100.0, round(100 * getattr(bar, side), 1), step=1.0)
    return Box(**{side: float(value) / 100 for side, value in sides.items()})
