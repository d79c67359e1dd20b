"""The certificate of a track, at the end of its page."""

from privacylab.catalog import load_catalog
from privacylab.grading import own_course
from privacylab.grading.feedback.certificate import Certificate, own_certificate


def certificate(track: str = "onboarding") -> Certificate:
    """What your own best grades say of a track. It is only shown here: nothing is sent anywhere.

    Raises LookupError for a track that there is not.
    """
    course = own_course()
    tracks = load_catalog(course.root).tracks
    if track not in tracks:
        raise LookupError(f"There is no track {track!r}: try one of {', '.join(tracks)}.")
    return own_certificate(course, tracks[track])
