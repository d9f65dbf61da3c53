"""The commands of a chat by name, and how a line names one."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from assistant.errors import UsageError

#: Stands before a document's id at the start of a question.
NAMES_DOCUMENT: Final = "@"

#: Behind `/filter`, or behind a kind of filter: looks in all documents again.
OFF: Final = "off"

#: Words that people type to leave, whatever the help says.
_LEAVE: Final = frozenset({"exit", "quit", "bye"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A command as the help lists it."""

    name: str
    argument: str = ""
    about: str


COMMANDS: Final = (
    Name(name="sources", about="the quotes that prove the last answer"),
    Name(name="open", argument="N", about="source N in its context, with the quote marked"),
    Name(name="why", about="scores, model, prompts and times of the last answer"),
    Name(name="model", about="who writes the answers, and whether text leaves this machine"),
    Name(name="compare", argument="A | B", about="two subjects side by side"),
    Name(name="filter", argument="KIND X", about="only documents of a topic, date, stance or id"),
    Name(name="save", argument="FILE", about="the conversation as Markdown with footnotes"),
    Name(name="undo", about="take back the last question and its answer"),
    Name(name="clear", about="clear the screen and begin a new conversation"),
    Name(name="help", about="this list"),
    Name(name="quit", about="leave; so does Ctrl-D"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a typed line means.

    Attributes:
        command:   Name of a command; empty for a question.
        text:      The question, or the command's argument.
        documents: Ids that the question names; none for all documents.
    """

    command: str = ""
    text: str = ""
    documents: tuple[str, ...] = ()


def read_line(typed: str) -> Line:
    """Tell commands from questions.

    A question may begin with the ids of the documents to look in, each behind an `@`.

    Raises:
        UsageError: if it is a command that there is not; the message names the nearest.
    """
    text = typed.strip()
    if text.lower() in _LEAVE:
        return Line(command="quit")
    if text.startswith("/"):
        return _command(text)
    documents: list[str] = []
    while text.startswith(NAMES_DOCUMENT):
        name, _, rest = text.partition(" ")
        documents.append(name.removeprefix(NAMES_DOCUMENT))
        text = rest.strip()
    return Line(text=text, documents=tuple(documents))


def _command(text: str) -> Line:
    words = text[1:].split(maxsplit=1)
    name = words[0].lower() if words else ""
    names = [one.name for one in COMMANDS]
    if name in _LEAVE:
        name = "quit"
    if name not in names:
        near = get_close_matches(name, names, n=1, cutoff=0.0)[0] if name else "help"
        raise UsageError(f"there is no command /{name}; the nearest is /{near}")
    return Line(command=name, text=words[1].strip() if len(words) > 1 else "")
