"""Four invented companies' logs: different bytes for one access, and each says that it verifies."""

import datetime as dt
import json
from collections.abc import Callable
from html import escape

from privacylab.lab.display.html import Fragment, table

INSTANT = dt.datetime(2017, 7, 3, 22, 30, tzinfo=dt.UTC)
CLOCKS = {"UTC": dt.UTC, "UTC+2": dt.timezone(dt.timedelta(hours=2))}
Write = Callable[[dt.datetime], str]


def _seconds(time: dt.datetime) -> str:
    return json.dumps(["e-104", "r-000881", int(time.timestamp())])


def _tagged(time: dt.datetime) -> str:
    return f"<view><by>e-104</by><of>r-000881</of><at>{time.astimezone(dt.UTC):%FT%TZ}</at></view>"


def _labeled(time: dt.datetime) -> str:
    return json.dumps({"actor": "e-104", "object": "r-000881", "time": time.isoformat()})


def _counted(time: dt.datetime) -> str:
    parts = ["e-104", "r-000881", f"{time.astimezone(dt.UTC):%Y%m%d%H%M%S}"]
    return "".join(f"{len(part)}:{part}," for part in parts)


VENDORS: dict[str, Write] = {
    "Alder": _seconds,
    "Birch": _tagged,
    "Cedar": _labeled,
    "Dogwood": _counted,
}


def vendor_logs() -> Fragment:
    """Return a table of what each company writes for one access, and says about its proofs."""
    rows = [
        [
            name,
            *(f"<code>{escape(write(INSTANT.astimezone(one)))}</code>" for one in CLOCKS.values()),
        ]
        for name, write in VENDORS.items()
    ]
    header = ["log", *(f"22:30 UTC, as a clock in {one} shows it" for one in CLOCKS)]
    return table([*header, "“our proofs verify”"], [[*row, "True"] for row in rows])
