"""A network cable between a browser and a server, which a test can pull out and put back."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Cable:
    """Carries bytes to a port of this machine and back, from a port of its own."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._ends: list[socket.socket] = []
        self._is_cut = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._take_calls, daemon=True).start()

    def _take_calls(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                try:
                    if self._is_cut:
                        raise ConnectionRefusedError
                    far = socket.create_connection(("127.0.0.1", self._target))
                except OSError:
                    near.close()
                    continue
                self._ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        # Each direction closes its own source; the other notices by the shutdown.
        with source:
            with suppress(OSError):
                while piece := source.recv(65536):
                    target.sendall(piece)
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def pull(self) -> None:
        """Break what runs over it; nothing new comes through."""
        self._is_cut = True
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def plug(self) -> None:
        self._is_cut = False

    def remove(self) -> None:
        self.pull()
        self._listener.close()
