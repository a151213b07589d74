"""What the patient reads about two photos."""

import pytest

from tracker.model import Metric, Verdict
from tracker.progress.pairs import PairChange
from tracker.progress.plain_sentences import NAMES, SHOWN, plain_sentence

SHOWN_VERDICTS = [verdict for verdict in Verdict if verdict is not Verdict.BASELINE]


def said(metric: Metric, verdict: Verdict) -> str:
    return plain_sentence(PairChange("cheek", metric, verdict, -3.2, None, "a* fell by 3.2"))


@pytest.mark.parametrize("metric", SHOWN)
@pytest.mark.parametrize("verdict", SHOWN_VERDICTS)
def test_every_verdict_is_one_sentence_without_numbers_or_jargon(metric: Metric, verdict: Verdict) -> None:
    sentence = said(metric, verdict)
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
    assert not any(character.isdigit() for character in sentence)
    assert not any(word in sentence for word in ("a*", "SDC", "baseline", "metric", "%"))
    assert NAMES[metric]


@pytest.mark.parametrize("metric", SHOWN)
def test_better_and_worse_never_read_the_same(metric: Metric) -> None:
    assert len({said(metric, verdict) for verdict in SHOWN_VERDICTS}) == len(SHOWN_VERDICTS)


def test_no_change_is_never_told_as_one() -> None:
    assert said(Metric.TEXTURE, Verdict.UNCHANGED) == "No change that the photos can show for certain."


def test_the_witness_is_not_told() -> None:
    with pytest.raises(ValueError, match="R2"):
        said(Metric.REDNESS_WITNESS, Verdict.BETTER)
