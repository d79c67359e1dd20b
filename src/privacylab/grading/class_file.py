"""Reads class.toml, an instructor's settings for one class. docs/class.md shows an example.

The file is beside the class's work, in the course's home, and is optional. In a bundle it is what
the instructor handed out: the dates and the policy, without the extensions.
"""

import math
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from privacylab.catalog import load_catalog
from privacylab.errors import did_you_mean
from privacylab.grading.course import ME, Course, GradingError

NAME = "class.toml"
KEYS = ("timezone", "seed", "due", "late", "extensions", "retention", "lti", "grading")
RETENTION = ("course_ends", "keep_days")
LTI = ("issuer", "client_id", "authorize_url", "jwks_url", "token_url", "scores_url")
LONGEST = 36_500  # days
MOST = {"grace_minutes": 1440, "per_day": 100, "at_most": 100, "closes_after_days": 366}
DAY = 24 * 60 * 60  # seconds
AS_DATE = 'write a date, such as 2026-11-06, or a time in quotes, such as "2026-11-06 17:00"'


class ClassFileError(GradingError):
    """A class.toml that cannot be used: one sentence says what is wrong and what to do."""


@dataclass(frozen=True)
class LatePolicy:
    """What being late costs, in percent of the points that a submission has earned.

    grace_minutes are free. After them, each day (24 hours) that has begun costs per_day, up to
    at_most in total. closes_after_days later there are no points.
    """

    grace_minutes: float = 0
    per_day: float = 0
    at_most: float = 100
    closes_after_days: float | None = None

    def is_closed(self, seconds: float) -> bool:
        """Whether a submission that many seconds late gets no points."""
        days = self.closes_after_days
        return days is not None and seconds > 60 * self.grace_minutes + DAY * days

    def percent(self, seconds: float) -> float:
        """Return how many percent of the points it costs to be that many seconds late."""
        begun = math.ceil(max(0, seconds - 60 * self.grace_minutes) / DAY)
        return 100 if self.is_closed(seconds) else min(self.at_most, self.per_day * begun)


@dataclass(frozen=True)
class Retention:
    """How long data about learners is kept: keep_days after the course ends."""

    course_ends: date
    keep_days: int

    @property
    def delete_on(self) -> date:
        """The first day on which everything is due for deletion."""
        return self.course_ends + timedelta(days=self.keep_days)

    @property
    def words(self) -> str:
        """The same in words, such as "until 18 December 2027"."""
        return f"until {self.delete_on.day} {self.delete_on:%B %Y}"


@dataclass(frozen=True)
class GradingByHand:
    """How people grade.

    blind          formgrader's grading pages do not name the learner
    second_grader  two people grade each essay by its rubric, each without seeing the other's rows
    """

    blind: bool = False
    second_grader: bool = False


@dataclass(frozen=True)
class ClassSettings:
    """The settings in class.toml; times are in the class's time zone.

    due says when each module is due; extensions, by learner, when it is due for that learner. lti
    holds a hub's registration at an LMS, as written in the file. The class's hidden tests are drawn
    from seed: no learner sees it, and the repr leaves it out.
    """

    zone: ZoneInfo | None = None
    due: Mapping[str, datetime] = field(default_factory=dict)
    late: LatePolicy | None = None
    extensions: Mapping[str, Mapping[str, datetime]] = field(default_factory=dict)
    retention: Retention | None = None
    lti: Mapping[str, str] = field(default_factory=dict)
    grading: GradingByHand = GradingByHand()
    seed: str = field(default="", repr=False)

    def due_for(self, module_id: str, learner: str = "") -> datetime | None:
        """Return when a module is due for a learner, or None if it has no due date."""
        return self.extensions.get(learner, {}).get(module_id, self.due.get(module_id))

    def due_words(self, module_id: str, learner: str = "") -> str:
        """Return the same in words, such as "Fri 6 Nov 2026, 23:59 EST", or ""."""
        when = self.due_for(module_id, learner)
        own = " (extended)" if module_id in self.extensions.get(learner, {}) else ""
        return f"{in_words(when)}{own}" if when else ""

    def late_words(self, seconds: float) -> str:
        """Say how late that is and what it costs, such as "2 days late: −20%", or ""."""
        if seconds <= 0:
            return ""
        said, late = f"{_how_long(seconds)} late", self.late
        if late and late.is_closed(seconds):
            return f"{said}, after the module closed: no points"
        if late and late.percent(seconds):
            return f"{said}: −{late.percent(seconds):g}%"
        within = late is not None and seconds <= 60 * late.grace_minutes
        return f"{said}, which costs nothing" if within else said

    def due_now(self, module_id: str, now: datetime) -> str:
        """Say when your own work is due, and how late it is now; "" if there is no due date."""
        when = self.due_for(module_id, ME)
        if not when:
            return ""
        said = f"Due {self.due_words(module_id, ME)}."
        late = self.late_words((now - when.astimezone(UTC)).total_seconds())
        more = f" This is {late}. If you have an extension, that counts instead."
        return f"{said}{more}" if late else said

    def unknown(self, module_id: str, learners: Collection[str]) -> list[str]:
        """Return a sentence for each extension of a module for someone who isn't in learners."""
        return [
            f"{NAME} gives {learner!r} an extension for {module_id}, but no folder in submitted/ "
            f"has that name.{did_you_mean(learner, learners)} Correct it, or ignore this if that "
            "person has not sent anything yet."
            for learner, modules in self.extensions.items()
            if module_id in modules and learner not in learners
        ]

    def for_learners(self, modules: Iterable[str]) -> str:
        """Return class.toml as learners get it, for these modules; "" if nothing is due.

        It is written from scratch, so the instructor's seed, extensions and comments stay out.
        """
        due = [f'{one} = "{self.due[one].isoformat(" ")}"' for one in modules if self.due_for(one)]
        if not due or not self.zone:
            return ""
        lines = [f'timezone = "{self.zone.key}"', "", "[due]", *due]
        if self.late:
            facts = asdict(self.late).items()
            lines += ["", "[late]", *(f"{name} = {of:g}" for name, of in facts if of is not None)]
        return "\n".join([*lines, ""])


def read_class(course: Course) -> ClassSettings:
    """Return the settings in class.toml; empty ones if there is no file. Raises ClassFileError."""
    path = course.home / NAME
    if not path.is_file() and course.is_bundle:  # one bundle, and homes of many learners
        path = course.root / NAME
    try:
        about = path.stat()
    except OSError:
        return ClassSettings()
    return _read(path, about.st_mtime_ns, about.st_size, course.root.resolve())


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, size: int, root: Path) -> ClassSettings:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ClassFileError(
            f"{NAME} cannot be read ({error}): correct it there. Put times in quotes, such as "
            '"2026-11-06 17:00", and learners, too, such as [extensions."ada@uni.example"].'
        ) from None
    _known(found, KEYS, NAME)
    tables = {name: _table(found.get(name, {}), name) for name in KEYS[2:]}
    zone = _zone(found.get("timezone"), bool(tables["due"]))
    modules = [one.id for one in load_catalog(root).modules.values() if one.exercises]
    due = _times(tables["due"], zone, modules, "due")
    extensions = {
        learner: _extensions(learner, _table(own, f'extensions."{learner}"'), zone, due, modules)
        for learner, own in tables["extensions"].items()
    }
    late = _policy(tables["late"]) if "late" in found else None
    retention = _retention(tables["retention"]) if "retention" in found else None
    lti, grading = _lti(tables["lti"]), _grading(tables["grading"])
    seed = _seed(found.get("seed", ""))
    return ClassSettings(zone, due, late, extensions, retention, lti, grading, seed)


def _known(names: Iterable[str], known: Collection[str], where: str) -> None:
    for name in names:
        if name not in known:
            raise ClassFileError(
                f"{where} has {name!r}, which is unknown.{did_you_mean(name, known)} It can have "
                f"{', '.join(known)}."
            )


def _table(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ClassFileError(f"{NAME}: {name} is {value!r}: write it as a table, [{name}].")
    return value


def _zone(name: Any, needed: bool) -> ZoneInfo | None:
    if name is None and not needed:
        return None
    if name is None:
        raise ClassFileError(
            f"{NAME} has due dates but no timezone: add a first line such as "
            'timezone = "America/New_York".'
        )
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, AttributeError, OSError):
        near = did_you_mean(str(name), available_timezones())
        raise ClassFileError(
            f"{NAME}: timezone is {name!r}, which is not a time zone.{near} Write one such as "
            "America/New_York or Europe/Berlin."
        ) from None


def _seed(value: Any) -> str:
    if not isinstance(value, str):
        raise ClassFileError(f'{NAME}: put the seed in quotes: seed = "…".')
    return value.strip()


def _times(
    table: dict[str, Any], zone: ZoneInfo | None, modules: Collection[str], where: str
) -> dict[str, datetime]:
    found = {}
    for module_id, value in table.items():
        if isinstance(value, dict):  # an id with a dot in it was read as two tables
            raise ClassFileError(
                f"{NAME}: put the learner's id in [{where}.{module_id}] in quotes: "
                f'[extensions."…"].'
            )
        _known([module_id], modules, f"{NAME}: [{where}]")
        assert zone  # there is something due
        found[module_id] = _time(value, zone, f"{where}.{module_id}")
    return found


def _time(value: Any, zone: ZoneInfo, where: str) -> datetime:
    """Return a time in the class's zone; a date, or 23:59, means the last second of the day."""
    try:
        if isinstance(value, str):
            value = _from_text(value)
        if not isinstance(value, datetime):
            value = datetime.combine(value, time(23, 59))
        if (value.hour, value.minute) == (23, 59):
            value = value.replace(second=59)
        if value.tzinfo is None:
            # When clocks are set back, one hour occurs twice; when they are set forward, one hour
            # is skipped. The later reading counts, so no one is late for reading it that way.
            both = (value.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
            value = max(both)
        return value.replace(microsecond=0).astimezone(zone)
    except (TypeError, ValueError, OverflowError):
        raise ClassFileError(f"{NAME}: {where} is {value!r}: {AS_DATE}.") from None


def _from_text(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)


def _extensions(
    learner: str,
    table: dict[str, Any],
    zone: ZoneInfo | None,
    due: Mapping[str, datetime],
    modules: Collection[str],
) -> dict[str, datetime]:
    for module_id in table:
        if module_id in modules and module_id not in due:
            raise ClassFileError(
                f"{NAME} gives {learner!r} an extension for {module_id}, which has no due date: "
                "add one to [due]."
            )
    found = _times(table, zone, modules, f'extensions."{learner}"')
    for module_id, when in found.items():
        if when.timestamp() < due[module_id].timestamp():  # in one zone, < compares the clocks
            raise ClassFileError(
                f"{NAME} extends {module_id} for {learner!r} until {in_words(when)}, which is "
                f"before the class's due date, {in_words(due[module_id])}: write a later time, or "
                "delete the line."
            )
    return found


def _policy(table: dict[str, Any]) -> LatePolicy:
    _known(table, list(MOST), f"{NAME}: [late]")
    for name, value in table.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= MOST[name]:
            raise ClassFileError(
                f"{NAME}: late.{name} is {value!r}: write a number from 0 to {MOST[name]}."
            )
    return LatePolicy(**table)


def _grading(table: dict[str, Any]) -> GradingByHand:
    _known(table, list(asdict(GradingByHand())), f"{NAME}: [grading]")
    for name, value in table.items():
        if not isinstance(value, bool):
            raise ClassFileError(f"{NAME}: grading.{name} is {value!r}: write true or false.")
    return GradingByHand(**table)


def _retention(table: dict[str, Any]) -> Retention:
    _known(table, RETENTION, f"{NAME}: [retention]")
    ends, days = (table.get(name) for name in RETENTION)
    if not isinstance(ends, date) or isinstance(ends, datetime):
        raise ClassFileError(
            f"{NAME}: retention.course_ends is {ends!r}: write a date, such as 2026-12-18."
        )
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= LONGEST:
        raise ClassFileError(
            f"{NAME}: retention.keep_days is {days!r}: write a whole number of days, such as 365."
        )
    try:
        ends + timedelta(days=days)
    except OverflowError:
        raise ClassFileError(f"{NAME}: retention.course_ends is too late: {ends}.") from None
    return Retention(ends, days)


def _lti(table: dict[str, Any]) -> dict[str, str]:
    _known(table, LTI, f"{NAME}: [lti]")
    for name, value in table.items():
        if not isinstance(value, str) or not value:
            raise ClassFileError(f"{NAME}: lti.{name} is {value!r}: write it in quotes.")
    return table


def in_words(when: datetime) -> str:
    """Return a time in words, such as "Fri 6 Nov 2026, 23:59 EST"."""
    zone = when.tzname() or ""  # some zones have no letters
    return f"{when:%a} {when.day} {when:%b %Y, %H:%M} {zone if zone.isalpha() else f'UTC{zone}'}"


def _how_long(seconds: float) -> str:
    """Return a duration in its two largest units, such as "2 days 3 h"."""
    minutes = max(1, int(seconds // 60))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{days} day{'s' if days > 1 else ''}" if days else "", f"{hours} h" if hours else ""]
    parts += [f"{minutes} min" if minutes and not days else ""]
    return " ".join(part for part in parts if part)


def without_learner(text: str, learner: str) -> str:
    """Return the text of class.toml without a learner's extensions, and otherwise unchanged."""
    kept = []
    for part in re.split(r"^(?=[ \t]*\[)", text, flags=re.MULTILINE):
        header, *lines = part.splitlines(keepends=True) or [""]
        inside = _parsed(header).get("extensions")
        if isinstance(inside, dict) and learner in inside:
            continue
        if inside == {}:
            lines = [line for line in lines if learner not in _parsed(line)]
        kept.append(header + "".join(lines))
    return "".join(kept)


def _parsed(line: str) -> dict[str, Any]:
    try:
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return {}
