"""Which template fits the names at hand, and what a template or table reads from some of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model import NamedFields, View
from tracker.services.bulk_import.drafts import NameReader
from tracker.services.bulk_import.spellings import read_view
from tracker.services.bulk_import.template import parse_template
from tracker.texts import Message

_WHO = "{chart}_{family}_{given}_{born}"
_USUAL = (
    f"{_WHO}/{{treatment}}/{{date}}/{{view}}",
    f"{_WHO}/{{date}}/{{view}}",
    f"{_WHO}/{{date}}_{{view}}",
    f"{_WHO}_{{date}}_{{view}}",
    f"{_WHO}/{{view}}",
    "{chart}/{treatment}/{date}/{view}",
    "{chart}/{date}/{view}",
    "{chart}/{date}_{view}",
    "{chart}_{date}_{view}",
    "{chart}/{view}",
    "{chart}_{view}",
)
TEMPLATES = (*_USUAL, *(f"*/{template}" for template in _USUAL))
"""Usual ways to name photos; behind them the same inside one more folder, as ZIPs have it."""
MOST_NAMES = 200


@dataclass(frozen=True, slots=True)
class Example:
    """What is read from one name: fields and view, or the reason why not."""

    name: str
    fields: NamedFields | None
    view: View | None
    reason: Message | str = ""


def suggest_template(names: Sequence[str]) -> str:
    """The usual template by which most names say patient and view; the first one where none fits.

    A folder that holds all others is taken to be the ZIP's own, not a patient's.

    >>> suggest_template(["all/A-17/2024-03-01/front.jpg", "all/B-2/2024-03-01/front.jpg"])
    '*/{chart}/{date}/{view}'
    """
    some = names[:MOST_NAMES]
    parts = [name.split("/") for name in some]
    is_inside = len({part[0] for part in parts}) == 1 < len({part[1] for part in parts if len(part) > 1})
    ordered = sorted(TEMPLATES, key=lambda template: template.startswith("*/") is not is_inside)
    return max(ordered, key=lambda template: _count_read(parse_template(template), some))


def read_examples(names: Sequence[str], reader: NameReader) -> list[Example]:
    """What a template or table reads from names."""
    return [_example(name, reader) for name in names]


def _example(name: str, reader: NameReader) -> Example:
    said = reader.read(name.replace("\\", "/"))
    if isinstance(said, Message):
        return Example(name, None, None, said)
    return Example(name, said, read_view(said.view, said.zone))


def _count_read(reader: NameReader, names: Sequence[str]) -> int:
    return sum(example.view is not None for example in read_examples(names, reader))
