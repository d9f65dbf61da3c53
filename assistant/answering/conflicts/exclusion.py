"""Whether two dates, numbers or names can both be the answer to one question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.answering.conflicts.values import Value
from assistant.text.quantities import Quantity
from assistant.text.wording import same_family

#: How far a number that is "about" so much may be from another one, as a share.
_LEEWAY: Final = 0.1

# Of one dimension, in its smallest unit; what differs by rounding alone agrees.
_SIZES: Final = {
    "km": ("length", 1000.0), "mile": ("length", 1609.34), "metre": ("length", 1.0),
    "cm": ("length", 0.01), "foot": ("length", 0.3048), "inch": ("length", 0.0254),
    "kg": ("weight", 1.0), "tonne": ("weight", 1000.0), "lb": ("weight", 0.4536),
    "second": ("time", 1.0), "minute": ("time", 60.0), "hour": ("time", 3600.0),
    "day": ("time", 86400.0), "week": ("time", 604800.0), "month": ("time", 2629800.0),
    "year": ("time", 31557600.0), "decade": ("time", 315576000.0),
    "century": ("time", 3155760000.0),
}  # fmt: skip
_CONVERTED: Final = 0.05

#: Figures of rounded numbers end in more zeros than this.
_ZEROS: Final = 2


def exclude(one: Value, other: Value) -> bool:
    """Tell whether two values of one kind cannot both be the answer to one question."""
    if one.kind != other.kind:
        return False
    if one.kind == "date":
        return any(
            ours is not None and theirs is not None and ours != theirs
            for ours, theirs in zip(one.date, other.date, strict=True)
        )
    if one.kind == "number":
        return _differ(one, other)
    return not _are_one_name(one.name, other.name)


def _differ(one: Value, other: Value) -> bool:
    """Tell whether two numbers differ by more than rounding, leeway and another unit explain."""
    ours, theirs = one.quantity, other.quantity
    if ours is None or theirs is None:
        return False
    first, second, leeway = ours.value, theirs.value, 0.0
    if ours.unit != theirs.unit and ours.unit and theirs.unit:
        sizes = _SIZES.get(ours.unit), _SIZES.get(theirs.unit)
        if sizes[0] is None or sizes[1] is None or sizes[0][0] != sizes[1][0]:
            return False  # nothing can be said of kilometres and per cent
        first, second, leeway = first * sizes[0][1], second * sizes[1][1], _CONVERTED
    for low, high, bound in ((first, second, one.bound), (second, first, other.bound)):
        if (bound == ">" and high >= low) or (bound == "<" and high <= low):
            return False
        leeway = max(leeway, _LEEWAY if bound == "~" else 0.0)
    step = max(_rounded_to(one.text, ours), _rounded_to(other.text, theirs))
    return abs(first - second) > max(step / 2, leeway * max(abs(first), abs(second)))


def _rounded_to(text: str, quantity: Quantity) -> float:
    """Give the step that a large number was rounded to: 100,000 for "1.5 million"."""
    digits = re.search(r"\d+(?:,\d{3})*(?:\.(\d+))?", text)
    if digits is None or not quantity.value:
        return 0.0
    plain = float(digits[0].replace(",", ""))
    scale = quantity.value / plain if plain else 1.0
    if scale > 1:
        return float(scale / 10 ** len(digits[1] or ""))
    zeros = len(digits[0]) - len(digits[0].rstrip("0,"))
    zeros -= digits[0][len(digits[0]) - zeros :].count(",")
    return 10.0**zeros if zeros > _ZEROS and not digits[1] else 0.0


def _are_one_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two names can be one: a word of theirs is the same, or one is the initials."""
    if any(a == b or same_family(a, b) or _sound_alike(a, b) for a in one for b in other):
        return True
    short, long = sorted((one, other), key=len)
    initials = "".join(part[0] for part in long)
    return len(short) == 1 < len(long) and short[0].replace(".", "") in {
        initials,
        f"the{initials}",
    }


def _sound_alike(one: str, other: str) -> bool:
    """Tell whether two words differ in vowels and "h" alone: "Mohammed" and "Muhammad"."""
    bare = [re.sub(r"[aeiouyh]|(.)(?=\1)", "", word) for word in (one, other)]
    return one[0] == other[0] and bare[0] == bare[1] and len(bare[0]) > 1
