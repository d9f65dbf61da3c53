"""No command looks for a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.world import QUESTIONS, Place, run

#: Where they are set, ONNX Runtime sends nothing of its own accord.
SILENCERS = ("ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "CI", "TF_BUILD", "GITHUB_ACTIONS")


def test_the_model_runtime_starts_no_telemetry(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ONNX Runtime from 1.29 on sends events to its makers; when it starts to, it leaves `.ses`."""
    for name in SILENCERS:
        monkeypatch.delenv(name, raising=False)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    done = run("search", QUESTIONS[0], "--index", place.index, env={"TMPDIR": str(scratch)})
    assert done.status == 0
    assert list(scratch.iterdir()) == []
