"""Put on the path of a server under test: a connection to anywhere is written down and refused, in it and in every process it starts."""

import os
import sys

_FILE = os.environ.get("KANZEI_TEST_CONNECTIONS", "")


def _watch(event: str, given: tuple[object, ...]) -> None:
    if event == "socket.connect" and isinstance(given[1], tuple):
        told = f"connect {given[1]!r}"
    elif event in ("socket.gethostbyname", "urllib.Request"):
        told = f"{event} {given[0]!r}"
    elif event == "socket.getaddrinfo" and given[0] not in ("127.0.0.1", "::1", "localhost", "0.0.0.0", None):
        told = f"getaddrinfo {given[0]!r}"
    else:
        return
    with open(_FILE, "a", encoding="utf-8") as file:
        file.write(told + "\n")
    raise PermissionError(told)


if _FILE:
    sys.addaudithook(_watch)
