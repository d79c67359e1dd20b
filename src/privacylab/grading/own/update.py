"""Updates a home to a newer course, without touching any file that its learner has changed."""

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from privacylab.files import write_whole
from privacylab.grading.own.lay_out import (
    Record,
    digest,
    openable,
    read_record,
    refuse_older,
    version,
    write_record,
)


@dataclass(frozen=True)
class Updated:
    """What an update did, by paths in the home.

    before and now are versions. yours are files that both the learner and the course have changed,
    so they were left unchanged.
    """

    before: str
    now: str
    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    yours: list[str] = field(default_factory=list)


def update(root: Path, home: Path) -> Updated:
    """Update a home to the course at root.

    Raises LayOutError if the home has a newer course, and OSError.
    """
    done = Updated(refuse_older(home), version())
    before, after = read_record(home).files, dict[str, str]()
    wanted = openable(root)
    for name, source in wanted.items():
        content, there = source.read_bytes(), _digest_at(home / name)
        after[name] = digest(content)
        if there in ("", before.get(name)) and there != after[name]:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(home / name, content)
            (done.replaced if there else done.new).append(name)
        elif there not in (before.get(name), after[name]) and after[name] != before.get(name):
            done.yours.append(name)
            del after[name]
            if name in before:  # so that the next update reports it again
                after[name] = before[name]
    for name in before.keys() - wanted.keys():
        if _digest_at(home / name) == before[name]:
            (home / name).unlink()
            done.removed.append(name)
    write_record(home, Record(done.now, after))
    return done


def _digest_at(path: Path) -> str:
    """Return the digest of a file; "" if there is none."""
    with contextlib.suppress(FileNotFoundError):
        return digest(path.read_bytes())
    return ""
