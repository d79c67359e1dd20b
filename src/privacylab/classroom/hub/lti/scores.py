"""Sends scores to an LMS: LTI Assignment and Grade Services 2.0, section 3.4.

First it asks for a token (client credentials, RFC 6749, section 4.4), with a JWT that our key has
signed (RFC 7523). Both requests are repeated if the LMS is busy or does not answer, but never if it
has refused. Redirects are not followed: a token and points go only where class.toml says.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from privacylab.classroom.hub.lti.key import key_id
from privacylab.classroom.hub.lti.launch import SCORE_SCOPE, SentScore
from privacylab.classroom.hub.lti.platform import Platform
from privacylab.text import one_line

TIMEOUT = 10.0  # seconds to connect, and to wait for each part of an answer
WAITS = (1.0, 3.0, 9.0)  # seconds before each further try
LONGEST_WAIT = 60.0  # seconds that a Retry-After can make us wait
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"  # RFC 7523, section 2.2
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
REFUSED = {
    400: "the LMS cannot use the score: check whether the learner is still in its course, and "
    "whether the score there is newer",
    404: "the LMS no longer has the assignment: ask the learner to open it there again",
    409: "the LMS has a newer score, and keeps it: compare the two in its gradebook",
    422: "the LMS takes no score for this person: check whether they are still in its course",
}


class ScoreRefused(Exception):
    """Why one score was not taken, and what to do."""


class PlatformFailed(ScoreRefused):
    """The same, if the LMS may not take any other score now, either."""


@dataclass
class ScoreService:
    """One LMS's service; the caller closes the client."""

    platform: Platform
    key: RSAPrivateKey
    client: httpx.Client
    token: str = ""
    valid_until: float = 0.0

    def send(self, line_item: str, user: str, score: SentScore, submitted: str = "") -> None:
        """Send the score of a user (a sub). submitted is when the work was submitted, in ISO 8601.

        Raises ScoreRefused.
        """
        if not self.platform.takes_scores_at(line_item):
            raise ScoreRefused(
                f"its scores go to {one_line(line_item)}, which is not at "
                f"{self.platform.scores_url}: correct scores_url in class.toml, or ask the learner "
                "to open the assignment again"
            )
        body = _message(user, score, submitted)
        authorization = f"Bearer {self._token()}"
        answer, lost = self._post(
            _scores_of(line_item),
            lambda: {
                "json": body,
                "headers": {"Authorization": authorization, "Content-Type": SCORE_TYPE},
            },
        )
        if answer.is_success or (lost and answer.status_code == HTTPStatus.CONFLICT):
            return  # an earlier try had arrived
        if answer.status_code in REFUSED:
            raise ScoreRefused(REFUSED[answer.status_code])
        raise self._failed(
            answer, "let the tool use Assignment and Grade Services, and run the command again"
        )

    def _token(self) -> str:
        """Return a token to send scores with; get one if there is none, or it expires soon."""
        if time.monotonic() >= self.valid_until:
            answer, _ = self._post(self.platform.token_url, lambda: {"data": self._grant()})
            if not answer.is_success:
                raise self._failed(
                    answer, "compare client_id, token_url and the key with what the LMS has"
                )
            try:
                facts = answer.json()
                self.token, lasts = str(facts["access_token"]), float(facts.get("expires_in", 60))
            except (ValueError, KeyError, TypeError, AttributeError):
                raise PlatformFailed(
                    f"{self.platform.token_url} does not answer with a token: check token_url in "
                    "class.toml"
                ) from None
            self.valid_until = time.monotonic() + 0.9 * lasts
        return self.token

    def _grant(self) -> dict[str, str]:
        """Return what asks for a token, made for each try: a platform accepts a jti only once."""
        now = int(time.time())
        claims = {
            "iss": self.platform.client_id,
            "sub": self.platform.client_id,
            "aud": self.platform.token_url,
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid.uuid4()),
        }
        signed = jwt.encode(claims, self.key, "RS256", headers={"kid": key_id(self.key)})
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION,
            "client_assertion": signed,
            "scope": SCORE_SCOPE,
        }

    def _post(
        self, url: str | httpx.URL, request: Callable[[], dict[str, Any]]
    ) -> tuple[httpx.Response, bool]:
        """Return the answer to a request, and whether the answer to an earlier try was lost.

        The request is repeated while the LMS is busy or out of reach. Raises PlatformFailed.
        """
        lost = False
        for wait in (*WAITS, LONGEST_WAIT + 1):
            try:
                answer = self.client.post(url, **request())
            except httpx.RequestError as error:
                problem, lost = f"does not answer ({type(error).__name__})", True
            else:
                busy = answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
                if not busy and not answer.is_server_error:
                    return answer, lost
                problem, lost = f"answers {answer.status_code}", lost or not busy
                wait = max(wait, _retry_after(answer))
            if wait > LONGEST_WAIT:
                break
            time.sleep(wait)
        raise PlatformFailed(f"{httpx.URL(url).host} {problem}: run the command again later")

    def _failed(self, answer: httpx.Response, then: str) -> PlatformFailed:
        said = f"refuses ({answer.status_code})"
        if answer.is_redirect:
            to = one_line(answer.headers.get("Location", ""))
            said = f"redirects to {to}, which is not followed"
        return PlatformFailed(f"{answer.url.host} {said}: {then}")


def _scores_of(line_item: str) -> httpx.URL:
    """Return where a line item's scores go: one step further in its path, before the query."""
    url = httpx.URL(line_item)
    path, mark, query = url.raw_path.partition(b"?")
    return url.copy_with(raw_path=path.rstrip(b"/") + b"/scores" + mark + query)


def _message(user: str, score: SentScore, submitted: str) -> dict[str, Any]:
    """Return a score as section 3.4.1 defines it, without a comment: the hub has the feedback.

    Canvas decides by submittedAt whether a submission is late; without it, by the time of sending.
    """
    message: dict[str, Any] = {
        "userId": user,
        "scoreGiven": score.given,
        "scoreMaximum": score.of,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded" if score.final else "PendingManual",
        "timestamp": score.at,
    }
    return message | ({"submission": {"submittedAt": submitted}} if submitted else {})


def _retry_after(answer: httpx.Response) -> float:
    """Return how many seconds the LMS wants us to wait (RFC 9110, section 10.2.3), or 0."""
    value = answer.headers.get("Retry-After", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return 0.0
