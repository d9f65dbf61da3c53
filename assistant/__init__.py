"""Answers questions from documents and proves every statement with a quote.

>>> from assistant import Assistant
>>> with Assistant.open() as bot:                                     # doctest: +SKIP
...     print(bot.ask("Why does harvesting traffic fail in industry?").text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.errors import AssistantError
    from assistant.facade.assistant import Assistant
    from assistant.types import Answer, Citation, Document, Hit, IngestReport, Paragraph, Statement

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Citation",
    "Document",
    "Hit",
    "IngestReport",
    "Paragraph",
    "Statement",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import assistant` stays quick."""
    from importlib import import_module

    if name == "Assistant":
        return import_module("assistant.facade.assistant").Assistant
    if name == "AssistantError":
        return import_module("assistant.errors").AssistantError
    if name in __all__:
        return getattr(import_module("assistant.types"), name)
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
