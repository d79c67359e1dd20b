"""The certificate of a track, at the end of its page."""

from privacylab.catalog import find_root, load_catalog
from privacylab.grading import Course
from privacylab.grading.feedback.certificate import Certificate, own_certificate


def certificate(track: str = "onboarding") -> Certificate:
    """What your own last grades say of a track. It is shown here, and sent nowhere.

    Raises LookupError for a track that there is not.
    """
    root = find_root()
    tracks = load_catalog(root).tracks
    if track not in tracks:
        raise LookupError(f"There is no track {track!r}: try one of {', '.join(tracks)}.")
    return own_certificate(Course(root, root), tracks[track])
