"""Chroma is imported without the checks of `overrides`, which stay as they are for all others."""

from __future__ import annotations

import sys

import overrides
import pytest

from assistant.storage.chroma import unchecked_overrides


class Base:
    def tell(self, what: str) -> str:
        return what


def define() -> type[Base]:
    """Define a class whose method does not fit its base class."""

    class Odd(Base):
        @overrides.override
        def tell(self) -> int:  # type: ignore[override]
            return 1

        @overrides.overrides(check_signature=False)
        def __repr__(self) -> str:
            return "odd"

    return Odd


def test_checks_are_left_out_inside_and_made_outside() -> None:
    with unchecked_overrides():
        odd = define()
    assert odd().tell() == 1  # type: ignore[call-arg, comparison-overlap]
    assert repr(odd()) == "odd"
    with pytest.raises(TypeError):
        define()


def test_checks_are_back_after_an_error() -> None:
    with pytest.raises(RuntimeError), unchecked_overrides():
        raise RuntimeError
    with pytest.raises(TypeError):
        define()


def test_nothing_is_left_out_where_there_is_no_such_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "overrides", None)
    with unchecked_overrides():
        pass
