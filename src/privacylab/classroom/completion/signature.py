"""Signs a record with the organization's Ed25519 key, and checks a signature.

The signature is a separate file, and covers the record's exact bytes. So openssl can check it, too,
on a machine without the lab.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from privacylab.classroom.completion.record import Completion, read_completion
from privacylab.classroom.received import ClassroomError
from privacylab.files import write_whole
from privacylab.grading import Course

NEW_KEY = "openssl genpkey -algorithm ed25519 -aes256 -out"
PUBLIC_HALF = "openssl pkey -in org.pem -pubout -out org.pub"


def read_private_key(
    path: Path, course: Course, passphrase: Callable[[], str]
) -> Ed25519PrivateKey:
    """Return the key to sign with; passphrase asks for the passphrase of an encrypted one.

    Raises ClassroomError, also for a key in the course's folders, which learners may come to see.
    """
    for folder in (course.root, course.home):
        if path.resolve().is_relative_to(folder.resolve()):
            raise ClassroomError(
                f"{path} is in the course's folder, where a learner may find it and sign: keep the "
                "key in a folder that only you can read."
            )
    if not path.exists():
        raise ClassroomError(f"There is no key {path}. To make one, run: {NEW_KEY} {path}")
    content = _read(path)
    try:
        try:
            key = load_pem_private_key(content, None)
        except TypeError:  # it is encrypted
            key = load_pem_private_key(content, passphrase().encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise ClassroomError(
            f"{path} is not an Ed25519 private key, or the passphrase is wrong. To make a key, "
            f"run: {NEW_KEY} org.pem"
        )
    return key


def fingerprint_of(key: Ed25519PublicKey) -> str:
    """Return the first bytes of the key's SHA-256, in hex, to tell keys apart in a sentence."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def write_signed(completion: Completion, key: Ed25519PrivateKey, path: Path) -> None:
    """Write the record, and its signature beside it. Raises OSError."""
    content = completion.as_bytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content)
    write_whole(signature_of(path), key.sign(content))


def verified(path: Path, key_file: Path) -> Completion:
    """Return the record in a file, if this public key confirms it. Raises ClassroomError."""
    try:
        key = load_pem_public_key(_read(key_file))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise ClassroomError(
            f"{key_file} is not an Ed25519 public key. To make it from a private key, run: "
            f"{PUBLIC_HALF}"
        )
    content, signature = _read(path), _read(signature_of(path))
    try:
        found = read_completion(content)
    except (ValueError, RecursionError):
        raise ClassroomError(f"{path} is not a record that privacylab certify wrote.") from None
    try:
        key.verify(signature, content)
    except InvalidSignature:
        if found.key != fingerprint_of(key):
            raise ClassroomError(
                f"{path} is not signed with {key_file}: it names another key, {found.key}."
            ) from None
        raise ClassroomError(
            f"Don't trust {path}: it, or {signature_of(path).name}, changed after it was signed."
        ) from None
    return found


def signature_of(path: Path) -> Path:
    """Return the path of a file's signature."""
    return path.with_name(f"{path.name}.sig")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ClassroomError(f"{path} cannot be read ({error.strerror}).") from None
