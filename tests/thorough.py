"""Whether to look longer for rare faults than the gate has time for."""

from __future__ import annotations

import os

THOROUGH = "TEST_THOROUGH" in os.environ
