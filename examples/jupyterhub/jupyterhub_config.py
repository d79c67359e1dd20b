"""A hub for one class: accounts of this machine, a server for each, and the hand-in service.

README.md says how to make what the five names below stand for.
"""

import os
import pwd
from pathlib import Path

CLONE = Path("/opt/privacylab")  # the course with its answers, which no learner can read
BUNDLE = Path("/srv/privacy-engineering-lab")  # what learners get, unpacked
INSTRUCTOR = "teacher"  # the account that grades; the class is in its home folder
LEARNERS = "learners"  # the group of the accounts of learners
ADDRESS = "http://127.0.0.1:8000"  # where people open the hub: https:// if they are elsewhere

SERVICE = "hand-in"
USE_SERVICE = f"access:services!service={SERVICE}"


def home_of(account: str, folder: str) -> str:
    """A folder in the home of an account."""
    return str(Path(pwd.getpwnam(account).pw_dir, folder))


def own_server(spawner):
    """A learner's server shows the bundle, and the instructor's the course with its answers."""
    name = spawner.user.name
    grades = name == INSTRUCTOR
    course = CLONE if grades else BUNDLE
    spawner.cmd = [f"{course}/.venv/bin/privacylab", "lab", "--hub"]
    spawner.args = ["--instructor"] if grades else []
    spawner.environment = {
        "PATH": f"{course}/.venv/bin:/usr/local/bin:/usr/bin:/bin",
        "PRIVACYLAB_COURSE": str(course),
        "PRIVACYLAB_HOME": home_of(name, "class" if grades else "privacylab"),
        "PRIVACYLAB_HAND_IN_URL": f"{ADDRESS}/services/{SERVICE}/",
    }


os.umask(0o077)  # what the hub and its servers write is for their own account alone

c = get_config()  # noqa: F821 (JupyterHub defines it)
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.authenticator_class = "pam"
c.LocalAuthenticator.allowed_groups = {LEARNERS}
c.Authenticator.allowed_users = {INSTRUCTOR}
c.Authenticator.delete_invalid_users = True  # at its next start, the hub forgets a removed account
c.Spawner.pre_spawn_hook = own_server
# seconds; by default a server that does not answer in 30 is given up, and a class starts at once
c.Spawner.start_timeout = c.Spawner.http_timeout = 300

here = Path(__file__).parent
c.ConfigurableHTTPProxy.command = [
    "node",
    str(here / "node_modules/configurable-http-proxy/bin/configurable-http-proxy"),
]

c.JupyterHub.services = [
    {
        "name": SERVICE,
        "url": "http://127.0.0.1:10101",
        "command": [f"{CLONE}/.venv/bin/python", "-m", "privacylab.classroom.hub"],
        "user": INSTRUCTOR,  # so what is handed in is in the folder where grading happens
        "cwd": "/",
        "environment": {
            "PRIVACYLAB_COURSE": str(CLONE),
            "PRIVACYLAB_HOME": home_of(INSTRUCTOR, "class"),
        },
        "oauth_no_confirm": True,
    }
]
# People, and the servers that they have started, may use the service; as themselves, and no more
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", USE_SERVICE]},
    {"name": "server", "scopes": ["users:activity!user", "access:servers!server", USE_SERVICE]},
]
