"""Counts days one by one: no clipping, and no first or last day to get wrong."""

from itertools import groupby

import pandas as pd


def assets_in_scope(inventory, traffic, start, end):
    days = list(pd.date_range(start, end))
    used, holds, seen = {}, {}, {}
    for row in inventory:
        last = row["retired_on"]
        used[row["asset"]] = [one for one in days if row["since"] <= one and (last is None or one <= last)]
        holds[row["asset"]] = set(row["holds"])
    for flow in traffic:
        if flow["day"] in days:
            seen.setdefault(flow["asset"], set()).add(flow["day"])
            holds.setdefault(flow["asset"], set()).update(flow["holds"])
    answer = []
    for name, what in holds.items():
        own = used.get(name, [])
        listed = seen.get(name, set()) <= set(own)
        if not listed:
            own = days
        if own:
            answer.append(dict(asset=name, holds=sorted(what), since=own[0], until=own[-1], listed=listed))
    return answer


def in_effect(changes, since, until):
    begins = {one["since"]: one["version"] for one in changes}
    version = ""
    for first in sorted(begins):
        if first <= since:
            version = begins[first]
    of_day = []
    for one in pd.date_range(since, until):
        version = begins.get(one, version)
        of_day.append((version, one))
    answer = []
    for version, group in groupby(of_day, key=lambda pair: pair[0]):
        own = [one for _, one in group]
        answer.append({"version": version, "since": own[0], "until": own[-1]})
    return answer
