"""What is said to whoever holds the camera: which difference counts, and in which words.

A difference counts from a bound on that lies between the "good" and the "not comparable" of the
method's gates, tighter where a camera is easily moved.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from tracker.imaging.faces.expression import Expression
from tracker.imaging.guidance.light import LightDifference
from tracker.imaging.guidance.placement import Placement
from tracker.texts import Message, marked

MOST_SHOWN = 2
"""More at once nobody follows."""

_SCALE, _SHIFT, _ROLL_DEG = math.log(1.10), 0.07, 4.0
# a head is turned where its features leave a similarity far enough, or the angle is large enough; of these,
# on rendered heads 0.006 to 0.016 up to 3 degrees in turn and tilt each, and 0.017 to 0.041 from 7.5
_DEFORMED = 0.0165
_TURN_OF_HEADS_DEG = 5.0
# landmarks of frontal heads: up to 2.6 for good repeats, from 5.0 at 7.5 degrees
_TURN_OF_FACES_DEG = 4.0
_DIRECTION_SURE_DEG = 2.0
# on flat skin a tilt is seen at half its size
_TURN_OF_SKIN_DEG = 3.3
_STOPS, _CAST, _GRADIENT, _SOFTER = 0.6, 0.2, 0.3, 0.4
# with nothing recognised the same skin can't be found, and only gross differences are sure
_STOPS_OF_ALL_SKIN = 1.0
# an amount of 1 is this many times the bound
_LARGEST = 4.0
# eyes and mouth differ or don't: as much as half over a bound
_EXPRESSION = 1.5
_LITTLE_TURN_DEG, _LITTLE_ROLL_DEG = 8.0, 10.0


class Arrow(StrEnum):
    """What is to be done, as seen on the unmirrored picture."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    TURN_LEFT = "turn-left"
    TURN_RIGHT = "turn-right"
    TILT_LEFT = "tilt-left"
    TILT_RIGHT = "tilt-right"
    NEARER = "nearer"
    FARTHER = "farther"
    BRIGHTER = "brighter"
    DARKER = "darker"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to change.

    Attributes
    ----------
    kind : str
        What differs, for programs.
    message : Message
        What to do, for whoever holds the camera.
    arrow : Arrow
    urgency : float
        The difference over its bound, above 1; the largest matters most.
    """

    kind: str
    message: Message
    arrow: Arrow
    urgency: float

    @property
    def amount(self) -> float:
        """0 to 1, for the length of an arrow."""
        return min(1.0, self.urgency / _LARGEST)


def hints_of_placement(placement: Placement, *, is_head: bool) -> list[Hint]:
    """What to do about size, place, roll and turn.

    Parameters
    ----------
    placement : Placement
    is_head : bool
        Heads are asked to turn; around anything else the camera is moved.
    """
    turned = _head_turns(placement) if is_head else _camera_turns(placement)
    return _kept([_distance(placement), *_shifts(placement), *turned])


def hints_of_light(light: LightDifference, *, is_same_skin: bool) -> list[Hint]:
    """What to do about brightness, colour and direction of the light.

    Parameters
    ----------
    light : LightDifference
    is_same_skin : bool
        Whether the same skin was compared, or all of both.
    """
    bound = _STOPS if is_same_skin else _STOPS_OF_ALL_SKIN
    brightness = _brightness(light.stops, bound)
    return _kept([brightness, *([_colour(light), _side(light)] if is_same_skin else [])])


def hints_of_focus(sharper: float) -> list[Hint]:
    """What to do about blur."""
    text = marked("The picture is blurred: hold the camera still and tap the skin to focus.")
    return _kept([Hint("blurred", Message(text), Arrow.NONE, -sharper / _SOFTER)])


def hints_of_expression(reference: Expression, seen: Expression) -> list[Hint]:
    """What to do about eyes and mouth."""
    found = []
    if seen.differs_in_eyes(reference):
        kind, text = (
            ("close_eyes", marked("Ask the patient to close the eyes, as in the reference."))
            if reference.is_eye_closed
            else ("open_eyes", marked("Ask the patient to open the eyes, as in the reference."))
        )
        found.append(_said(kind, text, Arrow.NONE, _EXPRESSION))
    if seen.differs_in_mouth(reference):
        kind, text = _mouth(reference, seen)
        found.append(_said(kind, text, Arrow.NONE, _EXPRESSION))
    return found


def _mouth(reference: Expression, seen: Expression) -> tuple[str, str]:
    if seen.is_mouth_open == reference.is_mouth_open:
        return "same_mouth", marked("Ask the patient for the same expression as in the reference.")
    if reference.is_mouth_open:
        return "open_mouth", marked("Ask the patient to open the mouth, as in the reference.")
    return "close_mouth", marked("Ask the patient to close the mouth, as in the reference.")


def nothing_recognised() -> Hint:
    """Where frame and reference can't be compared at all."""
    text = marked("The reference isn't recognised here: line the picture up with it by eye.")
    return Hint("not_recognised", Message(text), Arrow.NONE, 1.0)


def turn_unknown() -> Hint:
    """Where too little is recognised to tell how far the surface is turned."""
    text = marked("Too little is recognised to judge the pose: compare it with the reference by eye.")
    return Hint("pose_unknown", Message(text), Arrow.NONE, 1.0)


def _kept(hints: list[Hint]) -> list[Hint]:
    return [hint for hint in hints if hint.urgency > 1]


def _distance(placement: Placement) -> Hint:
    urgency = abs(math.log(placement.scale)) / _SCALE
    share = abs(1 - placement.scale)
    if placement.scale < 1:
        text = marked("Move the camera closer: {share:.0%} nearer.")
        return Hint("nearer", Message(text, {"share": share}), Arrow.NEARER, urgency)
    text = marked("Move the camera back: {share:.0%} farther away.")
    return Hint("farther", Message(text, {"share": share}), Arrow.FARTHER, urgency)


def _shifts(placement: Placement) -> list[Hint]:
    """The camera follows the subject: what lies too far right asks for a camera further right."""
    down, right = (value / _SHIFT for value in placement.shift_rc)
    sideways = (
        ("move_right", marked("Move the camera a little to the right."), Arrow.RIGHT)
        if right > 0
        else ("move_left", marked("Move the camera a little to the left."), Arrow.LEFT)
    )
    upright = (
        ("move_down", marked("Move the camera a little down."), Arrow.DOWN)
        if down > 0
        else ("move_up", marked("Move the camera a little up."), Arrow.UP)
    )
    return [
        _said(kind, text, arrow, abs(value))
        for (kind, text, arrow), value in ((sideways, right), (upright, down))
    ]


def _head_turns(placement: Placement) -> list[Hint]:
    """A head seen in front has its left on the picture's right."""
    roll = placement.roll_deg
    kind, arrow = ("tilt_right", Arrow.TILT_LEFT) if roll > 0 else ("tilt_left", Arrow.TILT_RIGHT)
    texts = _LITTLE_TURNS if abs(roll) < _LITTLE_ROLL_DEG else _LARGE_TURNS
    return [_said(kind, texts[kind], arrow, abs(roll) / _ROLL_DEG), _head_pose(placement)]


def _head_pose(placement: Placement) -> Hint:
    """A turn or a tilt, whichever is larger; no direction where neither is sure."""
    turn, tilt = placement.turn_deg, placement.tilt_deg
    most_deg = max(abs(turn), abs(tilt))
    bound_deg = _TURN_OF_FACES_DEG if placement.is_of_face else _TURN_OF_HEADS_DEG
    urgency = max(placement.deformation / _DEFORMED, most_deg / bound_deg)
    if most_deg < _DIRECTION_SURE_DEG:
        text = marked("The head is held otherwise than in the reference: match its outline.")
        return _said("pose_differs", text, Arrow.NONE, urgency)
    if abs(turn) > abs(tilt):
        kind, arrow = ("turn_right", Arrow.TURN_LEFT) if turn > 0 else ("turn_left", Arrow.TURN_RIGHT)
    else:
        kind, arrow = ("look_up", Arrow.UP) if tilt > 0 else ("look_down", Arrow.DOWN)
    texts = _LITTLE_TURNS if most_deg < _LITTLE_TURN_DEG else _LARGE_TURNS
    return _said(kind, texts[kind], arrow, urgency)


_LITTLE_TURNS = {
    "turn_right": marked("Ask the patient to turn the head a little to their right."),
    "turn_left": marked("Ask the patient to turn the head a little to their left."),
    "look_up": marked("Ask the patient to raise the chin a little."),
    "look_down": marked("Ask the patient to lower the chin a little."),
    "tilt_right": marked("Ask the patient to tilt the head a little to their right shoulder."),
    "tilt_left": marked("Ask the patient to tilt the head a little to their left shoulder."),
}
_LARGE_TURNS = {
    "turn_right": marked("Ask the patient to turn the head clearly to their right."),
    "turn_left": marked("Ask the patient to turn the head clearly to their left."),
    "look_up": marked("Ask the patient to raise the chin."),
    "look_down": marked("Ask the patient to lower the chin."),
    "tilt_right": marked("Ask the patient to tilt the head to their right shoulder."),
    "tilt_left": marked("Ask the patient to tilt the head to their left shoulder."),
}


def _camera_turns(placement: Placement) -> list[Hint]:
    """A surface that is turned to the right is met again from further right."""
    turn, tilt = placement.turn_deg / _TURN_OF_SKIN_DEG, placement.tilt_deg / _TURN_OF_SKIN_DEG
    roll = placement.roll_deg / _ROLL_DEG
    around = (
        ("swing_right", marked("Swing the camera around the patient to the right, on the same spot."))
        if turn > 0
        else ("swing_left", marked("Swing the camera around the patient to the left, on the same spot."))
    )
    over = (
        ("swing_down", marked("Lower the camera, and point it up at the same spot."))
        if tilt > 0
        else ("swing_up", marked("Raise the camera, and point it down at the same spot."))
    )
    rolled = (
        ("roll_right", marked("Rotate the camera clockwise."))
        if roll > 0
        else ("roll_left", marked("Rotate the camera counterclockwise."))
    )
    return [
        _said(*around, Arrow.TURN_RIGHT if turn > 0 else Arrow.TURN_LEFT, abs(turn)),
        _said(*over, Arrow.DOWN if tilt > 0 else Arrow.UP, abs(tilt)),
        _said(*rolled, Arrow.TILT_RIGHT if roll > 0 else Arrow.TILT_LEFT, abs(roll)),
    ]


def _brightness(stops: float, bound: float) -> Hint:
    if stops < 0:
        text = marked("The skin is darker than in the reference: use more light, or raise the exposure.")
        return _said("brighter", text, Arrow.BRIGHTER, -stops / bound)
    text = marked("The skin is brighter than in the reference: use less light, or lower the exposure.")
    return _said("darker", text, Arrow.DARKER, stops / bound)


def _colour(light: LightDifference) -> Hint:
    if light.log_red_green > light.log_blue_green:
        text = marked("The light is warmer than in the reference: use the same lamp, keep others out.")
        return _said("warmer_light", text, Arrow.NONE, light.cast / _CAST)
    text = marked("The light is cooler than in the reference: use the same lamp, keep daylight out.")
    return _said("cooler_light", text, Arrow.NONE, light.cast / _CAST)


def _side(light: LightDifference) -> Hint:
    """The side that is brighter than it was."""
    kind, text, arrow = max(
        (
            (
                light.right,
                "light_right",
                marked("More light comes from the right than in the reference: move the lamp to the left."),
                Arrow.LEFT,
            ),
            (
                -light.right,
                "light_left",
                marked("More light comes from the left than in the reference: move the lamp to the right."),
                Arrow.RIGHT,
            ),
            (
                light.down,
                "light_below",
                marked("More light comes from below than in the reference: raise the lamp."),
                Arrow.UP,
            ),
            (
                -light.down,
                "light_above",
                marked("More light comes from above than in the reference: lower the lamp."),
                Arrow.DOWN,
            ),
        ),
        key=lambda side: side[0],
    )[1:]
    return _said(kind, text, arrow, light.gradient / _GRADIENT)


def _said(kind: str, text: str, arrow: Arrow, urgency: float) -> Hint:
    return Hint(kind, Message(text), arrow, urgency)
