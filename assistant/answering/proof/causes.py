"""What brings about what: a cause needs one in the paragraph, and may not change its side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.answering.alignment import Alignment
from assistant.text.wording import Word

#: What stands before one of these is the cause, what stands behind it the effect.
_FORWARD: Final = frozenset(
    "cause causes caused causing lead+to leads+to led+to leading+to result+in results+in "
    "resulted+in resulting+in therefore".split()
)

#: The other way round.
_BACKWARD: Final = frozenset(
    "because due+to owing+to thanks+to caused+by led+by result+of expense+of".split()
)

#: Words that may tell a cause, in a source.
_TOLD: Final = frozenset(
    """
    because since as due owing thanks thus therefore hence so for by through make makes made from
    inevitably expense caused cause causes causing lead leads led leading result results resulted
    resulting reason reasons key bring brings brought owe
    """.split()
)


class Cause(NamedTuple):
    """Stems of a cause and of its effect, without those of both."""

    cause: frozenset[str]
    effect: frozenset[str]


def find_cause(words: Sequence[Word]) -> Cause | None:
    """Find the first cause that a sentence tells of.

    >>> from assistant.text.wording import read_words
    >>> find_cause(read_words("Rain leads to floods"))
    Cause(cause=frozenset({'rain'}), effect=frozenset({'flood'}))
    """
    for place, word in enumerate(words):
        both = f"{word.text}+{words[place + 1].text}" if place + 1 < len(words) else ""
        cues = {word.text, both}
        backward = bool(cues & _BACKWARD)
        if backward or cues & _FORWARD:
            before = frozenset(one.stem for one in words[:place] if one.stem)
            behind = frozenset(one.stem for one in words[place + 1 :] if one.stem)
            sides = (behind - before, before - behind) if backward else (
                before - behind, behind - before
            )  # fmt: skip
            return Cause(*sides)
    return None


def is_cause_turned(alignment: Alignment) -> bool:
    """Tell whether a statement's cause is the effect in its source, or none there."""
    ours = find_cause(alignment.claim)
    if ours is None or alignment.home is None:
        return False
    home = alignment.home
    near = alignment.source.words[max(0, home - 1) : home + 2]
    if not any(word.text in _TOLD for words in near for word in words):
        return True
    theirs = find_cause(alignment.source.words[home])
    if theirs is None:
        return False
    kept = len(ours.cause & theirs.cause) + len(ours.effect & theirs.effect)
    crossed = len(ours.cause & theirs.effect) + len(ours.effect & theirs.cause)
    return crossed > kept
