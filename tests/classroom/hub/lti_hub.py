"""A real hub that a fake LMS launches, and a browser between the two."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
from lti_platform import CLIENT, FakePlatform
from running_hub import hub_process

from ports import free_port
from privacylab.grading import Course

# The hub answers by itself: a launch needs no proxy, and no server of the learner's.
CONFIG = """
from jupyterhub.proxy import Proxy

class NoProxy(Proxy):
    should_start = False
    async def add_route(self, routespec, target, data): pass
    async def delete_route(self, routespec): pass
    async def get_all_routes(self): return {}

c = get_config()
c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.hub_bind_url = "%s"
c.JupyterHub.authenticator_class = "privacylab.classroom.hub.lti.authenticator.LTIAuthenticator"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.cookie_secret = b"%s"
"""
Posted = dict[str, str]  # what a browser posts to the hub to end a launch


class Hub:
    """A hub's address and log, the course that it is for, and the LMS that it belongs to."""

    def __init__(self, url: str, log: Path, course: Course, platform: FakePlatform):
        self.url, self.log, self.course, self.platform = url, log, course, platform

    def launch(self, who: str, module: str) -> str:
        """Open an assignment in the LMS; the name of the account that the browser then has."""
        with httpx.Client() as browser:
            form = browser.get(self.begun(browser, who, module)).text
            answer = self.end(browser, dict(re.findall('name="(.*?)" value="(.*?)"', form)))
            assert answer.status_code == 302, answer.text
            from_hub = {"Referer": f"{self.url}/hub/home", "Sec-Fetch-Site": "same-origin"}
            name: str = browser.get(f"{self.url}/hub/api/user", headers=from_hub).json()["name"]
            return name

    def begun(self, browser: httpx.Client, who: str, module: str) -> httpx.URL:
        """Where the hub sends the browser when somebody opens an assignment in the LMS."""
        about = {"iss": self.platform.url, "login_hint": who, "lti_message_hint": module}
        about |= {"target_link_uri": f"{self.url}/hub/home", "client_id": CLIENT}
        answer = browser.get(f"{self.url}/hub/lti13/oauth_login", params=about)
        assert answer.status_code == 302 and answer.next_request
        return answer.next_request.url

    def end(self, browser: httpx.Client, posted: Posted) -> httpx.Response:
        """What the hub answers to what the LMS has the browser post."""
        return browser.post(f"{self.url}/hub/lti13/oauth_callback", data=posted)


def class_file(course: Course, platform: str, **changed: str) -> None:
    """Write class.toml for an LMS at this address."""
    facts = {"issuer": platform, "client_id": CLIENT, "authorize_url": f"{platform}/authorize"}
    facts |= {"jwks_url": f"{platform}/keys", "token_url": f"{platform}/token"} | changed
    lines = [f'{name} = "{value}"' for name, value in facts.items() if value]
    (course.home / "class.toml").write_text("\n".join(["[lti]", *lines, ""]))


def places(course: Course) -> dict[str, str]:
    """The environment of a program that is to find this course."""
    return {"PRIVACYLAB_COURSE": str(course.root), "PRIVACYLAB_HOME": str(course.home)}


@contextlib.contextmanager
def running_hub(course: Course, folder: Path) -> Iterator[Hub]:
    """A hub and its LMS, until the block ends; the hub's own files are in folder."""
    url = f"http://127.0.0.1:{free_port()}"
    (folder / "jupyterhub_config.py").write_text(CONFIG % (url, "ab" * 16))
    with FakePlatform(f"{url}/hub/lti13/jwks") as platform:
        class_file(course, platform.url)
        try:
            with hub_process(folder, url, places(course)):
                yield Hub(url, folder / "hub.log", course, platform)
        finally:
            platform.shutdown()
