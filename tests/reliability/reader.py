"""A reader that asks until it is told to stop, and tells how it went.

Arguments: folder of the index, file that says stop. Standard output gets `ready` after the first
answer, and at the end a JSON object: number of questions, longest wait in seconds, generations.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from assistant import Assistant

QUESTION = "Which supplier delivers the turbine bearing?"


def main(index: str, stop: str) -> None:
    """Ask; any error ends this process with a traceback."""
    waits: list[float] = []
    seen: list[int] = []
    with Assistant.open(index=index) as bot:
        bot.warm_up()
        bot.ask(QUESTION)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while not Path(stop).exists():
            began = time.perf_counter()
            answer = bot.ask(QUESTION)
            waits.append(time.perf_counter() - began)
            assert answer.citations
            documents = len(bot.documents())
            if documents not in seen:
                seen.append(documents)
            time.sleep(0.02)
    sys.stdout.write(json.dumps({"asked": len(waits), "worst_s": max(waits), "documents": seen}))


if __name__ == "__main__":
    main(*sys.argv[1:])
