"""DataFrames: an ordered category for the verdicts, groupby for the worst and for the hours."""

import pandas as pd


def conclude(findings, changes):
    frame = pd.DataFrame(findings, columns=["requirement", "version", "verdict"])
    versions = pd.DataFrame(changes, columns=["requirement", "version"])
    both = frame.merge(versions, how="outer", on=["requirement", "version"])
    both["verdict"] = both["verdict"].fillna("not tested")
    ranks = both["verdict"].map({verdict: rank for rank, verdict in enumerate(VERDICTS)})
    return {name: VERDICTS[rank] for name, rank in ranks.groupby(both["requirement"]).min().items()}


def evidence_rows(findings):
    for one in findings:
        lacks = [one["method"] not in METHODS, not one["evidence"], one["why"] == ""]
        if one["verdict"] != "not tested" and any(lacks):
            raise ValueError(f"finding {one['requirement']}, version {one['version']}: {lacks}")
    rows = []
    for one in findings:
        kept = {key: value for key, value in one.items() if key in (
            "requirement", "version", "verdict", "method", "population", "tested", "deviations", "limits", "why")}  # fmt: skip
        read = pd.Series(one["evidence"], dtype=str).drop_duplicates()
        kept["tables"] = read.str.partition("/")[0].value_counts().to_dict() if len(read) else {}
        rows.append(kept)
    return rows
