"""Replies of language models, kept by their requests. Importing this module imports LangChain.

It is a LangChain cache. LangChain consults its cache for whole replies only, never for streamed
ones, so `ChatModel` consults this one itself.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import threading
from collections import Counter, defaultdict
from pathlib import Path
from textwrap import shorten
from typing import Any, Final, Literal

from langchain_core.caches import RETURN_VAL_TYPE, BaseCache
from langchain_core.messages import AIMessage, BaseMessage, message_to_dict, messages_from_dict
from langchain_core.outputs import ChatGeneration, Generation

from assistant.errors import ModelError, ReplayMissError

Mode = Literal["cache", "record", "replay"]

# The mark around a prompt's paragraphs: it differs as soon as anything does, and tells nothing.
_FENCE: Final = re.compile(r"\b[0-9a-f]{12}\b")

#: Most lines of the difference that a miss shows, and most characters of each.
_DIFFERENCE: Final = 3
_WIDEST: Final = 120


class Cassette(BaseCache):
    """A file of replies, one JSON object a line; may be shared by threads.

    `cache` gives the first recorded reply again, `record` never gives one and adds all, `replay`
    gives them in their order, request by request, and fails on what was never recorded. Replies
    are kept as chat messages.
    """

    def __init__(self, path: Path, mode: Mode) -> None:
        """Open a file of replies; it is made on the first update.

        Raises:
            ModelError: if it is missing for a replay, or no cassette.
        """
        self.path = path
        self.mode = mode
        self._lock = threading.Lock()
        self._replies: defaultdict[str, list[list[ChatGeneration]]] = defaultdict(list)
        self._requests: dict[str, str] = {}
        self._given: Counter[str] = Counter()
        self._read()

    def lookup(self, prompt: str, llm_string: str) -> RETURN_VAL_TYPE | None:
        """Find a reply.

        Args:
            prompt:     The messages.
            llm_string: The model and its options.

        Raises:
            ReplayMissError: if there is none in a replay.
        """
        request = _request(prompt, llm_string)
        key = _key(request)
        with self._lock:
            replies = self._replies.get(key, [])
            place = self._given[key] if self.mode == "replay" else 0
            if self.mode == "record" or place >= len(replies):
                if self.mode == "replay":
                    raise ReplayMissError(self._miss(request, place))
                return None
            self._given[key] += 1
            return list(replies[place])

    def update(self, prompt: str, llm_string: str, return_val: RETURN_VAL_TYPE) -> None:
        """Add a reply; it is on the disk when this returns."""
        request = _request(prompt, llm_string)
        entry = {
            "key": _key(request),
            "request": request,
            "reply": [message_to_dict(_message(one)) for one in return_val],
        }
        with self._lock:
            self._add(entry)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n")

    def clear(self, **kwargs: Any) -> None:  # noqa: ANN401, ARG002 - the base class's
        """Forget everything, on the disk too."""
        with self._lock:
            self._replies.clear()
            self._requests.clear()
            self.path.unlink(missing_ok=True)

    def _read(self) -> None:
        if not self.path.exists():
            if self.mode == "replay":
                raise ModelError(f"there is no recording at {self.path}; make one with --record")
            return
        with self.path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    self._add(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    raise ModelError(
                        f"{self.path}:{number} is no recorded reply; "
                        "take the line out, or record again"
                    ) from error

    def _add(self, entry: dict[str, Any]) -> None:
        self._replies[entry["key"]].append(_reply(entry["reply"]))
        self._requests[entry["key"]] = _shown(entry["request"])

    def _miss(self, request: dict[str, Any], place: int) -> str:
        if place:
            return (
                f"{self.path} has {place} replies to a request that came once more; "
                "record it again with as many repeats"
            )
        wanted = _shown(request)
        nearest = difflib.get_close_matches(wanted, self._requests.values(), n=1, cutoff=0)
        changed = [
            f"{line[0]} {shorten(line[1:].strip().rstrip(','), _WIDEST, placeholder='…')}"
            for line in difflib.unified_diff(
                nearest[0].splitlines() if nearest else [], wanted.splitlines(), n=0, lineterm=""
            )
            if line[:1] in {"-", "+"} and line[:3] not in {"---", "+++"}
        ]
        return (
            f"{self.path} has no reply to this request; against the nearest one: "
            + " | ".join(changed[:_DIFFERENCE])
            + "; record it with --record"
        )


def _request(prompt: str, llm_string: str) -> dict[str, Any]:
    return {"model": _parsed(llm_string), "messages": _parsed(prompt)}


def _parsed(text: str) -> object:
    """Read JSON where it is some, so that the file can be read and compared."""
    try:
        parsed: object = json.loads(text)
    except ValueError:
        return text
    return parsed


def _key(request: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


def _shown(request: dict[str, Any]) -> str:
    """Write a request on many lines, so that a difference shows what differs."""
    text = json.dumps(request, indent=1, ensure_ascii=False, sort_keys=True)
    return _FENCE.sub("…", text).replace("\\n", "\n")


def _message(one: Generation) -> BaseMessage:
    return one.message if isinstance(one, ChatGeneration) else AIMessage(content=one.text)


def _reply(saved: list[dict[str, Any]]) -> list[ChatGeneration]:
    return [ChatGeneration(message=message) for message in messages_from_dict(saved)]
