"""On the path of a subprocess, this makes every embedding model unusable in it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec

FORBIDDEN = frozenset({"onnxruntime", "torch", "sentence_transformers", "transformers"})


class Refusal:
    """Refuses to import what could embed."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None, target: object = None
    ) -> ModuleSpec | None:
        """Stop the import of a forbidden package; leave all others to the next finder."""
        if name in FORBIDDEN:
            raise AssertionError(f"{name} was imported where no model may be used")
        return None


sys.meta_path.insert(0, Refusal)  # type: ignore[arg-type]
