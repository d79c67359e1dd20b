"""The LMS that the hub is registered with, as [lti] in class.toml names it.

LTI calls the LMS the platform and the hub the tool. Addresses of the platform come from class.toml
alone. A launch adds one, where scores for an assignment go, and that one is checked.
"""

from dataclasses import dataclass

import httpx

from privacylab.classroom.hub.secure_url import is_secure
from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course
from privacylab.grading.class_file import LTI, NAME, read_class


@dataclass(frozen=True)
class Platform:
    """An LMS, and what it calls us.

    authorize_url  where a launch sends the browser, to learn who is there
    jwks_url       the public keys that a launch is verified with
    token_url      where we get a token to send scores
    scores_url     the origin of the addresses that scores are sent to
    """

    issuer: str
    client_id: str
    authorize_url: str
    jwks_url: str
    token_url: str
    scores_url: str

    def takes_scores_at(self, url: str) -> bool:
        """Return whether an address has the origin of scores_url: same scheme, host and port."""
        return is_secure(url) and _origin(url) == _origin(self.scores_url)


def read_platform(course: Course) -> Platform:
    """Return the LMS in class.toml. Raises ClassroomError if it is incomplete, or unsafe."""
    written = read_class(course).lti
    facts = {"scores_url": written.get("issuer", ""), **written}
    missing = [name for name in LTI if not facts.get(name)]
    if missing:
        raise ClassroomError(
            f"{NAME} doesn't say which LMS the hub is registered with: add {', '.join(missing)} to "
            "[lti], as docs/lti.md shows."
        )
    for name in LTI:
        if name != "client_id" and not is_secure(facts[name]):
            raise ClassroomError(
                f"{NAME}: lti.{name} is {facts[name]!r}: write an address that begins with "
                "https://, and has no name or password in it. Only a test on this machine can use "
                "http://."
            )
    return Platform(**facts)


def _origin(url: str) -> tuple[str, str, int | None]:
    """Return the origin (RFC 6454); httpx omits the port if it is the scheme's own."""
    parsed = httpx.URL(url)
    return parsed.scheme, parsed.host, parsed.port
