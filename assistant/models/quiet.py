"""Silence while the libraries that run models load and export them."""

from __future__ import annotations

import contextlib
import io
import logging
import threading
import warnings
from collections.abc import Iterator
from typing import Final

#: The streams are the whole process's. Two threads that replaced them at once could each put back
#: what the other had put there, and nothing would be printed ever after.
_ONE_AT_A_TIME: Final = threading.RLock()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep progress bars, notices and warnings of the libraries off the user's terminal."""
    with _ONE_AT_A_TIME:
        previous = logging.root.manager.disable
        logging.disable(logging.WARNING)
        try:
            with (
                warnings.catch_warnings(),
                contextlib.redirect_stdout(io.StringIO()),
                contextlib.redirect_stderr(io.StringIO()),
            ):
                warnings.simplefilter("ignore")
                yield
        finally:
            logging.disable(previous)


def first_line(error: BaseException) -> str:
    """Give the first line of a library's message, or the kind of error if there is none."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
