"""Chroma, imported when it is needed and without its developers' checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chromadb.api import ClientAPI


def open_client(path: Path) -> ClientAPI:
    """Open Chroma in a folder."""
    with unchecked_overrides():
        import chromadb
        from chromadb.config import Settings

        # One spelling of the path: Chroma shares its state by the string.
        return chromadb.PersistentClient(
            str(path.resolve()), settings=Settings(anonymized_telemetry=False)
        )


def chroma_errors() -> tuple[type[Exception], ...]:
    """Give what Chroma raises."""
    with unchecked_overrides():
        from chromadb.errors import ChromaError

        return (ChromaError, ValueError, RuntimeError)


@contextmanager
def unchecked_overrides() -> Iterator[None]:
    """Have classes defined without comparing each method to that of the class before it.

    Chroma marks its methods with the package `overrides`, which compares signatures and annotations
    as they are imported: a fourth of the import, and never a finding in a release.
    """
    try:
        import overrides
    except ImportError:  # Chroma will not need it for ever.
        yield
        return
    checked = overrides.override, overrides.overrides
    overrides.override = overrides.overrides = _mark  # type: ignore[assignment]
    try:
        yield
    finally:
        overrides.override, overrides.overrides = checked


def _mark(method: Callable[..., object] | None = None, **_: object) -> Callable[..., object]:
    """Mark a method as `overrides` does, with or without options in between."""
    if method is None:
        return _mark
    method.__override__ = True  # type: ignore[attr-defined]
    return method
