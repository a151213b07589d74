"""What the camera page has to know: which views are taken, and what each is compared with."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.model import KEPT_BECAUSE, ZONES, Actor, Phase, Photo, Session, SessionKind, View, ViewKind
from tracker.rights import Action, require_in_session
from tracker.store import photos, references, sessions
from tracker.store.opening import Store
from tracker.texts import gettext as _

STANDARD_VIEWS = tuple(View(kind) for kind in ViewKind if not kind.needs_zone)
"""Offered while a series has no photo yet."""
_PHASES = {SessionKind.EARLY_CHECK: Phase.FOLLOW_UP, SessionKind.FOLLOW_UP: Phase.FOLLOW_UP}


@dataclass(frozen=True, slots=True)
class ViewToTake:
    """One line of the checklist.

    Attributes
    ----------
    reference : Photo or None
        Whose framing and pose are to be met; None where this photo will be the first of its view.
    taken : Counter of Phase
        Photos that this session has of the view.
    """

    view: View
    reference: Photo | None
    taken: Counter[Phase]


@dataclass(frozen=True, slots=True)
class CapturePlan:
    """What one session takes; ``phase`` is the one that is most likely meant."""

    session: Session
    views: Sequence[ViewToTake]
    phase: Phase


def plan_capture(store: Store, actor: Actor, session_id: str) -> CapturePlan:
    """The views that the series has photos of, in the order of a walk around the patient.

    Raises
    ------
    NotAllowed
        If the actor may take no photos, or those of another session only.
    NotFound
        If there is no such session.
    """
    require_in_session(actor, Action.TAKE_PHOTOS, session_id)
    session = sessions.read_session(store, session_id)
    all_photos = photos.list_photos(store, session.series_id)
    present = {found.view: found.photo for found in references.list_references(store, session.series_id)}
    # the order in which views are declared walks around the head; close-ups follow
    kinds = list(ViewKind)
    views = sorted({p.view for p in all_photos}, key=lambda view: (kinds.index(view.kind), view.zone))
    taken = Counter((p.view, p.phase) for p in all_photos if p.session_id == session_id)
    lines = [
        ViewToTake(view, present.get(view), Counter({phase: taken[view, phase] for phase in Phase}))
        for view in views or STANDARD_VIEWS
    ]
    return CapturePlan(session, lines, _PHASES.get(session.details.kind, Phase.PRE))


def plain_plan(plan: CapturePlan, ghost_url: Callable[[Photo], str]) -> dict[str, object]:
    """The plan as JSON values in the spoken language, for the camera in the browser.

    Parameters
    ----------
    ghost_url : callable
        Address of the picture of a reference.
    """
    return {
        "views": [
            {
                "key": line.view.key,
                "label": line.view.label,
                "ghost": ghost_url(line.reference) if line.reference else "",
                "taken": {str(phase): count for phase, count in line.taken.items()},
            }
            for line in plan.views
        ],
        "kinds": [
            {"value": str(kind), "label": kind.label, "needs_zone": kind.needs_zone} for kind in ViewKind
        ],
        "zones": [{"value": zone, "label": _(zone)} for zone in ZONES],
        "phases": [{"value": str(phase), "label": phase.label} for phase in Phase],
        "phase": str(plan.phase),
        "reasons": [{"value": reason, "label": _(reason)} for reason in KEPT_BECAUSE],
    }
