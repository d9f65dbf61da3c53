"""The YAML block at the head of a Markdown file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.errors import UnreadableFileError
from assistant.text.lines import count_breaks

if TYPE_CHECKING:
    from yaml import Event

_OPENING = re.compile(r"---[ \t]*(?:\r\n|\r|\n)(?![ \t]*(?:[\r\n]|\Z))")
_CLOSING = re.compile(r"(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|\Z)")

# Far beyond any real front matter; PyYAML's time grows with the square of some texts.
_MOST_CHARS: Final = 1 << 14
_DEEPEST: Final = 10

Value = str | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What the front matter says, as text.

    Attributes:
        fields: Keys, as written, and values; lists are joined with commas.
        end:    Offset of the first character behind it; 0 if there is none.
    """

    fields: dict[str, str]
    end: int


def read_front_matter(text: str) -> FrontMatter:
    """Read the front matter of `text`, if it has one.

    It begins on the first line with three hyphens, without a blank line behind them, and holds a
    mapping; anything else between two such lines is ordinary Markdown. All values are taken as
    written: a date stays as it is, and `yes` is a word.

    Raises:
        UnreadableFileError: If the YAML is malformed.
    """
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return FrontMatter(fields={}, end=0)
    if closing.start() > _MOST_CHARS:
        raise _malformed(1, f"longer than {_MOST_CHARS:,} characters")
    mapping = _parse(text[opening.end() : closing.start()])
    if mapping is None:
        return FrontMatter(fields={}, end=0)
    fields = {key: value for key, item in mapping.items() if (value := _as_text(item))}
    return FrontMatter(fields=fields, end=closing.end())


def _parse(source: str) -> dict[str, Value] | None:
    """Parse YAML to a mapping; None if it is something else."""
    import yaml

    try:
        _check(yaml.parse(source, Loader=yaml.BaseLoader))
        # Safer than the safe loader: it knows text, lists and mappings, and no types at all.
        loaded = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context or "not YAML"
        raise _malformed(mark.line + 2 if mark else 1, reason) from error
    except yaml.reader.ReaderError as error:
        line = count_breaks(source[: error.position]) + 2
        raise _malformed(line, "a character that YAML does not allow") from error
    if loaded == "":
        return {}
    return loaded if isinstance(loaded, dict) else None


def _check(events: Iterable[Event]) -> None:
    """Refuse what would take the loader long, before it is loaded."""
    import yaml

    depth = 0
    for event in events:
        # A few nested aliases can stand for gigabytes of text.
        if isinstance(event, yaml.AliasEvent):
            raise _malformed(_line_of(event), "aliases are not supported")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _malformed(_line_of(event), "nested too deeply")


def _line_of(event: Event) -> int:
    # The first line of the YAML is the second of the file.
    return event.start_mark.line + 2 if event.start_mark else 1


def _malformed(line: int, reason: str) -> UnreadableFileError:
    return UnreadableFileError(f"malformed front matter on line {line}: {reason}")


def _as_text(value: Value) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_as_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_as_text(item) for item in value)
    return value.strip()
