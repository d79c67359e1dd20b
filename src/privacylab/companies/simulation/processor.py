"""A processor outside the company, over HTTP on this machine. It may be late, fail, or lie."""

import http.client
import json
import os
import threading
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

import pandas as pd

from privacylab.companies.simulation.clock import Clock
from privacylab.companies.simulation.faults import Faults, StoreUnavailable

LATE = 3  # days
SECONDS = 5  # to wait for an answer


class ProcessorSystem:
    """The processor's side: its copies, and how it reacts to a deletion request.

    copies  item_id → the vendor_id that it is filed under
    ack     "prompt": it deletes at once; "late": after three days; "silent": never; "down": it
            answers 503; "lies": it says done but keeps everything
    """

    def __init__(self, copies: Mapping[str, str], ack: str, clock: Clock):
        self.copies, self.ack = dict(copies), ack
        self._clock = clock
        self._requests: dict[str, tuple[list[str], pd.Timestamp]] = {}

    def handle(self, method: str, path: str, body: Any) -> tuple[int, dict]:
        """Answer a request; return the HTTP status and the JSON body."""
        if self.ack == "down":
            return 503, {}
        if method == "POST" and path == "requests":
            known = self._requests.setdefault(body["request_id"], (body["keys"], self._clock.today))
            self._work()
            return 202, {
                "receipt": f"receipt-{list(self._requests).index(body['request_id']):04}",
                "received_on": f"{known[1]:%Y-%m-%d}",
            }
        self._work()
        if path == "audit":
            wanted = set(body["keys"])
            return 200, {"found": [item for item, key in self.copies.items() if key in wanted]}
        request = self._requests.get(path.removeprefix("requests/"))
        if request is None:
            return 404, {}
        return 200, {"state": "done" if self._is_done(request[1]) else "pending"}

    def _is_done(self, received_on: pd.Timestamp) -> bool:
        waited = (self._clock.today - received_on).days
        return self.ack in ("prompt", "lies") or (self.ack == "late" and waited >= LATE)

    def _work(self) -> None:
        for keys, received_on in self._requests.values():
            if self.ack != "lies" and self._is_done(received_on):
                self.copies = {item: key for item, key in self.copies.items() if key not in keys}


class Processor:
    """The company's client for a processor's HTTP API."""

    def __init__(self, name: str, system: ProcessorSystem, faults: Faults):
        self.name = name
        self._system, self._faults = system, faults
        self._address = ""

    def __repr__(self) -> str:
        return f"<Processor {self.name!r}>"

    def notify(self, request_id: str, keys: Sequence[str]) -> dict:
        """Tell the processor to delete what it holds under these keys (its vendor_ids).

        Returns status (202, or an error status), receipt, received_on. Repeating a request_id
        repeats the same request. Raises StoreUnavailable if it doesn't answer, Crashed.
        """
        with self._faults.effect(self.name, "notify", [request_id]):
            return self._ask("POST", "requests", {"request_id": request_id, "keys": list(keys)})

    def status(self, request_id: str) -> dict:
        """Return what it reports for a request: status (200, 404 or 503), state ("pending" or
        "done").

        Raises StoreUnavailable if it doesn't answer.
        """
        self._faults.asked(self.name)
        return self._ask("GET", f"requests/{request_id}", None)

    def audit(self, keys: Sequence[str]) -> list[str]:
        """Return the item_ids under these keys that an audit of the processor finds.

        The contract allows such audits. Raises StoreUnavailable if it doesn't answer.
        """
        self._faults.asked(self.name)
        said = self._ask("POST", "audit", {"keys": list(keys)})
        if said["status"] != 200:
            raise StoreUnavailable(f"The processor {self.name!r} says {said['status']}.")
        return said["found"]

    def close(self) -> None:
        """Disconnect this processor from the server."""
        if self._address:
            _server().systems.pop(self._address, None)

    def _ask(self, method: str, path: str, body: Any) -> dict:
        host, port, number = self._reached()
        connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
        try:
            connection.request(method, f"/{number}/{path}", json.dumps(body))
            reply = connection.getresponse()
            return {"status": reply.status} | json.loads(reply.read())
        except OSError as error:
            raise StoreUnavailable(f"The processor {self.name!r} does not answer.") from error
        finally:
            connection.close()

    def _reached(self) -> tuple[str, int, str]:
        server = _server()
        if not self._address:
            self._address = str(next(_numbers))
            server.systems[self._address] = self._system
        host, port = server.server_address[:2]
        return str(host), int(port), self._address


class _Server(ThreadingHTTPServer):
    """One server in this process for all processors; a path's first part selects the processor."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.systems: dict[str, ProcessorSystem] = {}


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        _, number, path = self.path.split("/", 2)
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        system = self.server.systems[number]
        status, body = system.handle(self.command, path, json.loads(text or b"null"))
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing."""


_numbers = count()
_servers: dict[int, _Server] = {}


def _server() -> _Server:
    """Return this process's server, started on the first call. A fork starts its own."""
    found = _servers.get(os.getpid())
    if found is None:
        found = _servers[os.getpid()] = _Server()
        threading.Thread(target=found.serve_forever, daemon=True).start()
    return found
