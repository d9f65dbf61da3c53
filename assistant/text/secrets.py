"""Keys and tokens, made unreadable before a text is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

#: What stands in a key's place.
MASK: Final = "[key removed]"

#: How providers write their keys, with enough of the sign that words are not taken for one.
_KEYS: Final = re.compile(
    r"\b(?:"
    r"(?:sk|pk|rk|xai|pplx|nvapi)-[\w-]{16,}"
    r"|(?:gsk|hf|ghp|gho|ghu|ghs|ghr|github_pat|glpat|r8|sk)[_-]\w{16,}"
    r"|AIza[\w-]{30,}"
    r"|AKIA[A-Z\d]{16}"
    r"|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"
    r")"
)

#: Shorter values of a variable are words, not keys: masking them would tear texts apart.
_LEAST: Final = 8


def mask_secrets(text: str, known: Iterable[str] = ()) -> str:
    """Put a mark in the place of every key.

    Args:
        text:  What may hold keys.
        known: Keys in use here; others are known by their form.

    >>> mask_secrets("is sk-proj-abcdefghijklmnop valid?")
    'is [key removed] valid?'
    """
    for secret in sorted(known, key=len, reverse=True):
        if len(secret) >= _LEAST:
            text = text.replace(secret, MASK)
    return _KEYS.sub(MASK, text)
