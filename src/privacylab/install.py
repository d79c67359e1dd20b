"""Runs the installer for `make lab`, and says in one sentence what helps if it fails.

It runs before anything is installed, so it needs only Python. In a terminal, the installer keeps
its progress bar.
"""

import os
import platform
import pty
import re
import shutil
import subprocess
import sys

INDEX = "UV_DEFAULT_INDEX=https://mirror.example.org/simple make lab"
WHEELHOUSE = (
    "wheelhouse/ lacks a package that the course needs here. Build it again on a machine with a "
    f"network, the same system, and Python {platform.python_version()}: make wheelhouse. Or delete "
    "wheelhouse/ to use the network."
)
PROXY = "HTTPS_PROXY=http://proxy.example.org:8080 make lab"
ON_THIS_MACHINE = {  # the first one that matches what the installer said
    r"No space left|os error 28": "The disk is full: free 2 GB, and run the command again.",
    r"No module named '?(pip|venv|ensurepip)": "This Python has no pip. Install it (on Debian and "
    "Ubuntu: sudo apt-get install python3-pip python3-venv), and run the command again.",
}
OF_PACKAGES = {  # or else the first one of these
    r"Python\.h|linker `cc`|(gcc|g\+\+|cc|clang)'? (failed|not found)|directory: '(gcc|cc|clang)'|"
    r"(?i:failed to build)(?!(?s:.*)build-system\.requires)": "A package had to be "
    "compiled here, and that failed. Install a compiler (on Debian and Ubuntu: sudo apt-get "
    "install build-essential python3-dev; on macOS: xcode-select --install), or use Python 3.12, "
    "for which every package is prebuilt.",
    r"(?i)proxy ?error|proxy authentication|tunnel|\b407\b": "The proxy refuses the connection. "
    f"Set its address, with a user name and password if it needs them: {PROXY}",
    r"(?i)certificate|UnknownIssuer": "This machine doesn't trust the package index's certificate, "
    "as is common behind a company's proxy. Set the company's certificate: "
    "SSL_CERT_FILE=/path/to/company.pem make lab",
    r"(?i)dns error|name resolution|error sending request|failed to fetch|connection refused|"
    r"timed out|max retries|connection ?error": "The package index does not answer. Behind a "
    f"proxy, run: {PROXY}. With an index of your own, run: {INDEX}. Without a network, run `make "
    "wheelhouse` on a machine that has one, and copy its folder wheelhouse/ here.",
    r"(?i)no solution found|not found in the|could not find a version|no matching distribution|"
    r"\b40[13]\b": "The package index does not have what the lab needs. If it is a mirror, "
    f"use a complete one: {INDEX}",
}


def main(command: list[str]) -> int:
    """Run a command, say what helps if it failed, and return its status."""
    if shutil.which(command[0]) is None:
        print(f"{command[0]} is missing. To set up again from the start: make clean, then make lab")
        return 1
    status, said = _in_terminal(command) if sys.stderr.isatty() else _piped(command)
    if status:
        offline = "UV_OFFLINE" in os.environ  # the Makefile sets it if it finds a wheelhouse
        print(
            advice(said, offline)
            or "The installation failed: see above, and run the command again."
        )
    return status


def advice(said: str, offline: bool = False) -> str:
    """Return what helps, judging by what an installer said, or "" if the cause is unknown.

    offline means that it had a wheelhouse and no network.
    """
    here, other = (
        next((help for words, help in causes.items() if re.search(words, said)), "")
        for causes in (ON_THIS_MACHINE, OF_PACKAGES)
    )
    return here or (WHEELHOUSE if other and offline else other)


def _in_terminal(command: list[str]) -> tuple[int, str]:
    said: list[bytes] = []

    def read(master: int) -> bytes:
        said.append(os.read(master, 4096))
        return said[-1]

    status = os.waitstatus_to_exitcode(pty.spawn(command, read))
    return status, b"".join(said).decode(errors="replace")


def _piped(command: list[str]) -> tuple[int, str]:
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace")
    sys.stderr.write(done.stderr)
    return done.returncode, done.stderr


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
