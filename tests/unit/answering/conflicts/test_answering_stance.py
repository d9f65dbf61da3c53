"""Whether a sentence says yes or no."""

from __future__ import annotations

import pytest

from assistant.answering.conflicts.asked import Ask
from assistant.answering.conflicts.stance import exceptions, find_stance
from tests.unit.answering.accounts import account

OPEN = Ask.of("Is the Sella pass open?")


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The Sella pass is open.", True),
        ("The Sella pass is not open.", False),
        ("The Sella pass is closed.", False),
        ("The Sella pass is not closed.", True),
        ("The Sella pass was never open.", False),
        ("The Sella pass may be open.", None),
        ("The Sella pass is steep.", None),
        ("The pass is open.", None),
    ],
)
def test_stances(text: str, stance: bool | None) -> None:
    assert find_stance(OPEN, account(text)) is stance


def test_a_prefix_turns_a_word() -> None:
    ask = Ask.of("Is the bridge safe?")
    assert find_stance(ask, account("The bridge is unsafe.")) is False
    assert find_stance(ask, account("The bridge is not unsafe.")) is True


def test_what_a_stance_depends_on() -> None:
    assert exceptions(OPEN, account("The Sella pass is closed in winter.")) == {"winter"}
    assert exceptions(OPEN, account("The Sella pass is not open.")) == frozenset()
