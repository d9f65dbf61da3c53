"""Prompts: Markdown files that become LangChain's templates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from assistant.errors import PromptError

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.prompts import ChatPromptTemplate

_FRONT_MATTER: Final = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_MESSAGE: Final = re.compile(r"^# (system|human|ai)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A prompt.

    Attributes:
        name:    As its file is called.
        version: As its author counts.
        sha256:  Of the file's bytes, in hexadecimal.
        chat:    The messages with their slots.
    """

    name: str
    version: int
    sha256: str
    chat: ChatPromptTemplate

    def fill(self, **slots: str) -> list[BaseMessage]:
        """Put text into every slot; nothing in it is taken for a slot again."""
        return self.chat.format_messages(**slots)


def load_template(name: str, folders: Sequence[Path]) -> Template:
    """Load a prompt from the first folder that has it.

    Raises:
        PromptError: if none has it, or it is not what its front matter says.
    """
    for folder in folders:
        path = folder / f"{name}.md"
        if path.is_file():
            return _parse(path)
    places = ", ".join(map(str, folders))
    raise PromptError(f"there is no prompt {name}.md in {places}; install the package again")


def _parse(path: Path) -> Template:
    from langchain_core.prompts import ChatPromptTemplate

    try:
        data = path.read_bytes()
        text = data.decode("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{path} cannot be read: {error}") from error
    parts = _FRONT_MATTER.fullmatch(text)
    if not parts:
        raise PromptError(f"{path} does not begin with front matter between two lines of ---")
    about = _front_matter(path, parts[1])
    _, *pieces = _MESSAGE.split(parts[2])
    messages = list(zip(pieces[::2], map(str.strip, pieces[1::2]), strict=True))
    try:
        chat = ChatPromptTemplate.from_messages(messages)
    except ValueError as error:
        raise PromptError(f"{path} has a brace that closes no slot: {error}") from error
    if not messages or set(chat.input_variables) != set(about["slots"]):
        raise PromptError(
            f"{path} declares the slots {sorted(about['slots'])} "
            f"and has {sorted(chat.input_variables)}"
        )
    return Template(
        name=path.stem,
        version=about["version"],
        sha256=hashlib.sha256(data).hexdigest(),
        chat=chat,
    )


def _front_matter(path: Path, text: str) -> Mapping[str, Any]:
    import yaml

    try:
        about = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise PromptError(f"{path} has front matter that is no YAML") from error
    whole = (
        isinstance(about, dict)
        and about.get("name") == path.stem
        and isinstance(about.get("version"), int)
        and isinstance(about.get("slots"), list)
    )
    if not whole:
        raise PromptError(
            f"{path} needs name: {path.stem}, version: a whole number, and slots: a list"
        )
    return about  # type: ignore[no-any-return]
