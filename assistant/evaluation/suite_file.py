"""Read suites: YAML, or JSON Lines with one case a line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import SuiteError
from assistant.evaluation.case import Suite

if TYPE_CHECKING:
    from pydantic import ValidationError
    from yaml import Node

#: Where something stands in a file's content: keys and positions from the outside in.
Place = tuple[str | int, ...]

_YAML: Final = frozenset({".yaml", ".yml"})
_JSON_LINES: Final = ".jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A file's content and the line of each part of it."""

    path: Path
    content: Any
    lines: Mapping[Place, int]

    def line(self, place: Sequence[str | int]) -> int:
        """Look up the line of a part, or of the nearest thing around it."""
        for length in range(len(place), 0, -1):
            if line := self.lines.get(tuple(place[:length])):
                return line
        return 1


def load_suite(path: Path) -> Suite:
    """Read a suite.

    Raises:
        SuiteError: if it cannot be read, is malformed, is empty or gives an id twice; the message
            names file and line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise SuiteError(f"the suite {path}: {reason}; name a .yaml or .jsonl file") from error
    except ValueError as error:
        raise SuiteError(f"the suite {path} is not valid UTF-8; save it as UTF-8") from error
    if path.suffix in _YAML:
        return _checked(_read_yaml(path, text))
    if path.suffix == _JSON_LINES:
        return _checked(_read_json_lines(path, text))
    raise SuiteError(f"the suite {path} is neither a .yaml nor a .jsonl file; rename it")


def _checked(source: _Source) -> Suite:
    from pydantic import ValidationError

    from assistant.evaluation.suite_format import SuiteEntry

    if not (isinstance(source.content, dict) and source.content.get("cases")):
        raise SuiteError(f"{source.path}:1: the suite has no cases; write some below `cases:`")
    try:
        entry = SuiteEntry.model_validate(source.content)
    except ValidationError as error:
        raise SuiteError(_explain(source, error)) from error
    lines = [source.line(("cases", at)) for at in range(len(entry.cases))]
    first: dict[str, int] = {}
    for case, line in zip(entry.cases, lines, strict=True):
        if case.id in first:
            raise SuiteError(
                f"{source.path}:{line}: the id {case.id!r} is also in line {first[case.id]}; "
                "rename one"
            )
        first[case.id] = line
    return entry.to_suite(path=str(source.path), lines=lines)


def _explain(source: _Source, error: ValidationError) -> str:
    """Write the first of a validation's errors as one line, and how many more there are."""
    errors = error.errors(include_url=False, include_context=False)
    # Of the members of a union, what a check of ours says tells most.
    first = min(errors, key=lambda one: (source.line(one["loc"]), one["type"] != "value_error"))
    at = first["loc"]
    where = ".".join(str(part) for part in at[2:] if _is_written(part))
    case = _case_name(source, at)
    what = first["msg"].removeprefix("Value error, ")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    named = ": ".join(part for part in (case, where or ".".join(map(str, at[:1]))) if part)
    return f"{source.path}:{source.line(at)}: {named}: {what[:1].lower()}{what[1:]}{more}"


def _is_written(part: str | int) -> bool:
    """Tell a key or a position from the name of a union's member: `RegexEntry`, `function-…`."""
    return isinstance(part, int) or (part.isalnum() and part.islower() and part != "str")


def _case_name(source: _Source, at: Sequence[str | int]) -> str:
    if len(at) < 2 or at[0] != "cases" or not isinstance(at[1], int):
        return ""
    cases = source.content["cases"]
    entry = cases[at[1]] if isinstance(cases, list) else None
    id_ = entry.get("id") if isinstance(entry, dict) else None
    return f"case {id_!r}" if id_ else f"case {at[1] + 1}"


def _read_json_lines(path: Path, text: str) -> _Source:
    cases: list[Any] = []
    lines: dict[Place, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
        except ValueError as error:
            raise SuiteError(f"{path}:{number}: not valid JSON: {error}") from error
        lines["cases", len(cases)] = number
        cases.append(content)
    content = {"name": path.stem, "description": f"The cases of {path.name}.", "cases": cases}
    return _Source(path=path, content=content, lines=lines)


def _read_yaml(path: Path, text: str) -> _Source:
    import yaml

    # The same loader in C, where the wheel has it: it is ten times as quick.
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        lines = _lines(node, path) if node else {}
        content = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SuiteError(f"{path}:{line}: not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise SuiteError(f"{path}:1: not valid YAML: {error}") from error
    finally:
        loader.dispose()
    return _Source(path=path, content=content, lines=lines)


def _lines(node: Node, path: Path) -> dict[Place, int]:
    """Note the line of every part; a key that stands twice would silently hide the first.

    Raises:
        SuiteError: if a mapping has a key twice.
    """
    import yaml

    lines: dict[Place, int] = {}
    waiting: list[tuple[Place, Node]] = [((), node)]
    seen: set[int] = set()
    while waiting:
        place, one = waiting.pop()
        if id(one) in seen:  # an anchor may point at what it stands in
            continue
        seen.add(id(one))
        lines.setdefault(place, one.start_mark.line + 1)
        if isinstance(one, yaml.SequenceNode):
            waiting += [((*place, at), item) for at, item in enumerate(one.value)]
        elif isinstance(one, yaml.MappingNode):
            for key, value in one.value:
                inner = (*place, str(key.value))
                if inner in lines:
                    line = key.start_mark.line + 1
                    raise SuiteError(f"{path}:{line}: the key {key.value!r} stands here twice")
                lines[inner] = key.start_mark.line + 1
                waiting.append((inner, value))
    return lines
