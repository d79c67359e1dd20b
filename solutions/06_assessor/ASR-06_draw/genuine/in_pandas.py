"""Data frames: value_counts, groupby and head, and a left join."""

import hashlib

import pandas as pd


def reconcile(handed_over, independent):
    company = pd.Series([row["id"] for row in handed_over if row["id"]], dtype=object)
    gateway = pd.Series([row["id"] for row in independent if row["id"]], dtype=object)
    return {
        "missing": sorted(gateway[~gateway.isin(company)].unique()),
        "unconfirmed": sorted(company[~company.isin(gateway)].unique()),
        "repeated": sorted(company[company.duplicated()].unique()),
        "without_id": [row for row in handed_over if not row["id"]]
        + [row for row in independent if not row["id"]],
    }


def draw(population, sizes, seed):
    for row in population:
        if not row["id"] or row["stratum"] not in sizes:
            raise ValueError(f"can't draw {row}")
    drawn = {stratum: [] for stratum in sizes}
    if not population:
        return drawn
    frame = pd.DataFrame(population)[["id", "stratum"]].drop_duplicates("id")
    frame["rank"] = [hashlib.sha256(f"{seed}:{one}".encode()).hexdigest() for one in frame["id"]]
    for stratum, some in frame.sort_values("rank").groupby("stratum"):
        drawn[stratum] = some["id"].head(sizes[stratum]).tolist()
    return drawn


def deviations(drawn, files):
    grounds = pd.Series(
        {file["access_id"]: file["ground"] or "" for file in files}, dtype=object
    ).reindex(drawn)
    reasons = grounds.map(lambda one: "" if one in FIVE else "no allowed ground")
    reasons[grounds.isna()] = "not produced"
    return [{"id": one, "reason": reason} for one, reason in reasons.items() if reason]
