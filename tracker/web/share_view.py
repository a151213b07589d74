"""What two days of a view show, in the words and pictures of the patients' pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.model import SessionKind, Verdict
from tracker.progress.pairs import PairChange
from tracker.progress.plain_sentences import NAMES, plain_sentence, told_by_region
from tracker.services.comparison import ComparedSide, ComparedView
from tracker.texts import gettext as _
from tracker.texts import ngettext, written_day

_CLASSES = {
    Verdict.BETTER: "is-better",
    Verdict.WORSE: "is-worse",
    Verdict.UNCHANGED: "is-same",
    Verdict.RECOVERY: "is-waiting",
}


@dataclass(frozen=True, slots=True)
class OwnPair:
    """Two days of one view, the earlier on the left, by their places in the view's list from 1 on."""

    view: ComparedView
    view_number: int
    left_number: int
    right_number: int

    @property
    def left(self) -> ComparedSide:
        """The earlier day."""
        return self.view.sides[self.left_number - 1]

    @property
    def right(self) -> ComparedSide:
        """The later day."""
        return self.view.sides[self.right_number - 1]

    @property
    def is_aligned(self) -> bool:
        """Whether both photos can be laid over each other."""
        return self.left.is_aligned and self.right.is_aligned

    def picture(self, side: ComparedSide) -> str:
        """Address of a side's picture."""
        return f"/share/picture/{side.photo.id}/{'aligned' if self.is_aligned else 'screen'}"

    def size(self, side: ComparedSide) -> tuple[int, int]:
        """Width and height in px by which the page keeps room for a picture."""
        facts = self.view.reference.photo.facts if self.is_aligned else side.photo.facts
        return facts.width_px, facts.height_px


def pair_asked(views: Sequence[ComparedView], asked: Mapping[str, str]) -> OwnPair | None:
    """The pair that an address names, else the first and the latest day of the view with the most days.

    Parameters
    ----------
    asked : mapping of str to str
        ``view``, ``from`` and ``to``: places in the lists, counted from 1.

    Returns
    -------
    OwnPair or None
        None where no view was photographed on two days.
    """
    comparable = [view for view in views if len(view.sides) > 1]
    if not comparable:
        return None
    number = _number(asked.get("view", ""), len(views)) or views.index(comparable[0]) + 1
    view = views[number - 1] if len(views[number - 1].sides) > 1 else comparable[0]
    last = len(view.sides)
    pair = {_number(asked.get("from", ""), last) or 1, _number(asked.get("to", ""), last) or last}
    left, right = sorted(pair) if len(pair) == 2 else (1, last)
    return OwnPair(view, views.index(view) + 1, left, right)


def kind_words(kind: SessionKind) -> str:
    """What a day was for."""
    words = {
        SessionKind.BASELINE: _("Before the treatment began"),
        SessionKind.TREATMENT: _("Day of treatment"),
        SessionKind.EARLY_CHECK: _("Early check"),
        SessionKind.FOLLOW_UP: _("Check-up"),
        SessionKind.HOME: _("Photos from home"),
    }
    return words[kind]


def day_words(moment: datetime) -> str:
    """The day of a moment that is local already."""
    return written_day(moment.date())


def side_words(side: ComparedSide) -> str:
    """How long after a treatment a photo was taken; empty where there was none before."""
    days = side.days_since_treatment
    if days is None or days == 0:
        return ""
    return ngettext("{count} day after the treatment", "{count} days after the treatment", days)


def tell_changes(changes: Sequence[PairChange]) -> list[dict[str, object]]:
    """Regions with their sentences, as the template lists them."""
    return [
        {
            "region": region,
            "sentences": [
                {
                    "name": _(NAMES[change.metric]),
                    "text": plain_sentence(change),
                    "looks": _CLASSES.get(change.verdict, "is-unknown"),
                }
                for change in mine
            ],
        }
        for region, mine in told_by_region(changes).items()
    ]


def _number(text: str, last: int) -> int:
    """A number from 1 to the last one; 0 for anything else."""
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return value if value <= last else 0
