"""Drawing a copy: for a person to look at, and as the file that leaves."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.errors import InvalidInput
from tracker.imaging.comparison_copy import Rgb, draw_copy, encode_copy, reduced_copy
from tracker.model import (
    Actor,
    Clinic,
    CopyDetails,
    CopyFormat,
    CopyKind,
    CoverKind,
    Phase,
    Photo,
    WantedCopy,
)
from tracker.progress.recovery import Healing
from tracker.rights import Action, require, require_confirmed
from tracker.services.comparison_copies.choices import Covers, covered, covers_of
from tracker.services.comparison_copies.pair import Pair, read_pair
from tracker.store import clinic, released, sessions
from tracker.store.opening import Store
from tracker.texts import gettext as _
from tracker.texts import ngettext

PREVIEW_PX = 1400
MOST_LETTERS = 200
_SHORT = 12


def preview_copy(store: Store, actor: Actor, wanted: WantedCopy, *, at: datetime) -> bytes:
    """The copy as it would leave, smaller, as WebP: for a person to look at before.

    Raises
    ------
    ConsentMissing, NotFound, InvalidInput
        As `make_copy`.
    """
    require(actor, Action.EXPORT)
    pair = read_pair(store, wanted)
    drawn = _draw(pair, wanted, covers_of(pair, wanted, at=at))
    return encode_copy(reduced_copy(drawn, PREVIEW_PX), CopyFormat.WEBP)


def check_cover(store: Store, actor: Actor, wanted: WantedCopy, *, at: datetime) -> None:
    """See whether a copy can be covered like that; nothing is drawn, nothing leaves.

    Raises
    ------
    ConsentMissing, NotFound, InvalidInput
        As `make_copy`.
    """
    require(actor, Action.EXPORT)
    pair = read_pair(store, wanted)
    covered(pair, wanted, covers_of(pair, wanted, at=at))


def make_copy(
    store: Store,
    actor: Actor,
    wanted: WantedCopy,
    *,
    file_format: CopyFormat,
    recipient: str,
    is_checked: bool,
    at: datetime,
) -> bytes:
    """The copy as a file; that it leaves is written down first, under the consent that allows it.

    Parameters
    ----------
    recipient : str
        Who gets it, or where it is shown.
    is_checked : bool
        Whether a person has looked at the preview.

    Raises
    ------
    ConfirmationNeeded
        If the password was not typed lately.
    ConsentMissing
        If the patient doesn't allow the use, or the face can't be hidden as it must be; also where that is
        taken back while the copy is drawn.
    InvalidInput
        If nobody looked, nobody is named who gets it, the cover leaves the eyes to be seen, or the region
        was changed since it was looked at.
    NotFound
        If these are no two aligned photos of one view.
    """
    require(actor, Action.EXPORT)
    require_confirmed(actor, at=at)
    if not is_checked:
        raise InvalidInput(_("Look at the copy first, then say that you have."), field="checked")
    if not 0 < len(recipient.strip()) <= MOST_LETTERS:
        raise InvalidInput(_("Say who gets the copy, or where it is shown."), field="recipient")
    pair = read_pair(store, wanted)
    covers = covers_of(pair, wanted, at=at)
    made = encode_copy(_draw(pair, wanted, covers), file_format)
    details = CopyDetails(
        CopyKind.COMPARISON,
        wanted.scope,
        pair.left.patient_id,
        pair.left.series_id,
        (pair.left.digest, pair.right.digest),
        recipient.strip(),
        wanted.cover.kind,
    )
    released.release_copy(store, details, by=actor.display_name, at=at, shows_face=covers.is_face_allowed)
    return made


def _draw(pair: Pair, wanted: WantedCopy, covers: Covers) -> Rgb:
    left, right = covered(pair, wanted, covers)
    captions = _days(pair)
    return draw_copy(left, right, (captions[0], captions[1]), _lines(pair, wanted))


def _lines(pair: Pair, wanted: WantedCopy) -> Sequence[str]:
    """What was done to the photos, and which they are: neither a name nor a date."""
    covers = {
        CoverKind.EYES: _("The eyes are covered."),
        CoverKind.REGION: _("Cropped to a region."),
        CoverKind.NOTHING: "",
    }
    done = _("Aligned and scaled, no retouching.")
    digests = _(
        "SHA-256 of the originals: {left}, {right}",
        left=pair.left.digest[:_SHORT],
        right=pair.right.digest[:_SHORT],
    )
    return [f"{done} {covers[wanted.cover.kind]}".strip(), digests]


def _days(pair: Pair) -> list[str]:
    """How long after a treatment each photo was taken."""
    known = clinic.read_clinic(pair.store) or Clinic("", "UTC")
    held = sessions.list_sessions(pair.store, pair.left.series_id)
    healing = Healing(held, known.recovery_days, known.structure_days, ZoneInfo(known.time_zone))
    by_id = {session.id: session for session in held}
    return [
        _since(photo, healing.days_since_treatment(by_id[photo.session_id]))
        for photo in (pair.left, pair.right)
    ]


def _since(photo: Photo, days: int | None) -> str:
    if photo.phase is Phase.IMMEDIATELY_POST:
        return _("right after treatment")
    if days is None:
        return _("before treatment")
    return ngettext("{count} day after treatment", "{count} days after treatment", days)
