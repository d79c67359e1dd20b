"""What is kept of a launch so that scores can go back: who it was, and where the scores go.

collected/<learner>/person.json    the LMS's id of the person (the claim sub), and of the LMS
collected/<learner>/lti.json       the same, and by module the address that takes the scores
collected/<learner>/lti-sent.json  by address, the last score that was sent there

A launch can hold a name, an email address and a picture. None of them is read.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from privacylab.catalog import Module
from privacylab.classroom.erase import is_erased
from privacylab.classroom.hub.lti.platform import Platform
from privacylab.classroom.receipts import Known, collected, known_people, remember
from privacylab.errors import LabError
from privacylab.files import write_json
from privacylab.grading import Course

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"  # LTI 1.3, section 5.3
GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"  # AGS 2.0, section 3.1
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
LAUNCH_FILE = "lti.json"
LONGEST = 255  # ASCII characters of a sub (LTI 1.3, section 5.3.6.1)


class LaunchRefused(LabError):
    """A launch that logs no one in: one sentence tells the learner why."""


@dataclass(frozen=True)
class Launch:
    """Who came from an LMS, and by module the address (a line item's) that takes their scores."""

    issuer: str
    subject: str
    deployment: str
    line_items: Mapping[str, str] = field(default_factory=dict)

    @property
    def learner(self) -> str:
        """The name of the hub's user, and of the folder.

        It is a digest, because a sub can have characters that a login can't, two of them can differ
        in case alone, and two LMSs can give two people the same sub.
        """
        person = f"{self.issuer}\0{self.subject}".encode()
        return f"lti-{sha256(person).hexdigest()[:24]}"

    @property
    def known(self) -> Known:
        """The person, in the form in which `about` and `erase` find people."""
        return Known(self.learner, self.issuer, self.subject)


def launch_of(claims: Mapping[str, Any], platform: Platform, modules: Iterable[Module]) -> Launch:
    """Return the launch in the claims of a verified ID token. Raises LaunchRefused."""
    subject, deployment = claims.get("sub"), claims.get(f"{CLAIM}deployment_id")
    if not (isinstance(subject, str) and subject.isascii() and 0 < len(subject) <= LONGEST):
        raise LaunchRefused(
            "Your LMS doesn't say who you are: open the assignment there while you are signed in."
        )
    if not isinstance(deployment, str) or not deployment:
        raise LaunchRefused("This launch names no deployment: ask your instructor to add the tool.")
    if claims.get(f"{CLAIM}message_type") != "LtiResourceLinkRequest":
        raise LaunchRefused("Open an assignment: there is nothing to select here.")
    module, line_item = _module_of(claims, modules), _line_item(claims)
    if line_item and not platform.takes_scores_at(line_item):
        raise LaunchRefused(
            "This launch wants scores sent to a site that isn't the LMS's: tell your instructor to "
            "check scores_url in class.toml."
        )
    line_items = {module: line_item} if module and line_item else {}
    return Launch(platform.issuer, subject, deployment, line_items)


def keep_launch(course: Course, launch: Launch) -> None:
    """Keep what scores need to go back. Raises LaunchRefused if the person was erased, OSError."""
    if is_erased(course, launch.known):
        raise LaunchRefused(
            "Your data in this course was erased, and your account with it: to take part again, "
            "ask your instructor."
        )
    place, before = collected(course, launch.learner), read_launch(course, launch.learner)
    if before:
        launch = replace(launch, line_items={**before.line_items, **launch.line_items})
    else:
        people = known_people(course) | {launch.known.key: launch.known}
        remember(course, [one for one in people.values() if one.learner == launch.learner])
    write_json(place / LAUNCH_FILE, asdict(launch))


def read_launch(course: Course, learner: str) -> Launch | None:
    """Return what is kept of a learner's launches, or None."""
    path = collected(course, learner) / LAUNCH_FILE
    return Launch(**_read(path)) if path.is_file() else None


@dataclass(frozen=True)
class SentScore:
    """A score that the LMS has; at is its timestamp, in ISO 8601."""

    given: float
    of: float
    final: bool
    at: str

    def says_the_same(self, other: "SentScore") -> bool:
        return (self.given, self.of, self.final) == (other.given, other.of, other.final)


def read_sent(course: Course, learner: str) -> dict[str, SentScore]:
    """Return a learner's last score that was sent to each address."""
    path = _sent_file(course, learner)
    facts = _read(path) if path.is_file() else {}
    return {address: SentScore(**one) for address, one in facts.items()}


def keep_sent(course: Course, learner: str, line_item: str, score: SentScore) -> None:
    """Remember that a score was sent. Raises OSError."""
    sent = {**read_sent(course, learner), line_item: score}
    write_json(_sent_file(course, learner), {address: asdict(one) for address, one in sent.items()})


def _sent_file(course: Course, learner: str) -> Path:
    return collected(course, learner) / "lti-sent.json"


def _read(path: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return facts


def _module_of(claims: Mapping[str, Any], modules: Iterable[Module]) -> str:
    """Return the module named by the custom parameter `module` or the assignment's title, or ""."""
    named = {
        _text(claims, f"{CLAIM}custom", "module"),
        _text(claims, f"{CLAIM}resource_link", "title"),
    }
    named = {one.strip().casefold() for one in named}
    found = [one.id for one in modules if named & {one.id.casefold(), one.title.casefold()}]
    return found[0] if len(found) == 1 else ""


def _line_item(claims: Mapping[str, Any]) -> str:
    """Return where the scores of this assignment go, or "" if the tool may not send any."""
    service = claims.get(GRADES)
    scopes = service.get("scope") if isinstance(service, Mapping) else None
    may_send = isinstance(scopes, list) and SCORE_SCOPE in scopes
    return _text(claims, GRADES, "lineitem") if may_send else ""


def _text(claims: Mapping[str, Any], claim: str, name: str) -> str:
    value = claims.get(claim)
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, str) else ""
