"""A chat server that follows a script, and a proxy that makes a real one fail.

The script server speaks the streaming part of OpenAI's protocol; the tests in
`tests/contracts/test_chat_models.py` hold it and llama.cpp's server to the same contract.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import urlsplit


@dataclass
class Turn:
    """What a server does with one request.

    Attributes:
        text:    The reply, streamed word by word.
        status:  Other than 200, an error with `text` as its message.
        kind:    Content type of an answer that is no stream.
        cut:     Break off after so many words, or bytes where a proxy does it.
        wait_s:  Seconds before each word, or before the request is passed on.
        endless: Say the text again and again until the client leaves.
    """

    text: str = ""
    status: int = 200
    kind: str | None = None
    cut: int | None = None
    wait_s: float = 0.0
    endless: bool = False


@dataclass
class ChatServer:
    """A running server.

    Attributes:
        turns:    What it does, request by request.
        target:   The server that a proxy stands before.
        base_url: Where it listens.
        requests: What it was sent.
        keys:     The key that came with each request.
        left:     Set when a client leaves in the middle of a reply.
    """

    turns: Sequence[Turn]
    target: str = ""
    base_url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)


@contextlib.contextmanager
def chat_server(*turns: Turn | str) -> Iterator[ChatServer]:
    """Serve a script on a free loopback port; its last turn is repeated."""
    script = [Turn(text=one) if isinstance(one, str) else one for one in turns]
    with _serving(_Scripted, ChatServer(turns=script)) as state:
        yield state


@contextlib.contextmanager
def failing_proxy(target: str, *failures: Turn) -> Iterator[ChatServer]:
    """Stand before the server at `target`: fail as told, one request each, then let all through."""
    with _serving(_Proxy, ChatServer(turns=failures, target=target)) as state:
        yield state


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    state: ChatServer


class _Handler(BaseHTTPRequestHandler):
    @property
    def state(self) -> ChatServer:
        return cast("_Server", self.server).state

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.state.requests.append(json.loads(body))
        self.state.keys.append(self.headers.get("Authorization"))
        try:
            self.answer(body, len(self.state.requests) - 1)
        except OSError:
            self.state.left.set()
        self.close_connection = True

    def answer(self, body: bytes, number: int) -> None:
        raise NotImplementedError

    def head(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()

    def plain(self, status: int, text: str, *, kind: str = "application/json") -> None:
        self.head(status, kind)
        self.wfile.write(text.encode())

    def fail(self, turn: Turn) -> None:
        self.plain(turn.status, json.dumps({"error": {"message": turn.text}}))

    def break_off(self) -> None:
        self.connection.shutdown(2)


class _Scripted(_Handler):
    def answer(self, body: bytes, number: int) -> None:
        turn = self.state.turns[min(number, len(self.state.turns) - 1)]
        if turn.status != 200:
            self.fail(turn)
        elif turn.kind:
            self.plain(200, turn.text, kind=turn.kind)
        else:
            self.stream(turn)

    def stream(self, turn: Turn) -> None:
        self.head(200, "text/event-stream")
        said = 0
        for word in self.words(turn):
            if said == turn.cut:
                self.break_off()
                return
            time.sleep(turn.wait_s)
            self.event({"content": word})
            said += 1
        self.event({}, finish_reason="stop")
        usage = {"prompt_tokens": 7, "completion_tokens": said, "total_tokens": 7 + said}
        self.data({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def words(self, turn: Turn) -> Iterator[str]:
        while True:
            *words, last = turn.text.split(" ")
            yield from (f"{word} " for word in words)
            yield last
            if not turn.endless:
                return

    def event(self, delta: dict[str, Any], **more: Any) -> None:
        self.data({"choices": [{"index": 0, "delta": delta, "finish_reason": None, **more}]})

    def data(self, content: dict[str, Any]) -> None:
        common = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "script"}
        self.wfile.write(b"data: " + json.dumps(common | content).encode() + b"\n\n")
        self.wfile.flush()


class _Proxy(_Handler):
    def answer(self, body: bytes, number: int) -> None:
        failure = self.state.turns[number] if number < len(self.state.turns) else Turn()
        time.sleep(failure.wait_s)
        if failure.status != 200:
            self.fail(failure)
        else:
            self.forward(body, failure.cut)

    def forward(self, body: bytes, cut: int | None) -> None:
        where = urlsplit(self.state.target)
        connection = http.client.HTTPConnection(where.hostname or "", where.port)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        connection.request("POST", self.path, body, headers)
        reply = connection.getresponse()
        self.head(reply.status, reply.headers["Content-Type"])
        passed = 0
        while chunk := reply.read1(4096):
            self.wfile.write(chunk)
            self.wfile.flush()
            passed += len(chunk)
            if cut is not None and passed >= cut:
                self.break_off()
                break
        connection.close()


@contextlib.contextmanager
def _serving(handler: type[_Handler], state: ChatServer) -> Iterator[ChatServer]:
    server = _Server(("127.0.0.1", 0), handler)
    server.state = state
    state.base_url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
