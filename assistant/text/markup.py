"""Plain words inside Markdown."""

from __future__ import annotations

import re
from typing import Final

from assistant.text.normalise import fold_space, printable

# Signs that mean something wherever they stand, in CommonMark or in its usual extensions.
_ANYWHERE: Final = re.compile(r"[\\`*_\[\]<>|~&$^]")

# What makes a heading, a list, a rule or an underline at the start of a line.
_AT_START: Final = re.compile(r"^(?:\d{1,9}(?=[.)])|(?=[#+=:-]))")


def escape_markdown(text: str) -> str:
    r"""Write a text on one line so that Markdown shows its own characters and nothing else.

    >>> escape_markdown("1. *so* [it] is")
    '1\\. \\*so\\* \\[it\\] is'
    """
    escaped = _ANYWHERE.sub(r"\\\g<0>", printable(fold_space(text)))
    return _AT_START.sub(r"\g<0>\\", escaped)
