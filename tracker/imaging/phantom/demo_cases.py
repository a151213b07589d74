"""Constants of the demo clinic's three cases: who, which skin before and after, and the plan of visits.

Names, numbers and courses are invented.
"""

from dataclasses import dataclass, replace
from datetime import date

from tracker.imaging.phantom.demo_shots import Flaw
from tracker.imaging.phantom.skin import Skin, Zone
from tracker.model import PatientDetails, SessionKind, View, ViewKind


@dataclass(frozen=True, slots=True)
class Visit:
    """A line of a series' plan.

    Attributes
    ----------
    day : int
        Days after the first visit.
    kind : SessionKind
    healed : float
        Share of the way from the skin before to the skin after.
    photo_count : int
        Sound photos.
    flaw : Flaw
        One more photo, with this flaw.
    """

    day: int
    kind: SessionKind
    healed: float
    photo_count: int
    flaw: Flaw = Flaw.NONE


_LONG = (
    Visit(0, SessionKind.BASELINE, 0.0, 3),
    Visit(7, SessionKind.TREATMENT, 0.0, 2),
    Visit(9, SessionKind.EARLY_CHECK, 0.0, 2),
    Visit(42, SessionKind.TREATMENT, 0.45, 3),
    Visit(77, SessionKind.TREATMENT, 0.8, 2, Flaw.MIRRORED),
    Visit(112, SessionKind.FOLLOW_UP, 1.0, 3),
)
_SHORT = (
    Visit(0, SessionKind.BASELINE, 0.0, 3),
    Visit(7, SessionKind.TREATMENT, 0.0, 2),
    Visit(9, SessionKind.EARLY_CHECK, 0.0, 2),
    Visit(42, SessionKind.TREATMENT, 0.6, 3),
    Visit(77, SessionKind.FOLLOW_UP, 1.0, 3),
)
_SHORT_WITH_DARK = (*_SHORT[:3], replace(_SHORT[3], photo_count=2, flaw=Flaw.DARK), _SHORT[4])


@dataclass(frozen=True, slots=True)
class Case:
    """A patient's constants.

    Attributes
    ----------
    details, view, indications, goals, course
        As `DemoPatient` shows them.
    skin : Skin
        Where everything lies, and the untreated skin's tone.
    before, after : Zone
        The treated zone at 0 and at 1 of healing.
    exposure_ev : float
        Exposure that suits the tone.
    visits : tuple of Visit
    ended_days_ago : int
        About how long ago the last visit was.
    draws_ellipse : bool
        The treated zone is drawn with the ellipse tool.
    """

    details: PatientDetails
    view: View
    indications: str
    goals: str
    course: str
    skin: Skin
    before: Zone
    after: Zone
    exposure_ev: float
    visits: tuple[Visit, ...]
    ended_days_ago: int
    draws_ellipse: bool


def _alma() -> Case:
    before = Zone(
        redness=1.0,
        papules=0.75,
        spots=0.35,
        pore_depth_um=50,
        roughness_um=26,
        line_depth_um=40,
        scar_depth_um=70,
    )
    return Case(
        PatientDetails(
            "DEMO-001", "Synthetic", "Alma", date(1991, 4, 12), "female", language="English", fitzpatrick=2
        ),
        View(ViewKind.CLOSE_UP, "left cheek"),
        "Acne scars, lasting redness",
        "Less redness without make-up, smoother cheeks.",
        "Redness and texture improve clearly.",
        Skin(
            seed=21, ita_deg=47, blood=0.012, freckles=0.4, mole_count=5, centre_mm=(-1, 1), radii_mm=(15, 19)
        ),
        before,
        replace(
            before,
            redness=0.3,
            papules=0.2,
            pore_depth_um=36,
            roughness_um=17.5,
            line_depth_um=22,
            scar_depth_um=42,
        ),
        0.2,
        _LONG,
        6,
        True,
    )


def _navid() -> Case:
    before = Zone(redness=0.3, spots=0.6, pore_depth_um=46, roughness_um=26, line_depth_um=80)
    return Case(
        PatientDetails(
            "DEMO-002", "Synthetic", "Navid", date(1978, 11, 3), "male", language="English", fitzpatrick=4
        ),
        View(ViewKind.CLOSE_UP, "forehead"),
        "Fine lines, enlarged pores",
        "A calmer, more even forehead.",
        "Texture improves, redness hardly changes.",
        Skin(
            seed=34,
            ita_deg=18,
            blood=0.010,
            freckles=0.1,
            mole_count=5,
            centre_mm=(-1, 1),
            radii_mm=(14, 20),
            curvature_mm=(120, 105),
        ),
        before,
        replace(before, redness=0.26, pore_depth_um=33, roughness_um=17.5, line_depth_um=45),
        0.5,
        _SHORT_WITH_DARK,
        13,
        False,
    )


def _imani() -> Case:
    zone = Zone(redness=0.35, spots=0.8, pore_depth_um=42, roughness_um=22, scar_depth_um=60)
    return Case(
        PatientDetails(
            "DEMO-003", "Synthetic", "Imani", date(1985, 7, 24), "female", language="English", fitzpatrick=6
        ),
        View(ViewKind.CLOSE_UP, "right cheek"),
        "Marks after acne",
        "Fewer dark marks.",
        "Nothing changes, apart from the redness right after a treatment.",
        Skin(seed=55, ita_deg=-36, blood=0.009, mole_count=5, centre_mm=(-1, 1), radii_mm=(15, 19)),
        zone,
        zone,
        0.75,
        _SHORT,
        20,
        True,
    )


CASES = (_alma(), _navid(), _imani())
