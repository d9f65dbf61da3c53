"""llama.cpp's server inside this process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.models.gguf import GgufServer, _uninterrupted

# Ctrl-C while the model is loaded, which takes a second.
INTERRUPTED = """
import os, signal, sys, threading, time
from pathlib import Path
import xllamacpp
from assistant.models.gguf import GgufServer
threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    server = GgufServer(Path(sys.argv[1]))
    time.sleep(60)
except KeyboardInterrupt:
    print("interrupted")
"""


def test_an_interruption_while_the_model_is_loaded_ends_the_process(gguf: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(gguf)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == "interrupted\n"


def test_a_server_can_be_closed_as_soon_as_it_is_there(gguf: Path) -> None:
    for _ in range(3):
        server = GgufServer(gguf)
        address = urlsplit(server.base_url)
        server.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address.hostname, address.port), timeout=10)


def test_an_interruption_comes_after_the_block_and_once() -> None:
    reached = False

    def interrupted() -> None:
        nonlocal reached
        with _uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
            os.kill(os.getpid(), signal.SIGINT)
            reached = True

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert reached
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_in_another_thread_nothing_is_put_off() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    def work() -> None:
        with _uninterrupted():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
