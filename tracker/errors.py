"""What a user can cause, as one tree.

::

    TrackerError                 str() is a sentence that is fit to show and says what to do next
    |-- InvalidInput             a form field is wrong; ``field`` names it
    |-- NotFound                 nothing stands at this address (any more)
    |   |-- NotReady             it is being made: asking again soon helps
    |   `-- PatientKeyGone       it is encrypted, and the key of this patient is gone
    |-- NotAllowed               the signed-in person has no right to this
    |   `-- ConfirmationNeeded   the right is there; the password must be typed again first
    |-- ConsentMissing           the patient doesn't allow this use, or no longer
    |-- SignInFailed             wrong name or password, or too many tries
    |-- PhotoRefused             the file is no photo that can be used
    |   |-- UnreadablePhoto      no picture, broken, animated, or of an unknown kind
    |   |-- PhotoTooLarge        more than 50 MB or 100 megapixels
    |   |-- PhotoTooSmall        too few pixels to compare skin
    |   `-- DuplicatePhoto       the same bytes are stored already
    |-- AlignmentRefused         two photos that can't be laid over each other; ``reason`` names why
    |-- StorageFull              no room left to store a photo safely
    |-- SealBroken               what was encrypted is damaged, was changed, or belongs elsewhere
    `-- KeysUnusable             no, a wrong or an unsafely kept master key, or no key store for it

A programmer's mistake is a ``ValueError`` or ``TypeError``. Pages, routes and commands catch
``TrackerError`` alone.
"""

from tracker.model import RefusalReason
from tracker.texts import Message


class TrackerError(Exception):
    """Root of what a user can cause. Its ``str()`` is fit to show on a page.

    Parameters
    ----------
    message : str or Message
        One sentence: what is wrong and what to do. A `Message` where somebody else may read it later,
        in another language.
    """

    def __init__(self, message: str | Message) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(TrackerError):
    """A value in a form is wrong.

    Parameters
    ----------
    message : str or Message
        One sentence: what is wrong and what to do.
    field : str, optional
        Name of the form field, so that a page can put the sentence beside it.
    """

    def __init__(self, message: str | Message, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotFound(TrackerError):
    """Nothing stands at this address, or it was deleted."""


class NotReady(NotFound):
    """What stands at this address is being made; asking again soon helps."""


class PatientKeyGone(NotFound):
    """It is encrypted, and the key of this patient is gone: erased for good, or lost."""


class NotAllowed(TrackerError):
    """The signed-in person has no right to this."""


class ConfirmationNeeded(NotAllowed):
    """The person has the right, but must type the password again first."""


class ConsentMissing(TrackerError):
    """The patient doesn't allow this use of the photos: never asked, refused, withdrawn or expired."""


class SignInFailed(TrackerError):
    """Wrong name or password, or too many tries."""


class PhotoRefused(TrackerError):
    """The file can't be used as a photo."""


class UnreadablePhoto(PhotoRefused):
    """No picture, broken, animated, or of an unknown kind."""


class PhotoTooLarge(PhotoRefused):
    """More bytes or pixels than the product takes."""


class PhotoTooSmall(PhotoRefused):
    """Too few pixels to compare skin."""


class DuplicatePhoto(PhotoRefused):
    """The same bytes are stored already."""


class AlignmentRefused(TrackerError):
    """Two photos can't be laid over each other.

    Parameters
    ----------
    reason : RefusalReason
        Why; ``str(error)`` is the reason's sentence.
    """

    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason.message)
        self.reason = reason


class StorageFull(TrackerError):
    """No room left to store a photo safely. Nothing was half-written."""


class SealBroken(TrackerError):
    """What was encrypted can't be opened: it is damaged, was changed, or belongs elsewhere."""


class KeysUnusable(TrackerError):
    """No, a wrong or an unsafely kept master key, or no key store that belongs to it."""
