"""The comparison page's fragment: the viewer, the truth below it, and what changed beside it."""

import math
from collections.abc import Mapping, Sequence

import streamlit as st

from tracker.errors import TrackerError
from tracker.model import Finding, GateLevel, Phase, Reference, ScaleState, View
from tracker.rights import Action, is_allowed
from tracker.services import comparison, progress
from tracker.services.comparison import ComparedSide, ComparedView, Comparison
from tracker.texts import gettext as _
from tracker.ui import context, words
from tracker.ui.alignment_notes import link_refused, show_side_notes
from tracker.ui.annotation_view import annotations_of
from tracker.ui.changes import show_changes
from tracker.ui.components.compare import compare_photos
from tracker.ui.components.compared import MODES, Frame, PairAsked, ViewStrip
from tracker.ui.photo_tiles import aligned_small_url, aligned_url, screen_url, thumbnail_url, trust_url

Findings = Mapping[tuple[str, str], Sequence[Finding]]


@st.fragment
def show_comparison(series_id: str, view: View, *, patient: str, is_synthetic: bool, is_drawn: bool) -> None:
    """The viewer with the numbers of the pair beside it; choosing sessions runs only this again.

    Parameters
    ----------
    patient : str
        Name and chart number, which stand under the photos.
    is_synthetic : bool
        Whether the patient is of the demo, whose limits are its own.
    is_drawn : bool
        Whether there is a treated region to measure.
    """
    try:
        _show_comparison(series_id, view, patient=patient, is_synthetic=is_synthetic, is_drawn=is_drawn)
    except TrackerError as error:  # a fragment runs without the frame that says it for pages
        st.error(str(error))


def _show_comparison(series_id: str, view: View, *, patient: str, is_synthetic: bool, is_drawn: bool) -> None:
    store, actor = context.store(), context.actor()
    compared, others = comparison.compare_views(store, actor, series_id, view)
    if len(compared.sides) < 2:
        st.info(_("There is one session with a photo of this view so far. Add the next session to compare."))
        st.page_link("screens/series.py", label=_("To the series"), query_params={"series": series_id})
        return
    picture, numbers = st.columns([5, 3])
    with picture:
        findings = progress.findings_of(store, actor, series_id)
        asked = _show_viewer(compared, others, findings, patient)
        if asked.view != view.key:
            st.rerun()
        ids = {"left_id": asked.left, "right_id": asked.right}
        show_pair_words(comparison.compare_sessions(store, actor, series_id, view, **ids))
    with numbers:
        limits = context.limits(is_synthetic)
        changes = progress.changes_between(store, actor, series_id, view, **ids, limits=limits)
        show_changes(changes, series_id, view, is_drawn=is_drawn)
        st.page_link(
            "screens/present.py",
            label=_("Show to the patient"),
            icon=":material/co_present:",
            query_params={"series": series_id, "view": view.key, "left": asked.left, "right": asked.right},
        )
        if is_allowed(actor, Action.EXPORT):
            st.page_link(
                "screens/copies.py",
                label=_("Copy for others"),
                icon=":material/content_copy:",
                query_params={
                    "series": series_id,
                    "view": view.key,
                    "left": asked.left,
                    "right": asked.right,
                },
            )


def _show_viewer(
    compared: ComparedView, others: Sequence[ComparedView], findings: Findings, patient: str
) -> PairAsked:
    """The viewer; what is chosen in it stands in the address."""
    asked = asked_pair(compared)
    facts = compared.reference.photo.facts
    # one viewer for all views: full screen and mode outlast a change of view
    key = f"compare-{compared.reference.series_id}"
    chosen = compare_photos(
        shown=strip_of(compared, findings),
        others=[strip_of(one, {}) for one in others],
        asked=asked,
        baseline=compared.baseline.id,
        reference_size=(facts.width_px, facts.height_px),
        subject=f"{patient} · {compared.view.label}",
        mm_across=compared.reference.mm_across if compared.reference.is_scale_known else None,
        is_scale_estimated=compared.reference.scale_state is ScaleState.ESTIMATED,
        reference_digest=facts.digest,
        annotations=annotations_of(compared, key=key),
        key=key,
    )
    shown = chosen or asked
    for name in ("view", "left", "right", "mode"):
        st.query_params[name] = getattr(shown, name)
    return shown


def strip_of(compared: ComparedView, findings: Findings) -> ViewStrip:
    """The sessions of a view as the viewer shows them."""
    frames = [frame_of(compared, side, findings) for side in compared.sides]
    return ViewStrip(compared.view.key, compared.view.label, frames)


def asked_pair(compared: ComparedView) -> PairAsked:
    """What the address asks for: the first and the latest session unless it names others."""
    ids = [side.session.id for side in compared.sides]
    left, right, mode = (st.query_params.get(name, "") for name in ("left", "right", "mode"))
    left = left if left in ids else next(i for i in ids if i != right)
    others = [i for i in ids if i != left]
    right = right if right in others else others[-1]
    return PairAsked(left, right, mode if mode in MODES else MODES[0], compared.view.key)


def frame_of(compared: ComparedView, side: ComparedSide, findings: Findings) -> Frame:
    """One session as the viewer shows it."""
    details, photo = side.session.details, side.photo
    date, number = words.local_day(details.held_at), _("Session {number}", number=details.number)
    of_pair = (
        photo,
        compared.reference.photo.digest,
        side.alignment.variant if side.alignment else "",
    )
    return Frame(
        id=side.session.id,
        title=f"{number} · {details.kind.label}",
        date=date,
        days=_days(side),
        short_title=number,
        alt=_("{view}, session {number}, {date}", view=compared.view.label, number=details.number, date=date),
        thumb_url=thumbnail_url(photo),
        screen_url=screen_url(photo),
        full_size=(photo.facts.width_px, photo.facts.height_px),
        digest=photo.digest,
        aligned_url=aligned_url(*of_pair) if side.is_aligned else "",
        aligned_small_url=aligned_small_url(*of_pair) if side.is_aligned else "",
        # where nothing is trusted, a veil over all would hide what somebody laid there to be seen
        trust_url=trust_url(*of_pair) if side.is_aligned and side.is_confirmed else "",
        badge_level=_level(side),
        badge_words=words.alignment_words(side.alignment),
        badge_short=words.alignment_badge(side.alignment),
        problem=side.problem,
        findings=_findings_of(side, findings),
    )


def _days(side: ComparedSide) -> str:
    if side.photo.phase is Phase.IMMEDIATELY_POST:
        return _("right after treatment")
    return words.days_after_treatment(side.days_since_treatment)


def _level(side: ComparedSide) -> str:
    """The word that the badge's colour goes by."""
    row = side.alignment
    if row is None or (row.refusal is None and not side.has_aligned_picture):
        return "waiting"
    if row.refusal is not None:
        return "refused"
    if not side.is_confirmed and not side.is_reference:
        return "unconfirmed"
    return "reference" if side.is_reference else words.alignment_grade(row.error_p95_mm)


def _findings_of(side: ComparedSide, findings: Findings) -> list[str]:
    """What makes a photo hard to compare: light, sharpness, scale, in words."""
    mine = [f for key, found in findings.items() if key[0] == side.photo.digest for f in found]
    sentences = dict.fromkeys(str(f.sentence) for f in mine if f.level is not GateLevel.GOOD)
    number = side.session.details.number
    return [_("Session {number}: {sentence}", number=number, sentence=sentence) for sentence in sentences]


def show_pair_words(pair: Comparison) -> None:
    """What was done to the two photos, how well they lie on each other, and how to mend it."""
    for side in (pair.left, pair.right):
        if side.is_aligned and side.alignment and not side.is_confirmed:
            st.warning(words.way_sentence(side.session, side.alignment, None, is_scale_measured=False))
    link_refused(pair)
    if not pair.is_aligned:
        st.caption(_("Shown as taken, not aligned. No retouching."))
    elif pair.error_p95_mm is None:
        st.caption(_by_hand_words(pair))
    else:
        st.caption(_aligned_words(pair, pair.error_p95_mm))
    show_side_notes(pair)


def _by_hand_words(pair: Comparison) -> str:
    """How both sides lie where only a person's word lays one of them there."""
    return _(
        "Scaled, no retouching. Session {left}: {left_state}; session {right}: {right_state}.",
        left=pair.left.session.details.number,
        left_state=words.alignment_words(pair.left.alignment),
        right=pair.right.session.details.number,
        right_state=words.alignment_words(pair.right.alignment),
    )


def _aligned_words(pair: Comparison, error_mm: float) -> str:
    is_measured = pair.reference.is_scale_measured
    error = words.millimetres(error_mm, is_scale_measured=is_measured)
    sides = _(
        "Aligned and scaled, no retouching. Session {left}: {left_words}; session {right}: {right_words}.",
        left=pair.left.session.details.number,
        left_words=words.alignment_words(pair.left.alignment),
        right=pair.right.session.details.number,
        right_words=words.alignment_words(pair.right.alignment),
    )
    return f"{sides} {_together_words(pair.reference, error)} {_matched_words(pair)}"


def _together_words(reference: Reference, error: str) -> str:
    """How near both photos lie, and how the scale of that is known."""
    if reference.is_scale_measured:
        return _("Together within {error}.", error=error)
    if reference.scale_state is ScaleState.ESTIMATED:
        return _("Together within {error} (scale estimated from the eyes).", error=error)
    return _("Together within {error} (scale assumed from the view).", error=error)


def _matched_words(pair: Comparison) -> str:
    """How much of the reference's skin was found again, never rounded up to all of it."""
    left, right = (
        math.floor(100 * side.alignment.support) if side.alignment else 0 for side in (pair.left, pair.right)
    )
    if max(left, right) == 100:  # the other side's gap is then the gap of both
        return _("{share} % of the skin could be matched in both photos.", share=min(left, right))
    return _(
        "{left_share} % of the skin could be matched in session {left}, {right_share} % in session {right}.",
        left_share=left,
        right_share=right,
        left=pair.left.session.details.number,
        right=pair.right.session.details.number,
    )
