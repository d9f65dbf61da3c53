"""A GGUF file, served inside this process by llama.cpp."""

from __future__ import annotations

import atexit
import secrets
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from assistant.errors import ModelError
from assistant.models.onnx import cores

#: Word pieces that prompt and answer may have together; more takes memory, not time.
_CONTEXT_TOKENS: Final = 8_192

# One core is left to others, and threads sleep while they wait: with two spinning threads on two
# cores that had other work, 60 tokens took 8 to 14 s instead of 1.4 s.

#: Longest wait for a loaded model's first word.
_START_S: Final = 60.0

#: Below llama.cpp's least: nothing is written to standard error.
_SILENT: Final = -1


class GgufServer:
    """An OpenAI-compatible server on a free loopback port, which only this process can use."""

    def __init__(self, path: Path, *, context_tokens: int = _CONTEXT_TOKENS) -> None:
        """Load the model and start to listen.

        Raises:
            ModelError: if llama.cpp cannot load the file.
        """
        import xllamacpp

        self.key = secrets.token_hex(16)
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(path)
        parameters.n_ctx = context_tokens
        parameters.n_parallel = 1
        parameters.port = 0
        parameters.api_keys = [self.key]
        parameters.warmup = False
        parameters.cache_ram_mib = 0  # old prompts would fill up to 8 GB
        parameters.ui = False
        parameters.verbosity = _SILENT
        for threads in (parameters.cpuparams, parameters.cpuparams_batch):
            threads.n_threads = max(1, cores() - 1)
            threads.poll = 0
        with _uninterrupted():
            try:
                self._server: Any = xllamacpp.Server(parameters)
            except RuntimeError as error:
                raise ModelError(
                    f"{path} cannot be loaded; it is damaged, or made for another llama.cpp"
                ) from error
            self.base_url = f"{self._server.listening_address}/v1"
            self._wait()
        # Python must not exit with the server's threads alive: that hangs.
        atexit.register(self.close)

    def close(self) -> None:
        """Stop listening and free the model; may be called twice."""
        self._server = None
        atexit.unregister(self.close)

    def _wait(self) -> None:
        """Wait until the server works on what it is asked: freed before that, it never ends."""
        from http.client import HTTPConnection

        with closing(HTTPConnection(urlsplit(self.base_url).netloc, timeout=_START_S)) as server:
            server.request("GET", "/slots", headers={"Authorization": f"Bearer {self.key}"})
            server.getresponse().read()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off until the block is done."""
    handler = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or handler is None:
        yield
        return
    waiting: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _: waiting.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        for number in waiting[:1]:
            signal.raise_signal(number)
