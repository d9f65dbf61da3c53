"""What `/filter` does: choose the documents that a chat looks in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.cli.chatting.completion import Filters
from assistant.cli.chatting.names import OFF
from assistant.cli.render.page import count
from assistant.errors import UsageError
from assistant.facade.assistant import Assistant
from assistant.facade.scope import Scope, tally
from assistant.types import Traits

_EXAMPLES: Final = {
    "topic": "topic retail",
    "since": "since 2020",
    "stance": "stance mixed",
    "document": "document bees, honey",
}


def changed(scope: Scope, argument: str) -> Scope:
    """Change a scope as what stands behind `/filter` says; nothing changes nothing.

    A kind with names, and commas between them, takes the place of what that kind was; the other
    kinds stay.

    Raises:
        UsageError: says what may stand there.
    """
    kind, _, rest = argument.partition(" ")
    kind = kind.lower()
    names = tuple(name for part in rest.split(",") if (name := part.strip()))
    if not kind:
        return scope
    if kind == OFF and not names:
        return Scope()
    if kind not in _EXAMPLES:
        raise UsageError(
            f"there is no filter {kind!r}; choose by topic, since, stance or document, for "
            "example: /filter since 2020"
        )
    if not names:
        raise UsageError(f"/filter {kind} needs more, for example: /filter {_EXAMPLES[kind]}")
    is_off = [name.lower() for name in names] == [OFF]
    if kind == "since":
        return replace(scope, since=None if is_off else rest.strip())
    if kind == "document":
        return replace(scope, documents=None if is_off else names)
    chosen = () if is_off else names
    return replace(scope, topics=chosen) if kind == "topic" else replace(scope, stances=chosen)


def in_force(bot: Assistant, scope: Scope) -> str:
    """Say how many documents a scope leaves; errors as for `Assistant.traits`."""
    left, total = len(bot.traits(**scope.where)), len(bot.traits())
    if scope.is_all:
        return (
            f"No filter: {count(total, 'document')}. Choose by topic, since, stance or document, "
            "for example: /filter since 2020"
        )
    return f"{left:,} of {count(total, 'document')} · {scope}"


def offers(listed: Sequence[Traits], titles: Mapping[str, str]) -> Filters:
    """List what documents can be chosen by, with the number of documents that have it."""
    topics = tally(one.topics for one in listed)
    stances = tally([one.stance] if one.stance else [] for one in listed)
    return {
        "topic": {name: count(number, "document") for name, number in topics.items()},
        "since": {},
        "stance": {name: count(number, "document") for name, number in stances.items()},
        "document": titles,
    }
