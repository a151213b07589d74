"""The sentences of verdicts with their places to fill; which one is said stands in `sentences`.

Most are in pairs, by whether the change is a fall: other languages change more than one word between lower
and higher, fallen and risen.
"""

from tracker.texts import marked

# by whether the change is a fall, and whether an earlier session showed it too
CHANGED = {
    (True, False): marked(
        "{metric} fell by {size}, more than the smallest detectable change of {smallest} ({source})."
    ),
    (True, True): marked(
        "{metric} fell by {size}, more than the smallest detectable change of {smallest} ({source}), "
        "for at least the second session running."
    ),
    (False, False): marked(
        "{metric} rose by {size}, more than the smallest detectable change of {smallest} ({source})."
    ),
    (False, True): marked(
        "{metric} rose by {size}, more than the smallest detectable change of {smallest} ({source}), "
        "for at least the second session running."
    ),
}
# by whether the change is a fall
UNCHANGED = {
    True: marked(
        "No detectable change in {metric}: {size} lower than at baseline. "
        "The smallest change that could have been seen is {smallest} ({source})."
    ),
    False: marked(
        "No detectable change in {metric}: {size} higher than at baseline. "
        "The smallest change that could have been seen is {smallest} ({source})."
    ),
}
AWAITING = {
    True: marked(
        "No detectable change in {metric} yet: {size} lower than at baseline is beyond the smallest "
        "detectable change of {smallest} ({source}) for the first time. It can count when the next session "
        "shows it again, or from {at_once} on."
    ),
    False: marked(
        "No detectable change in {metric} yet: {size} higher than at baseline is beyond the smallest "
        "detectable change of {smallest} ({source}) for the first time. It can count when the next session "
        "shows it again, or from {at_once} on."
    ),
}
AMONG_MANY = {
    True: marked(
        "No detectable change in {metric}: {size} lower than at baseline is beyond the smallest detectable "
        "change of {smallest} ({source}), but {readings} readings are looked at together, and among so many "
        "one can be this far off by chance."
    ),
    False: marked(
        "No detectable change in {metric}: {size} higher than at baseline is beyond the smallest detectable "
        "change of {smallest} ({source}), but {readings} readings are looked at together, and among so many "
        "one can be this far off by chance."
    ),
}
CONTRADICTED = {
    True: marked(
        "No detectable change in {metric}: it is {size} lower than at baseline, but its witness disagrees: "
        "{witness} is higher. Light or camera may explain it. "
        "The smallest change that could have been seen is {smallest} ({source})."
    ),
    False: marked(
        "No detectable change in {metric}: it is {size} higher than at baseline, but its witness disagrees: "
        "{witness} is lower. Light or camera may explain it. "
        "The smallest change that could have been seen is {smallest} ({source})."
    ),
}
STRAYS = {
    True: marked(
        "This session lies {size} lower than the other baseline sessions, more than the smallest detectable "
        "change of {smallest}: check its photos."
    ),
    False: marked(
        "This session lies {size} higher than the other baseline sessions, more than the smallest detectable "
        "change of {smallest}: check its photos."
    ),
}
FALLS = marked(
    "{metric} falls: {slope} {unit} per 4 weeks (95 % interval {low} to {high}, {sessions} sessions)."
)
RISES = marked(
    "{metric} rises: {slope} {unit} per 4 weeks (95 % interval {low} to {high}, {sessions} sessions)."
)
NO_TREND = marked(
    "No trend in {metric} that can be told from noise: "
    "{slope} {unit} per 4 weeks (95 % interval {low} to {high}, {sessions} sessions)."
)
