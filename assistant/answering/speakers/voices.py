"""Whose view a sentence gives: the document's own, or one that it reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.types import Voice

_OPINION: Final = (
    r"(?:believ(?:e|es|ed)|argu(?:e|es|ed)|claim(?:s|ed)?|contend(?:s|ed)?|maintain(?:s|ed)? that"
    r"|insist(?:s|ed)?|assert(?:s|ed)?|alleg(?:e|es|ed)|hold(?:s)? that|held that"
    r"|(?:think|thinks|thought)(?! (?:about|of)\b)|sa(?:y|ys|id)|suppos(?:e|es|ed)"
    r"|call(?:s|ed)?|advocat(?:e|es|ed)|regard(?:s|ed)?|suggest(?:s|ed)?)"
)
_HOLDER: Final = (
    r"(?:they|(?:some|many|most|several|other|certain|these|those)(?: of (?:them|us))?"
    r"(?: [\w-]+){0,3}|others|critics|opponents|proponents|supporters|advocates|sceptics|skeptics"
    r"|defenders|commentators|observers|people|he|she)"
)

# "Some people call it …", "critics have argued …", "it is often said that …".
_REPORTS: Final = re.compile(
    rf"(?:^|[,;:] |\b(?:but|and|while|although|though|as|what) )\W*{_HOLDER}"
    r"(?: (?:may|might|have|has|had|would|will|also|often|even|still|then|now|long|always"
    r"|\w+ly)){0,2}"
    rf" {_OPINION}\b"
    r"|\bit (?:is|was|has been|had been)(?: \w+ly| often)? "
    r"(?:said|believed|claimed|argued|thought|alleged|supposed)\b"
    rf"|\baccording to {_HOLDER}\b"
    r"|^\W*in (?:their|his|her|some people’s|some people's) (?:view|opinion|eyes)\b",
    re.IGNORECASE,
)

# A sentence that goes on with the view before it: "They need to …".
_GOES_ON: Final = re.compile(r"\W*(?:they|he|she|in (?:their|his|her))\b", re.IGNORECASE)

_REJECTS: Final = re.compile(
    r"\b(?:do|does|did|can|could|would) ?(?:not|n[’']t|never) "
    r"(?:(?:really|fully|quite|entirely) )?(?:think so|agree|share (?:this|that|such)|believe so"
    r"|hold water)\b"
    r"|\bcan ?not (?:agree|accept)\b|\bdisagree"
    r"|\b(?:this|that|such an?)(?: [\w-]+){0,2} (?:is|was|are|were) "
    r"(?:(?:\w+ly|simply|quite|a) ){0,2}"
    r"(?:wrong|false|mistaken|mistake|misleading|myth|untrue|incorrect|misguided|misconception"
    r"|fallacy|nonsense|not (?:so|true|right|correct|the case|comprehensive))\b",
    re.IGNORECASE,
)


def voices(sentences: Sequence[str], behind: str = "") -> list[Voice]:
    """Tell for each sentence of a paragraph whose view it gives.

    A view that is reported counts as rejected where the next sentence of the document's own says
    so ("the author does not think so").

    Args:
        sentences: In reading order.
        behind:    The sentence that follows the paragraph, where there is one.
    """
    found: list[Voice] = []
    for text in sentences:
        goes_on = found and found[-1] != "own" and _GOES_ON.match(text)
        found.append("reported" if goes_on or _REPORTS.search(text) else "own")
    rejected = False
    for place in range(len(found) - 1, -1, -1):
        if found[place] == "own":
            rejected = False
            continue
        after = sentences[place + 1] if place + 1 < len(sentences) else behind
        rejected = rejected or bool(_REJECTS.search(after))
        if rejected:
            found[place] = "rejected"
    return found


def ends_reported(sentences: Sequence[str]) -> bool:
    """Tell whether a paragraph ends with a view that the next one may reject."""
    return bool(sentences) and voices(sentences)[-1] != "own"
