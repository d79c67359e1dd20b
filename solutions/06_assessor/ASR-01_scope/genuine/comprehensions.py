"""Early exits and comprehensions; the methods are looked up by a function of its own."""

import pandas as pd


def assets_in_scope(inventory, traffic, start, end):
    def within(flow):
        return not (flow["day"] < start or flow["day"] > end)

    def one_asset(name):
        row = next((row for row in inventory if row["asset"] == name), None)
        own = [flow for flow in traffic if flow["asset"] == name and within(flow)]
        holds = sorted(set().union(*(source["holds"] for source in own + ([row] if row else []))))
        if row:
            last = end if row["retired_on"] is None else min(end, row["retired_on"])
            first = max(start, row["since"])
            if all(first <= flow["day"] <= last for flow in own):
                return dict(asset=name, holds=holds, since=first, until=last, listed=True) if first <= last else None
        if own:
            return dict(asset=name, holds=holds, since=start, until=end, listed=False)
        return None

    names = {one["asset"] for one in [*inventory, *traffic]}
    return [found for found in map(one_asset, names) if found]


def in_effect(changes, since, until):
    begun = sorted((one for one in changes if one["since"] <= until), key=lambda one: one["since"], reverse=True)
    answer, last = [], until
    for one in begun:
        if last < since:
            break
        answer.append({"version": one["version"], "since": max(since, one["since"]), "until": last})
        last = one["since"] - pd.Timedelta("1D")
    if last >= since:
        answer.append({"version": "", "since": since, "until": last})
    return answer


def plan(requirements, assets, changes, prior, start, end):
    known = {one["requirement"]: one for one in requirements}
    lost = [gap["gap"] for gap in prior if gap["requirement"] not in known]
    if lost:
        raise ValueError(f"These gaps have no requirement: {lost}.")

    def method(name):
        left = [METHODS[kind] for kind in METHODS if kind in known[name]["sources"]]
        return left[0] if left else ""

    def places(name):
        found = [one for one in assets if any(kind in one["holds"] for kind in known[name]["applies_to"])]
        return [(one["asset"], one["since"], one["until"]) for one in found] or [("", start, end)]

    rows = [
        {"requirement": name, "asset": where, **one, "method": method(name), "gap": ""}
        for name in known
        for where, since, until in places(name)
        for one in in_effect([c for c in changes if c["requirement"] == name], since, until)
    ]
    return rows + [
        {"requirement": gap["requirement"], "asset": gap["asset"], "version": "", "since": start, "until": end,
         "method": method(gap["requirement"]), "gap": gap["gap"]}
        for gap in prior
    ]  # fmt: skip
