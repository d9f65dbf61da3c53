"""Commands without the second that their imports take: forked from a process that has made them.

Each is a process of its own all the same, with its own arguments, environment, folder, pipes or
terminal, and exit status. What Python settles when it starts (how strings are hashed, the locale,
its options) is the server's.

    python preloaded.py serve SOCKET    import, write a line, and fork a command for each connection
    python preloaded.py SOCKET ARG ...  run a command with this process's surroundings
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from importlib import import_module
from pathlib import Path

_STREAMS = 3
_BYTES = 65_536

#: What takes its time, and starts no thread that a forked process would lack.
_PRELOADED = (
    "assistant.cli.app",
    "assistant.cli.as_json",
    "assistant.facade.assistant",
    "langchain.chat_models",
    "langchain_openai",
    "onnxruntime",
    "scipy.stats",
    "sentencex",
    "tantivy",
    "tokenizers",
)


def serve(path: str) -> None:
    """Fork commands until killed; returns in each command's own process, with its arguments set."""
    _import_all()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    os.write(sys.stdout.fileno(), b"ready\n")  # past the buffer that the commands will have
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _supervise(connection)
            return
        connection.close()
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _import_all() -> None:
    # A thread that sends usage data would be missing in the forked processes, and waited for.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    for name in _PRELOADED:
        import_module(name)
    from assistant.storage.chroma import chroma_errors

    chroma_errors()  # which imports Chroma as the package does


def _supervise(connection: socket.socket) -> None:
    """Tell the client how the command ended; returns in the command's process."""
    message, streams, _, _ = socket.recv_fds(connection, _BYTES, _STREAMS)
    while more := connection.recv(_BYTES):
        message += more
    command = os.fork()
    if command:
        for stream in streams:
            os.close(stream)
        _, status = os.waitpid(command, 0)
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    connection.close()
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
        os.close(stream)
    called = json.loads(message)
    os.chdir(called["cwd"])
    os.environ.clear()
    os.environ.update(called["env"])
    sys.argv = ["assistant", *called["args"]]


def call(path: str, args: list[str]) -> int:
    """Have a command run; returns its exit status."""
    called = {"args": args, "cwd": str(Path.cwd()), "env": dict(os.environ)}
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        socket.send_fds(connection, [b" "], list(range(_STREAMS)))
        connection.sendall(json.dumps(called).encode())
        connection.shutdown(socket.SHUT_WR)
        return int(connection.recv(16) or 1)


if __name__ == "__main__":
    if sys.argv[1] != "serve":
        sys.exit(call(sys.argv[1], sys.argv[2:]))
    serve(sys.argv[2])
    from assistant.cli import main

    main()
