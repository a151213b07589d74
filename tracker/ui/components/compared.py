"""What the comparison viewer is given and what it answers, as values and as JSON."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from tracker.errors import InvalidInput
from tracker.texts import gettext as _

MODES = ("slider", "side", "flicker", "overlay", "change", "contact", "play")
# what a still in the film-strip says
_BADGE = ("badge_level", "badge_words", "badge_short")
_OF_STILL = ("id", "title", "date", "days", "short_title", "thumb_url", *_BADGE)


@dataclass(frozen=True, slots=True)
class Frame:
    """One session of the view that is compared.

    Parameters
    ----------
    id : str
        Of the session.
    title, date, days : str
        Written on the picture: "Session 4 · follow-up", "3 August 2026", "84 days after treatment".
    short_title : str
        For the film-strip: "Session 4".
    alt : str
        What the photo shows, for who can't see it.
    thumb_url, screen_url : str
        Addresses of the photo as taken, small and screen-sized.
    full_size : tuple of int
        Width and height of the photo as taken, in px. Only the aspect matters, so the size of any
        rendition does.
    digest : str
        Of the photo; what changed between two photos is asked for by it.
    aligned_url : str
        Address of the photo in the frame of the reference; empty where it isn't aligned. Where one of
        two photos isn't, both are shown as taken.
    aligned_small_url : str
        The same in a size for a cell of the grid of all sessions; empty where there is none.
    trust_url : str
        Address of the picture of what could not be matched, in the same frame; empty where nothing is
        known. What either photo leaves unmatched is greyed on both.
    badge_level, badge_words, badge_short : str
        How well it is aligned: a word for the sign ("reference", "very good", "good", "fair",
        "poor", "unconfirmed", "refused", "waiting"), words with the figure, and the same for the film-strip.
    problem : str
        Why it isn't aligned; empty where it is.
    findings : sequence of str
        What makes it hard to compare.
    """

    id: str
    title: str
    date: str
    days: str
    short_title: str
    alt: str
    thumb_url: str
    screen_url: str
    full_size: tuple[int, int]
    digest: str = ""
    aligned_url: str = ""
    aligned_small_url: str = ""
    trust_url: str = ""
    badge_level: str = "waiting"
    badge_words: str = ""
    badge_short: str = ""
    problem: str = ""
    findings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ViewStrip:
    """The sessions of one view in the film-strip.

    Parameters
    ----------
    key : str
        Of the view; empty where there is one view alone.
    name : str
        Of the view, as people read it.
    frames : sequence of Frame
        Oldest first. Of a view that isn't shown only what its stills say reaches the browser.
    """

    key: str
    name: str
    frames: Sequence[Frame]

    @property
    def ids(self) -> set[str]:
        """Of the sessions."""
        return {frame.id for frame in self.frames}

    @property
    def plain(self) -> list[dict[str, object]]:
        """The frames as JSON values."""
        return [
            {**asdict(frame), "full_size": list(frame.full_size), "findings": list(frame.findings)}
            for frame in self.frames
        ]

    @property
    def plain_stills(self) -> dict[str, object]:
        """The view as JSON values, of its frames what their stills say alone."""
        stills = [{name: getattr(frame, name) for name in _OF_STILL} for frame in self.frames]
        return {"view": self.key, "name": self.name, "frames": stills}


@dataclass(frozen=True, slots=True)
class PairAsked:
    """Which sessions of which view are compared, and how: what stands in the address."""

    left: str
    right: str
    mode: str = MODES[0]
    view: str = ""


def parse_choice(value: object, *, ids: Mapping[str, Collection[str]]) -> PairAsked:
    """Read what came from the browser.

    Parameters
    ----------
    value : object
        JSON value.
    ids : mapping of str to collection of str
        The sessions of each view.

    Raises
    ------
    InvalidInput
        If it does not name two sessions of one of the views, and a mode.
    """
    found = dict(value) if isinstance(value, Mapping) else {}
    left, right, mode, view = (found.get(name) for name in ("left", "right", "mode", "view"))
    if not all(isinstance(part, str) for part in (left, right, mode, view)):
        raise InvalidInput(_("The choice could not be read: reload the page and choose again."))
    asked = PairAsked(str(left), str(right), str(mode), str(view))
    is_there = {asked.left, asked.right} <= set(ids.get(asked.view, ()))
    if asked.left == asked.right or not is_there or asked.mode not in MODES:
        raise InvalidInput(_("This session is not there any more: reload the page and choose another one."))
    return asked
