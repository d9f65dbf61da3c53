"""Files of results: JSON Lines, what was judged first, then a line for each case.

While a run goes on, its lines are appended to `NAME.jsonl.part` as they come, so that a killed run
loses at most what it was at. A finished run is written in the suite's order, at one stroke. A
baseline is such a file.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, Final

from assistant.errors import ResultsError
from assistant.evaluation.records import Outcome

if TYPE_CHECKING:
    from pydantic import TypeAdapter

#: Raised when the lines change.
FORMAT: Final = 1

_PART: Final = ".part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What was judged, and with what.

    Attributes:
        suite:   Name of the suite.
        sha256:  Fingerprint of the cases that were run.
        model:   Who was to write the answers.
        index:   Fingerprint of the documents and of how they are indexed.
        code:    Version of this program, and a fingerprint of its source.
        options: What else decides the answers, such as `k`.
        prompts: Content hash of each prompt that was used, by name.
        format:  Of the file.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = {"extra": "forbid"}

    suite: str
    sha256: str
    model: str
    index: str
    code: str
    options: Mapping[str, str]
    prompts: Mapping[str, str]
    format: int = FORMAT

    def differences(self, other: Identity) -> list[str]:
        """Say in what two runs differ, a line each; this one is the base."""
        return [
            f"{label}: {_written(ours, theirs)} → {_written(theirs, ours)}"
            for name, label in _LABELS.items()
            if (ours := getattr(self, name)) != (theirs := getattr(other, name))
        ]


_LABELS: Final = {
    "suite": "suite",
    "sha256": "cases",
    "model": "model",
    "index": "index",
    "code": "code",
    "options": "options",
    "prompts": "prompts",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What was judged, and what came of it, in the suite's order."""

    identity: Identity
    outcomes: tuple[Outcome, ...]


class Journal:
    """The results of a run while it goes on, one line a case.

    Attributes:
        part:  The file that they are appended to.
        aside: Where unfinished results of another run were put when this one was opened.
    """

    def __init__(self, path: Path, identity: Identity) -> None:
        self.path = path
        self.part = path.with_name(path.name + _PART)
        self.identity = identity
        self.aside: Path | None = None
        self._file: IO[str] | None = None

    def open(self, *, fresh: bool = False) -> list[Outcome]:
        """Begin, or go on where an earlier run of the same was stopped.

        Results of another run (another model, index, code or options) are no use; they are kept
        beside, as `….part.old`.

        Args:
            fresh: Do not go on, whatever is there.

        Returns:
            What is already done.

        Raises:
            ResultsError: if the results cannot be written or are damaged.
        """
        with self._translated():
            self.part.parent.mkdir(parents=True, exist_ok=True)
        done = None if fresh else self._recover()
        with self._translated():
            if done is None:
                if self.part.exists():
                    self.aside = self.part.replace(self.part.with_name(self.part.name + ".old"))
                done = []
                self.part.write_text(_line(self.identity), "utf-8")
            self._file = self.part.open("a", encoding="utf-8", errors="replace")
        return done

    def append(self, outcome: Outcome) -> None:
        """Add a case; it outlives this process from here on.

        Raises:
            ResultsError: if it cannot be written; what was added before stays.
        """
        if self._file is None:
            raise AssertionError("the journal is not open")
        with self._translated():
            self._file.write(_line(outcome))
            self._file.flush()

    def finish(self, outcomes: Sequence[Outcome]) -> Results:
        """Write all results in their order, in place of any older ones.

        Raises:
            ResultsError: if they cannot be written; the appended lines stay.
        """
        self.close()
        results = Results(identity=_with_prompts(self.identity, outcomes), outcomes=tuple(outcomes))
        write_results(self.path, results)
        self.part.unlink(missing_ok=True)
        return results

    def close(self) -> None:
        """Release the file; what is there stays."""
        if self._file is not None:
            # What does not fit on the disk was reported when it was appended.
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None

    def _recover(self) -> list[Outcome] | None:
        """Read what an earlier run left; a last line that was cut off is dropped."""
        if not self.part.is_file():
            return None
        with self._translated():
            text = self.part.read_text("utf-8", errors="replace")
            whole, _, rest = text.rpartition("\n")
            if rest:
                _replace(self.part, whole + "\n" if whole else "")
        lines = whole.split("\n") if whole else []
        if not lines:
            return None
        results = _parse(self.part, lines)
        return list(results.outcomes) if results.identity == self.identity else None

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise _unwritable(self.part, error) from error


def write_results(path: Path, results: Results) -> None:
    """Write a file of results at one stroke.

    Raises:
        ResultsError: if it cannot be written; what was there before stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, "".join(_lines(results)))
    except OSError as error:
        raise _unwritable(path, error) from error


def without_times(results: Results) -> Results:
    """Drop the only part that differs between two runs of the same, as a baseline wants it."""
    outcomes = tuple(replace(one, seconds=0.0) for one in results.outcomes)
    return replace(results, outcomes=outcomes)


def read_results(path: Path) -> Results:
    """Read a file of results or a baseline.

    Raises:
        ResultsError: if it is missing or damaged; the message names file and line.
    """
    try:
        lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise ResultsError(
            f"the results {path}: {reason}; make them: assistant eval run"
        ) from error
    except ValueError as error:
        raise ResultsError(f"{path} is damaged: it is not UTF-8; run the suite again") from error
    if lines == [""]:
        raise ResultsError(f"{path} is damaged: it is empty; run the suite again")
    return _parse(path, lines)


def _parse(path: Path, lines: Sequence[str]) -> Results:
    identity = _record(path, 1, lines[0], Identity)
    if identity.format != FORMAT:
        raise ResultsError(
            f"{path} was written by another version (format {identity.format} instead of {FORMAT});"
            " run the suite again"
        )
    outcomes = tuple(
        _record(path, number, line, Outcome) for number, line in enumerate(lines[1:], start=2)
    )
    return Results(identity=identity, outcomes=outcomes)


def _record(path: Path, number: int, line: str, kind: Any) -> Any:  # noqa: ANN401
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        what = f"{where}: {first['msg']}" if where else first["msg"]
        raise ResultsError(
            f"{path}:{number}: the results are damaged: {what}; run the suite again"
        ) from error


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _lines(results: Results) -> Iterable[str]:
    yield _line(results.identity)
    for outcome in results.outcomes:
        yield _line(outcome)


def _line(record: Any) -> str:  # noqa: ANN401
    return json.dumps(asdict(record), ensure_ascii=False) + "\n"


def _with_prompts(identity: Identity, outcomes: Sequence[Outcome]) -> Identity:
    used = {
        name: sha256
        for one in outcomes
        if one.response is not None
        for name, sha256 in one.response.prompts.items()
    }
    return replace(identity, prompts=dict(sorted(used.items())))


def _replace(path: Path, text: str) -> None:
    """Write a file so that at any moment either the old or the new one is there, whole."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        aside.write_text(text, "utf-8", errors="replace")
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> ResultsError:
    reason = (error.strerror or "cannot be written").lower()
    return ResultsError(
        f"the results {path}: {reason}; mend that and run the same command again: "
        "it goes on where it stopped"
    )


def _written(value: object, other: object) -> str:
    """Write a value; of a mapping, only what is not the same in the other."""
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        unlike = (name for name in sorted(value) if value[name] != other.get(name))
        return ", ".join(f"{name} {value[name]}" for name in unlike) or "none"
    return str(value)
