"""Runs the hand-in service. JupyterHub starts it: examples/jupyterhub says how."""

import asyncio
import logging
import os
import shutil
import sys
from contextlib import suppress
from urllib.parse import urlsplit

from privacylab.errors import LabError
from privacylab.grading import own_course
from privacylab.text import log_visibly

SLOWEST = 1800  # seconds that a zip may take to arrive
MOST_READ = 1 << 16  # bytes of a request's body, except a zip


async def _serve() -> None:
    from tornado.httpserver import HTTPServer

    from privacylab.classroom.hub import service, storage
    from privacylab.classroom.hub.folders import HUB

    course = own_course()
    key = storage.read_key(course.home)
    for left in (course.home / HUB).glob(f"{storage.ARRIVING}*"):  # left by a killed service
        shutil.rmtree(left, ignore_errors=True)
    address = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    app = service.application(course, key, os.environ["JUPYTERHUB_SERVICE_PREFIX"])
    server = HTTPServer(app, xheaders=True, body_timeout=SLOWEST, max_body_size=MOST_READ)
    server.listen(address.port or 80, address.hostname or "127.0.0.1")
    await asyncio.Event().wait()


def main() -> None:
    """Serve until the hub ends this process. An expected error exits with one sentence."""
    os.umask(0o077)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("tornado").setLevel(logging.ERROR)  # its warnings name people
    log_visibly()
    if "JUPYTERHUB_SERVICE_URL" not in os.environ:
        sys.exit("This is a JupyterHub service: see examples/jupyterhub/README.md.")
    try:
        with suppress(KeyboardInterrupt):  # this is how the hub ends it
            asyncio.run(_serve())
    except ModuleNotFoundError as error:
        sys.exit(f"{error.name} is missing: install privacylab with its extra, privacylab[hub].")
    except (LabError, OSError) as error:
        sys.exit(f"The hand-in service cannot start: {error}")


if __name__ == "__main__":
    main()
