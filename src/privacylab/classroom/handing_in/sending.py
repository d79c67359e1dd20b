"""Sends a packed zip to the hand-in service of the hub that this server belongs to.

The zip stays in handed-in/, with the receipt that the service signs beside it.
"""

import base64
import binascii
import json
import os
import ssl
from pathlib import Path

import httpx

from privacylab.classroom.handing_in.receipt import HandInReceipt
from privacylab.classroom.hub.secure_url import is_secure
from privacylab.classroom.received import ClassroomError
from privacylab.files import write_whole
from privacylab.grading.submission.staging import NOTEBOOK
from privacylab.text import one_line

URL, TOKEN = "PRIVACYLAB_HAND_IN_URL", "JUPYTERHUB_API_TOKEN"
SIGNED = ".receipt.json"  # the suffix of the service's receipt, instead of the zip's
TIMEOUT = httpx.Timeout(60, connect=10)  # seconds; the service looks into the zip before it answers
MOST_SAID = 300  # characters of an answer that an error message quotes


def send(zip: Path, receipt: HandInReceipt, shown: str) -> str:
    """Send a zip, and return when the service received it, by its clock; "" if no service is set.

    shown is the zip's path in sentences. The service's receipt, and its signature, are written
    beside the zip. Raises ClassroomError if the service did not accept it.
    """
    url, token = os.environ.get(URL, "").strip(), os.environ.get(TOKEN, "")
    if not url:
        return ""
    if not _is_usable(url):
        raise _not_sent(
            shown,
            f"{URL} is {one_line(url)!r}, but must be an https:// address, such as "
            "https://hub.uni.example/services/hand-in/: tell your instructor",
        )
    if not token:
        raise _not_sent(shown, f"{TOKEN} is not set here: hand in from your server on the hub")
    headers = {
        "Authorization": f"token {token}",
        "Content-Type": "application/zip",
        "Content-Length": str(zip.stat().st_size),
    }
    try:
        trusted = ssl.create_default_context()
        # A proxy set in the environment is for other addresses, and must not see the token
        with (
            httpx.Client(timeout=TIMEOUT, trust_env=False, verify=trusted) as client,
            zip.open("rb") as file,
        ):
            to = f"{url.rstrip('/')}/hand-in/{receipt.module}"
            answer = client.post(to, content=file, headers=headers)
    except httpx.TimeoutException:
        raise _not_sent(shown, "the hub did not answer in time: hand in again later") from None
    except (httpx.HTTPError, OSError):
        raise _not_sent(
            shown, "the hub cannot be reached: hand in again later, or tell your instructor"
        ) from None
    return _received(answer, zip, receipt, shown)


def _is_usable(url: str) -> bool:
    """Return whether the service can be at this address, and be sent a token."""
    if not is_secure(url):
        return False
    parsed = httpx.URL(url)
    return not parsed.query and parsed.port != 0


def _received(answer: httpx.Response, zip: Path, receipt: HandInReceipt, shown: str) -> str:
    """Return the time in the answer, if it is a receipt for these files. Raises ClassroomError."""
    try:
        found = answer.json()
    except (ValueError, RecursionError):
        found = None
    if answer.status_code != httpx.codes.CREATED:
        said = found.get("message") if isinstance(found, dict) else None
        why = one_line(said[:MOST_SAID]).rstrip(".") if isinstance(said, str) else ""
        raise _not_sent(
            shown, why or f"the hub answered {answer.status_code}: tell your instructor"
        )
    try:
        content = found["receipt"].encode()
        signature = base64.b64decode(found["signature"], validate=True)
        signed = HandInReceipt(**json.loads(content))
    except (TypeError, KeyError, AttributeError, ValueError, binascii.Error):
        signed = None
    notebooks = {one: it for one, it in receipt.files.items() if one.endswith(NOTEBOOK)}
    if not signed or not notebooks.items() <= signed.files.items():
        raise _not_sent(shown, "the hub's receipt is not for these files: tell your instructor")
    write_whole(zip.with_suffix(SIGNED), content)
    write_whole(zip.with_suffix(f"{SIGNED}.sig"), signature)
    return one_line(str(signed.at))


def _not_sent(shown: str, why: str) -> ClassroomError:
    return ClassroomError(f"It is packed as {shown}, but was not handed in: {why}.")
