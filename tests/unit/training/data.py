"""Where the suites and the development data are."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared" / "data"
SUITES = sorted((ROOT / "evals" / "suites").glob("*.yaml"))

needs_data = pytest.mark.skipif(
    not (DATA / "train").is_dir(), reason=f"the development data is not in {DATA}"
)
