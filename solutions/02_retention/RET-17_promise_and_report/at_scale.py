"""The nightly report of RET-17 over ten million items: by merge and groupby, and row by row."""

from typing import Any

import pandas as pd

from privacylab.lab.retention.retention_report import COUNTS, PAIR, add_up


def fast(items: pd.DataFrame, rules: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The report by one merge and one groupby: what the others are measured against."""
    shortest = rules.groupby(PAIR, as_index=False)["keep_days"].min()
    rows = items.merge(shortest, how="left", on=PAIR)
    due_at = rows["collected_at"] + pd.to_timedelta(rows["keep_days"].astype(float), unit="D")
    free = ~rows["held"]
    rows["overdue"] = free & (due_at <= as_of)
    rows["no_rule"] = free & rows["keep_days"].isna()
    rows["overdue_since"] = due_at.where(rows["overdue"])
    rows["items"] = 1
    return add_up(rows)


def slow(items: pd.DataFrame, rules: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """The report as people often write it first: it looks up the rules for each item."""
    counted: dict[tuple[str, str], list[Any]] = {}
    for _, item in items.iterrows():
        pair = (item["category"], item["store"])
        row = counted.setdefault(pair, [0, 0, 0, 0, pd.NaT])
        own = rules[(rules["category"] == pair[0]) & (rules["store"] == pair[1])]
        days = own["keep_days"].min()
        row[0] += 1
        if item["held"]:
            row[1] += 1
        elif pd.isna(days):
            row[2] += 1
        else:
            due_at = item["collected_at"] + pd.Timedelta(days=days)
            if due_at <= as_of:
                row[3] += 1
                row[4] = due_at if pd.isna(row[4]) else min(due_at, row[4])
    rows = [(*pair, *row) for pair, row in counted.items()]
    return pd.DataFrame(rows, columns=[*PAIR, *COUNTS, "overdue_since"])
