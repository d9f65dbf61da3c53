"""The page on reliability names every test of this folder, and no other."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.reliability.world import ROOT

PAGE = ROOT / "docs" / "reliability.md"


def names_in(folder: Path) -> set[str]:
    """Name the test functions of a folder."""
    return {
        node.name
        for file in folder.glob("test_*.py")
        if file != Path(__file__)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_the_page_on_reliability_names_every_test_and_no_other() -> None:
    named = re.findall(r"`(test_\w+)`", PAGE.read_text("utf-8"))
    assert sorted(named) == sorted(set(named)), "each is named once"
    here = Path(__file__).parent
    assert set(named) == names_in(here) | names_in(ROOT / "tests" / "fuzz")
