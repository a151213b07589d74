"""Views, phases and kinds of session by the everyday spellings that folders and tables use.

English, Spanish, some German and French. A spelling that could mean two things means nothing: a photo in
the wrong place costs more than one that is left out and named.
"""

import re
import unicodedata

from tracker.model import Phase, SessionKind, View, ViewKind

_TOKEN = re.compile(r"[a-z]+|\d+")
# "front_2", "front (3)": the second picture of the same view
_COUNTER = re.compile(r"[\s_-]*\(?(?!45|90)\d{1,2}\)?$")

_FRONT = {"front", "frontal", "f", "fr", "anterior", "frente", "face", "enface", "cara", "vorn", "vorne"}
_WHOLE = {"face", "cara", "head", "cabeza", "gesicht"}
_LEFT = {"left", "l", "lt", "lft", "li", "links", "linkes", "izq", "izquierda", "izquierdo", "iz", "gauche"}
_RIGHT = {"right", "r", "rt", "rgt", "re", "rechts", "rechtes", "der", "derecha", "derecho", "dcha", "dcho"}
_RIGHT |= {"droite"}
_OBLIQUE = {"45", "oblique", "oblicua", "oblicuo", "obl", "34", "halbprofil"}
_PROFILE = {"90", "profile", "perfil", "profil", "lateral", "lat", "side"}
_CLOSE = {
    "closeup",
    "close",
    "up",
    "macro",
    "detail",
    "detalle",
    "primer",
    "plano",
    "nahaufnahme",
    "cu",
    "zoom",
}
_CLOSE_ALONE = {"closeup", "close", "macro", "detail", "detalle", "nahaufnahme", "cu", "zoom"}
_FILLING = {"view", "vista", "photo", "foto", "img", "image", "side", "lado", "del", "la", "el", "of", "deg"}
_FILLING |= {"degrees", "grados", "grad", "pose", "ansicht", "seite", "en", "the", "a", "de"}
_THREE_QUARTERS = (("3", "4"), ("three", "quarter"), ("three", "quarters"), ("tres", "cuartos"))
_PHASES = {
    Phase.PRE: {"pre", "before", "antes", "vor", "vorher", "baseline", "beforetreatment", "pretreatment"},
    Phase.IMMEDIATELY_POST: {"post", "immediatelypost", "immediate", "inmediato", "inmediatamente"}
    | {"justafter", "rightafter", "postinmediato", "immediatepost", "posttreatment", "reciendespues"},
    Phase.FOLLOW_UP: {"followup", "fu", "seguimiento", "control", "revision", "kontrolle"},
}
_KINDS = {
    SessionKind.BASELINE: {"baseline", "basal", "inicial", "initial", "ausgang", "t0", "inicio"},
    SessionKind.TREATMENT: {"treatment", "tratamiento", "behandlung", "tx"},
    SessionKind.EARLY_CHECK: {"earlycheck", "check", "controltemprano"},
    SessionKind.FOLLOW_UP: {"followup", "fu", "seguimiento", "control", "revision", "kontrolle"},
    SessionKind.HOME: {"home", "casa", "domicilio", "zuhause", "selfie"},
}
_NUMBERED = {"session", "sesion", "visit", "visita", "s", "v", "sitzung", "no", "nr", "n", "t"}


def fold(text: str) -> str:
    """Lower case without accents.

    >>> fold("Sesión")
    'sesion'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def read_view(text: str, zone: str = "") -> View | None:
    """The view that a text names; None where it names none, or leaves open which.

    A side alone says nothing: it could be 45 or 90 degrees. A zone that is said without a view, or
    stands behind the word for a close-up, makes a close-up of it.

    Examples
    --------
    >>> [str(read_view(text).kind) for text in ("Frontal", "L45", "3/4 left", "perfil izquierdo", "front_2")]
    ['front', 'left 45', 'left 45', 'left 90', 'front']
    >>> read_view("close-up left cheek")
    View(kind=<ViewKind.CLOSE_UP: 'close-up'>, zone='left cheek')
    >>> read_view("left") is None
    True
    """
    zone = zone.strip()
    if not text.strip():
        return View(ViewKind.CLOSE_UP, zone) if zone else None
    view = _read_standard(text) or _read_standard(_COUNTER.sub("", text))
    return view or _read_close_up(text, zone)


def read_phase(text: str) -> Phase | None:
    """The phase that a text names, or None.

    >>> read_phase("Antes"), read_phase("after")
    (<Phase.PRE: 'pre'>, None)
    """
    return next((phase for phase, words in _PHASES.items() if _joined(text) in words), None)


def read_session(text: str) -> tuple[int | None, SessionKind | None] | None:
    """A session's number and kind, as far as a text says; None where it says neither.

    >>> read_session("Sesión 3"), read_session("S02"), read_session("home")
    ((3, None), (2, None), (None, <SessionKind.HOME: 'home'>))
    >>> read_session("follow-up 4"), read_session("later")
    ((4, <SessionKind.FOLLOW_UP: 'follow-up'>), None)
    """
    words = _joined(text)
    kind = next((kind for kind, names in _KINDS.items() if words in names), None)
    if kind is not None:
        return None, kind
    found = re.fullmatch(r"([a-z]*?)0*(\d{1,3})", words)
    if found is None or int(found[2]) < 1:
        return None
    kind = next((kind for kind, names in _KINDS.items() if found[1] in names), None)
    is_known = kind is not None or not found[1] or found[1] in _NUMBERED
    return (int(found[2]), kind) if is_known else None


def _read_standard(text: str) -> View | None:
    words = set(_words(text))
    sides = [side for side, names in (("left", _LEFT), ("right", _RIGHT)) if names & words]
    if not sides:
        is_front = bool(_FRONT & words) and words <= _FRONT | _FILLING
        return View(ViewKind.FRONT) if is_front else None
    angle = _angle(words)
    is_known = words <= _LEFT | _RIGHT | _OBLIQUE | _PROFILE | _FILLING | _WHOLE
    return View(ViewKind(f"{sides[0]} {angle}")) if len(sides) == 1 and angle and is_known else None


def _angle(words: set[str]) -> str | None:
    """Of "lateral 45" the number counts; two angles of one kind contradict each other."""
    for names in ({"45", "90"} & words, words):
        found = [angle for angle, spellings in (("45", _OBLIQUE), ("90", _PROFILE)) if spellings & names]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _read_close_up(text: str, zone: str) -> View | None:
    parts = [part for part in re.split(r"[\s_\-]+", text.strip()) if part]
    folded = [fold(part) for part in parts]
    if not _CLOSE_ALONE & set(folded) and folded[:2] != ["primer", "plano"]:
        return None
    rest = [part for part, word in zip(parts, folded, strict=True) if word not in _CLOSE | {"de", "del"}]
    if rest and rest[-1].strip("()").isdigit():
        rest.pop()
    named = zone or " ".join(rest)
    return View(ViewKind.CLOSE_UP, named) if named else None


def _words(text: str) -> list[str]:
    """Words and numbers, "3/4" and its like as 45."""
    words = _TOKEN.findall(fold(text))
    for pair in _THREE_QUARTERS:
        for start in range(len(words) - 1):
            if tuple(words[start : start + 2]) == pair:
                words[start : start + 2] = ["45"]
    return words


def _joined(text: str) -> str:
    return "".join(_TOKEN.findall(fold(text)))
