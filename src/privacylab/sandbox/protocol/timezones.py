"""Time zones as data: None, the seconds of a fixed offset, or a name."""

import contextlib
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from privacylab.sandbox.protocol.framing import ProtocolError, TooLarge


def write_zone(zone: dt.tzinfo | None, moment: dt.datetime | None = None) -> Any:
    """Return a zone of the standard library, or one with such a zone's name (as in pytz), as data.

    Any other zone becomes its offset at that moment. Raises TooLarge if it has none.
    """
    if zone is None:
        return None
    if type(zone) is dt.timezone:
        return zone.utcoffset(None).total_seconds()
    if type(zone) is ZoneInfo and zone.key:
        return zone.key
    with contextlib.suppress(LookupError, ValueError, OSError):
        return ZoneInfo(str(zone)[:63]).key
    offset = moment.utcoffset() if moment is not None else None
    if offset is None:
        raise TooLarge(f"The time zone {zone!r} cannot be handed over.")
    return offset.total_seconds()


def read_zone(zone: Any) -> dt.tzinfo | None:
    if zone is None:
        return None
    if type(zone) in (int, float):
        return dt.timezone(dt.timedelta(seconds=zone)) if zone else dt.UTC
    if type(zone) is str and len(zone) < 64:
        return ZoneInfo(zone)
    raise ProtocolError("a time zone cannot be read")
