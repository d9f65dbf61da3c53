"""Links to a source's line, for the terminals that can follow them (OSC 8)."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from rich.console import Console

#: Variables that only terminals with links set, and values of TERM_PROGRAM and TERM that name one.
_SIGNS: Final = (
    "DOMTERM",
    "KITTY_WINDOW_ID",
    "KONSOLE_VERSION",
    "WEZTERM_PANE",
    "WT_SESSION",
)
_PROGRAMS: Final = frozenset(
    {"ghostty", "Hyper", "iTerm.app", "mintty", "rio", "Tabby", "vscode", "WarpTerminal", "WezTerm"}
)
_TERMS: Final = ("alacritty", "contour", "foot", "xterm-ghostty", "xterm-kitty", "wezterm")

#: VTE, the terminal of GNOME and others, follows links since 0.50.
_VTE: Final = 5000


class Sources:
    """Makes links to the files of an index."""

    def __init__(self, base: Path | None) -> None:
        """Take the folder that citations' paths count from; None makes no links."""
        self._base = base

    def link(self, out: Console, path: str, line: int) -> str | None:
        """Give the address of a source's line; None where the terminal would not follow it.

        Only the file's name and the line are in it, percent-encoded: nothing of a text.
        """
        if self._base is None or not out.is_terminal or out.is_dumb_terminal:
            return None
        if not follows_links(os.environ):
            return None
        return address(self._base / path, line, os.environ)


def web_link(out: Console, url: str | None) -> str | None:
    """Give an address that a document names, where the terminal would follow it."""
    if url is None or not out.is_terminal or out.is_dumb_terminal or not url.isprintable():
        return None
    return quote(url, safe="%/:=&?~#+!$,;'@()*[]") if follows_links(os.environ) else None


def follows_links(environ: Mapping[str, str]) -> bool:
    """Tell whether the terminal follows links; `FORCE_HYPERLINK` decides where it is set."""
    if forced := environ.get("FORCE_HYPERLINK"):
        return forced != "0"
    vte = environ.get("VTE_VERSION", "")
    return (
        any(environ.get(sign) for sign in _SIGNS)
        or environ.get("TERM_PROGRAM") in _PROGRAMS
        or environ.get("TERM", "").startswith(_TERMS)
        or (vte.isdecimal() and int(vte) >= _VTE)
    )


def address(path: Path, line: int, environ: Mapping[str, str]) -> str:
    """Write the address of a file, with the line for terminals that know how to go there."""
    place = quote(os.fsencode(path.absolute()))
    if environ.get("TERM_PROGRAM") == "vscode":
        return f"vscode://file{place}:{line}"
    anchor = f"#{line}" if environ.get("TERM") == "xterm-kitty" else ""
    # With the host, so that a terminal on another machine does not open a file of its own.
    return f"file://{socket.gethostname()}{place}{anchor}"
