"""Landmarks on forehead and cheeks, where a smile moves skin least out of sight and models place it well."""

FOREHEAD = (8, 9, 10, 67, 68, 69, 103, 104, 108, 109, 151, 297, 298, 299, 332, 333, 337, 338)
"""Of MediaPipe's mesh: between the brows, up to the hairline."""

RIGHT_CHEEK = (36, 50, 100, 101, 111, 116, 117, 118, 119, 123, 147, 187, 205)
LEFT_CHEEK = (266, 280, 329, 330, 340, 345, 346, 347, 348, 352, 376, 411, 425)
"""Below the eye, beside the nose, above the corner of the mouth; mirror images of each other."""

SKIN_POINTS = (*FOREHEAD, *RIGHT_CHEEK, *LEFT_CHEEK)
