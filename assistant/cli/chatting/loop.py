"""A chat in a terminal: read, answer, go on."""

from __future__ import annotations

from assistant.cli.chatting.commands import Desk, obey
from assistant.cli.chatting.names import read_line
from assistant.cli.chatting.prompting import Input
from assistant.cli.render import talk
from assistant.cli.render.contrasts import contrast
from assistant.errors import AssistantError
from assistant.facade.scope import Scope


def converse(desk: Desk, lines: Input) -> None:
    """Answer questions and obey commands until the user leaves."""
    while (typed := _read(lines)) is not None:
        if not typed.strip():
            continue
        try:
            if not _go_on(desk, typed):
                break
        except KeyboardInterrupt:
            talk.aside("Given up.")
        except AssistantError as error:
            talk.complaint(str(error))
        desk.display.space()
    desk.conversation.keep()


def _read(lines: Input) -> str | None:
    """Read a line; an empty one where Ctrl-C took it away, None where there are no more."""
    try:
        return lines.read()
    except EOFError:
        return None
    except KeyboardInterrupt:
        if lines.was_empty:
            talk.aside("Ctrl-D or /quit leaves.")
        return ""


def _go_on(desk: Desk, typed: str) -> bool:
    """Do what a line says; returns whether the chat goes on."""
    line = read_line(typed)
    if line.command == "quit":
        return False
    if line.command:
        obey(desk, line.command, line.text)
    else:
        _answer(desk, line.text, line.documents)
    return True


def _answer(desk: Desk, question: str, documents: tuple[str, ...]) -> None:
    conversation = desk.conversation
    scope = Scope(documents=documents) if documents else conversation.scope
    desk.contrast = desk.bot.contrast(question, **scope.where)
    if desk.contrast:
        contrast(desk.contrast, base=desk.display.base)
        return
    alone = conversation.standalone(question)
    if alone != question:
        talk.aside(f"Searching for: {alone}")
    desk.display.answer(conversation.stream(question, alone=alone, **scope.where))
