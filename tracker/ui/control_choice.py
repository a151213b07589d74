"""What a region is compared with: in plain words, and the fields that decide it."""

from collections.abc import Mapping

import streamlit as st

from tracker.errors import TrackerError
from tracker.imaging.measure.ring import Outline
from tracker.model import Control, ControlChoice, ControlKind, Region, RegionRole
from tracker.services import regions
from tracker.services.regions import RegionPage
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import marked
from tracker.ui import context
from tracker.ui.components.regions import DrawnRing

LIMITS = {
    ControlKind.OTHER_SIDE: marked("tightest limits"),
    ControlKind.RING: marked("tight limits"),
    ControlKind.ELSEWHERE: marked("wide limits"),
    ControlKind.NONE: marked("wide limits, and light is not corrected"),
}
_AROUND = {False: marked("Yes, or not sure"), True: marked("No")}
NO_RING = marked(
    "There is too little plain skin around it: draw untreated skin, or choose under *Edit* what it is "
    "compared with."
)
Rings = Mapping[str, tuple[Outline, ...]]


def control_words(control: Control) -> str:
    """What a control is, inside a sentence."""
    names = ", ".join(plain_name(region.name) for region in control.regions)
    words = {
        ControlKind.OTHER_SIDE: _("the other side"),
        ControlKind.RING: _("the skin around it"),
        ControlKind.ELSEWHERE: _("untreated skin"),
        ControlKind.NONE: _("nothing"),
    }[control.kind]
    return f"{words} ({names})" if names else words


def plain_name(name: str) -> str:
    """A region's name without what Markdown would read."""
    return "".join(c for c in name if c.isalnum() or c in " .,-'()")


def find_rings(page: RegionPage) -> Rings:
    """By region, the ring that it is compared with where nobody drew one; none if the photo is damaged."""
    key = (page.reference.photo.digest, tuple((region.id, region.revision) for region in page.regions))
    try:
        return _laid_rings(context.store(), page, key)
    except TrackerError:
        return {}


def drawn_rings(page: RegionPage, rings: Rings) -> list[DrawnRing]:
    """The rings as the editor shows them."""
    return [
        DrawnRing(_("skin around {name}", name=region.name), rings[region.id])
        for region in page.treated
        if region.id in rings
    ]


@st.cache_data(max_entries=32, show_spinner=False)
def _laid_rings(_store: Store, _page: RegionPage, key: object) -> dict[str, tuple[Outline, ...]]:
    return regions.lay_rings(_store, context.actor(), _page)


def show_control(page: RegionPage, region: Region, rings: Rings) -> None:
    """Under a region in the list: what it is compared with, or of what it is the other side."""
    if region.role is RegionRole.UNTREATED:
        of = [plain_name(one.name) for one in page.treated if one.id == region.choice.other_side_of]
        if of:
            st.caption(_("The other side of {of}", of=of[0]))
        return
    control = page.control(region)
    st.caption(
        _(
            "Compared with {control}: {limits}",
            control=control_words(control),
            limits=_(LIMITS[control.kind]),
        )
    )
    if control.is_laid and region.id not in rings:
        st.warning(_(NO_RING))


def ask_choice(page: RegionPage, role: RegionRole, region: Region | None, *, key: str) -> ControlChoice:
    """The fields about comparing that suit a role.

    Parameters
    ----------
    page : RegionPage
    role : RegionRole
        Treated skin is asked what it is compared with, untreated skin what it is.
    region : Region or None
        The one that is edited; None for a new one.
    key : str
        Unique on the page.
    """
    choice = region.choice if region else ControlChoice()
    if role is RegionRole.UNTREATED:
        return ControlChoice(other_side_of=_ask_other_side(page, choice, key))
    around = st.segmented_control(
        _("Is the skin around it treated too?"),
        list(_AROUND),
        default=choice.is_skin_around_untreated,
        required=True,
        format_func=lambda answer: _(_AROUND[answer]),
        help=_("If it isn't, a ring of it serves as control, and nothing need be drawn."),
        key=f"around-{key}",
    )
    kind = _ask_kind(page, region, key) if region and region.role is role else choice.kind
    return ControlChoice(kind, bool(around), choice.other_side_of)


def _ask_other_side(page: RegionPage, choice: ControlChoice, key: str) -> str | None:
    """Of which treated region an untreated one is the other side; None for any other skin."""
    names = {region.id: _("The other side of {name}", name=region.name) for region in page.treated}
    offered = {"": _("Near by, or elsewhere on the picture")} | names
    chosen = st.selectbox(
        _("Which untreated skin?"),
        list(offered),
        index=list(offered).index(choice.other_side_of if choice.other_side_of in names else ""),
        format_func=offered.__getitem__,
        help=_("The same place on the other side gives the tightest limits, when only one side is treated."),
        key=f"other-side-{key}",
    )
    return chosen or None


def _ask_kind(page: RegionPage, region: Region, key: str) -> ControlKind | None:
    """What a treated region is compared with; None for the best there is."""
    found = page.controls(region)
    offered = {"": _("Best available: {control}", control=control_words(found[0]))} | {
        str(control.kind): f"{_capital(control_words(control))}: {_(LIMITS[control.kind])}"
        for control in found
    }
    chosen = st.selectbox(
        _("Compare with"),
        list(offered),
        index=list(offered).index(region.choice.kind if region.choice.kind in offered else ""),
        format_func=offered.__getitem__,
        help=_("Best first: the other side, the skin around it, other untreated skin of the picture."),
        key=f"kind-{key}",
    )
    return ControlKind(chosen) if chosen else None


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def explain_controls(page: RegionPage) -> None:
    """What to draw next, while there is treated skin without anything to compare it with."""
    if not page.regions:
        st.info(
            _(
                "Draw around the **treated** skin first. Then say or draw what it is compared with: "
                "**untreated** skin tells light and camera from skin, so that a change is a change."
            )
        )
    elif any(page.control(region).kind is ControlKind.NONE for region in page.treated):
        st.info(
            _(
                "Now draw an **untreated** patch. Best first:\n\n"
                "1. the same place on the **other side**, when only one side is treated (tightest limits)\n"
                "2. the **skin around** it, without drawing: say under *Edit* that it isn't treated\n"
                "3. **other** untreated skin, near by and facing the same way (wide limits)"
            )
        )
