"""Accounts of this machine that a test makes, and removes afterwards."""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

BUSY = 60  # seconds for which another program may change accounts


@dataclass(frozen=True)
class Account:
    """An account with a password, and a home that is for itself alone."""

    name: str
    home: Path
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)

    def run(
        self, *command: str | Path, stdin: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account, with nothing of the test's own environment."""
        words = ["setpriv", f"--reuid={self.name}", f"--regid={self.name}", "--init-groups"]
        return subprocess.run(
            [*words, *map(str, command)],
            cwd=self.home,
            env={"HOME": str(self.home), "PATH": os.defpath, "LANG": "C.UTF-8", **environment},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )


@contextmanager
def accounts(top: Path, group: str, *names: str) -> Iterator[list[Account]]:
    """Make these accounts, whose homes are in top, and a group that all are in. It needs root."""
    made = [Account(name, top / name) for name in names]
    with ExitStack() as stack:
        _change("groupadd", group)
        stack.callback(_change, "groupdel", group)
        for one in made:
            words = ("--create-home", "--user-group", "--groups", group, "--shell", "/bin/bash")
            _change("useradd", *words, "--home-dir", str(one.home), one.name)
            stack.callback(_change, "userdel", "--force", "--remove", one.name)
            one.home.chmod(0o700)
            _change("chpasswd", stdin=f"{one.name}:{one.password}")
        yield made


def _change(*command: str, stdin: str = "") -> None:
    """Change the machine's accounts, once no other program does."""
    for _ in range(BUSY):
        done = subprocess.run(command, input=stdin, text=True, capture_output=True)
        if "cannot lock" not in done.stderr:
            break
        time.sleep(1)
    assert done.returncode == 0, done.stderr
