"""JSON for programs, harmless in a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

from assistant.text.normalise import printable


def json_document(content: Mapping[str, Any]) -> None:
    """Print one JSON document; characters that a terminal could obey are escaped."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    sys.stdout.write(_escaped(text) + "\n")


def json_line(content: Mapping[str, Any]) -> None:
    """Print one JSON document on one line, at once."""
    sys.stdout.write(_escaped(json.dumps(content, ensure_ascii=False)) + "\n")
    sys.stdout.flush()


def _escaped(text: str) -> str:
    """Escape what `json` leaves as it is but a terminal or a reader may not see."""
    if text.isascii():
        return text
    return "".join(
        char if char == "\n" or printable(char) == char else f"\\u{ord(char):04x}" for char in text
    )
