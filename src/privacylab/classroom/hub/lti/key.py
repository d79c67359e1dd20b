"""The tool's RSA key: it signs our requests for a token, and the platform knows its public half.

LTI asks for RSA and SHA-256 (1EdTech Security Framework 1.0, section 6.3).
"""

import json
import os
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

from privacylab.classroom.received import ClassroomError
from privacylab.grading import Course

NAME = "hub/lti-key.pem"
BITS = 3072  # NIST SP 800-57 asks for this many beyond 2030


def tool_key(course: Course) -> RSAPrivateKey:
    """Return the key in the course's home, made on first use. Raises ClassroomError, OSError."""
    path = course.home / NAME
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ClassroomError(
            f"{path} is not a key that you can read. If it is damaged, delete it: the next run "
            "makes another, and the LMS fetches its public half again."
        )
    return key


def key_id(key: RSAPrivateKey) -> str:
    """Return the key's thumbprint, which names it to the platform (RFC 7638)."""
    facts = json.dumps(_public(key), separators=(",", ":"))
    return base64url_encode(sha256(facts.encode()).digest()).decode()


def public_keys(key: RSAPrivateKey) -> dict[str, Any]:
    """Return the JSON Web Key Set that the platform fetches (RFC 7517)."""
    return {"keys": [_public(key) | {"kid": key_id(key), "use": "sig", "alg": "RS256"}]}


def _make(path: Path) -> None:
    """Write a new key that only its owner can read; the first of two processes wins."""
    pem = generate_private_key(65537, BITS).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    path.parent.mkdir(mode=0o700, exist_ok=True)
    handle, new = tempfile.mkstemp(prefix=".new-", dir=path.parent)  # with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        with suppress(FileExistsError):
            os.link(new, path)
    finally:
        os.unlink(new)


def _public(key: RSAPrivateKey) -> dict[str, str]:
    found: dict[str, str] = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {name: found[name] for name in ("e", "kty", "n")}
