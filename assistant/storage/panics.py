"""Rust extensions report some damage as a panic, which Python sees outside `Exception`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assistant.errors import DamagedIndexError


@contextmanager
def translated(
    damaged: Callable[[object], DamagedIndexError], *errors: type[Exception]
) -> Iterator[None]:
    """Turn `errors`, and any Rust panic, into the error that `damaged` makes of them.

    Raises:
        DamagedIndexError: in place of one of `errors` or a panic.
    """
    try:
        yield
    except errors as error:
        raise damaged(_first_line(error)) from error
    except BaseException as error:
        # pyo3 derives its exception from BaseException and exports no name for it.
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(_first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
