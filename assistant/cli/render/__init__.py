"""Results as people read them: the only part that knows about terminals.

Everything that comes from a document or a user passes `printable` first. In a terminal, text is
wrapped to its width; piped, a paragraph is one line.
"""

from __future__ import annotations

from assistant.cli.render.answers import answer, stream
from assistant.cli.render.json_text import json_document, json_line
from assistant.cli.render.listings import (
    answerers,
    checks,
    documents,
    hits,
    rechecked,
    report,
    shown,
)
from assistant.cli.render.progress import progress, waiting
from assistant.cli.render.sessions import sessions

__all__ = [
    "answer",
    "answerers",
    "checks",
    "documents",
    "hits",
    "json_document",
    "json_line",
    "progress",
    "rechecked",
    "report",
    "sessions",
    "shown",
    "stream",
    "waiting",
]
