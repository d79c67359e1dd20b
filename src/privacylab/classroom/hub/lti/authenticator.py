"""Logs learners in to a hub through a launch from their LMS, with ltiauthenticator's flow.

ltiauthenticator verifies the ID token: signature, issuer, audience, expiry, state and nonce. This
module adds that settings come from class.toml, a token logs in once, the user name is a pseudonym,
and only what scores need is kept. docs/lti.md shows how a hub uses it.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyterhub import log
from jupyterhub.auth import LocalAuthenticator
from jupyterhub.handlers import BaseHandler
from jupyterhub.utils import url_path_join
from ltiauthenticator.lti13.auth import LTI13Authenticator
from ltiauthenticator.lti13.error import LoginError
from ltiauthenticator.lti13.handlers import LTI13ConfigHandler, LTI13LoginInitHandler
from ltiauthenticator.lti13.validator import LTI13LaunchValidator
from traitlets import default

from privacylab.catalog import find_home, find_root, load_catalog
from privacylab.classroom.hub.lti.key import public_keys, tool_key
from privacylab.classroom.hub.lti.launch import (
    SCORE_SCOPE,
    LaunchRefused,
    keep_launch,
    launch_of,
)
from privacylab.classroom.hub.lti.platform import read_platform
from privacylab.grading import Course

KEYS = "lti13/jwks"
log.SCRUB_PARAM_KEYS = (*log.SCRUB_PARAM_KEYS, "login_hint")  # the LMS's id of a person


@contextmanager
def as_owner(course: Course) -> Iterator[None]:
    """Act as the owner of the home, who must be able to read and erase what is written.

    A hub often runs as root. This way, root follows no link that the owner has put there, either.
    """
    home, user, group = course.home.stat(), os.geteuid(), os.getegid()
    if user == 0:
        os.setegid(home.st_gid)
        os.seteuid(home.st_uid)
    try:
        yield
    finally:
        os.seteuid(user)
        os.setegid(group)


class LoginStart(LTI13LoginInitHandler):
    """Starts a launch. The request that brings its cookies back comes from another site."""

    def _set_oauth_cookie(self, key: str, value: str) -> None:
        https = self.authenticator.get_uri_scheme(self.request) == "https"
        cross_site = {"samesite": "None", "secure": True} if https else {}
        self._set_cookie(key, value, expires_days=1, httponly=True, encrypted=True, **cross_site)


class ToolKeys(BaseHandler):
    """The public half of the key that signs our requests, for the LMS to fetch."""

    def get(self) -> None:
        with as_owner(self.authenticator.course):
            self.write(public_keys(tool_key(self.authenticator.course)))


class ToolFacts(LTI13ConfigHandler):
    """The configuration that Canvas installs the tool from: no name, no email address, one scope.

    Canvas, doc/api/lti_dev_key_config.md, "Anatomy of a JSON configuration".
    """

    async def get(self) -> None:
        authenticator = self.authenticator
        site = f"{authenticator.get_uri_scheme(self.request)}://{self.request.host}"
        hub = url_path_join(site, self.hub.server.base_url)
        placement = {
            "placement": "assignment_selection",
            "message_type": "LtiResourceLinkRequest",
            "target_link_uri": site,
        }
        self.write(
            {
                "title": authenticator.tool_name,
                "description": authenticator.tool_description,
                "target_link_uri": site,
                "oidc_initiation_url": authenticator.login_url(hub),
                "public_jwk_url": url_path_join(hub, KEYS),
                "scopes": [SCORE_SCOPE],
                "extensions": [
                    {
                        "platform": "canvas.instructure.com",
                        "privacy_level": "anonymous",
                        "settings": {"placements": [placement]},
                    }
                ],
            }
        )


class LTIAuthenticator(LTI13Authenticator):
    """Logs in anyone whom the LMS of class.toml launches. The LMS decides who is in the course."""

    login_handler = LoginStart
    config_handler = ToolFacts

    def __init__(self, **kwargs: Any):
        self.course = Course(find_root(), find_home())
        self.platform = read_platform(self.course)  # at once: a hub without an LMS is useless
        self._nonces: dict[str, float] = {}
        super().__init__(**kwargs)

    @default("issuer")
    def _issuer(self) -> str:
        return self.platform.issuer

    @default("client_id")
    def _client_id(self) -> set[str]:
        return {self.platform.client_id}

    @default("authorize_url")
    def _authorize_url(self) -> str:
        return self.platform.authorize_url

    @default("jwks_endpoint")
    def _jwks_endpoint(self) -> str:
        return self.platform.jwks_url

    @default("allow_all")
    def _allow_all(self) -> bool:
        return True

    def get_handlers(self, app: Any) -> list[Any]:
        return [*super().get_handlers(app), (f"/{KEYS}", ToolKeys)]

    async def authenticate(
        self, handler: Any, data: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the user of a verified ID token, by name alone: its other claims go no further."""
        claims = data or {}
        modules = load_catalog(self.course.root).modules.values()
        try:
            self._use_once(str(claims.get("nonce")))
            launch = launch_of(claims, self.platform, modules)
            with as_owner(self.course):
                keep_launch(self.course, launch)
        except LaunchRefused as refused:
            raise LoginError(str(refused)) from None
        return {"name": launch.learner}

    def _use_once(self, nonce: str) -> None:
        """Refuse a nonce that was used: a cookie alone doesn't (OpenID Connect Core, 15.5.2)."""
        now, oldest = time.time(), LTI13LaunchValidator(parent=self.parent)
        accepted = oldest.max_age + oldest.time_leeway
        self._nonces = {one: at for one, at in self._nonces.items() if at > now - 2 * accepted}
        if nonce in self._nonces:
            raise LaunchRefused("This launch was used before: open the assignment again.")
        self._nonces[nonce] = now


class LocalLTIAuthenticator(LocalAuthenticator, LTIAuthenticator):
    """The same, for a hub that runs each server in a local account, and adds these accounts."""
