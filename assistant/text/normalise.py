"""Spellings that mean the same."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")


def fold_space(text: str) -> str:
    r"""Turn every run of white space into one space and drop it at the ends.

    >>> fold_space(" a\r\n  b ")
    'a b'
    """
    return _SPACE.sub(" ", text).strip()


def printable(text: str) -> str:
    r"""Show control characters instead of sending them to a terminal.

    Tab and line feed stay. Everything else in the Unicode categories Cc (controls, escape
    among them), Cs (lone surrogates) and the bidirectional controls becomes its code point in
    angle brackets.

    >>> printable("red \x1b[31m")
    'red <1B>[31m'
    """
    if text.isprintable():
        return text
    return "".join(char if _is_safe(char) else f"<{ord(char):02X}>" for char in text)


# Direction overrides and isolates can make a quote read differently from its bytes.
_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def _is_safe(char: str) -> bool:
    return char in "\t\n" or (
        unicodedata.category(char) not in {"Cc", "Cs"} and char not in _BIDIRECTIONAL
    )
