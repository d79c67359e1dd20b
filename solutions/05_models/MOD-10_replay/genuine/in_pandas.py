"""A DataFrame indexed by row_id; the rows of a replay come from loc."""

import pandas as pd


def audit(claim, rows, train):
    if len(claim["manifest"]) == 0:
        return ["no manifest"]
    frame = pd.DataFrame(rows).set_index("row_id", drop=False)
    manifest = pd.Series(claim["manifest"])
    theirs = frame[frame["subject"].eq(claim["subject"])]
    said = []
    if manifest.isin(theirs.index).any():
        said.append("person in manifest")
    if not manifest.isin(frame.index).all():
        said.append("unknown rows")
        return said
    replayed = frame.loc[manifest].to_dict("records")
    digests = {digest(train(replayed)) for _ in range(3)}
    if len(digests) > 1:
        said.append("not repeatable")
    elif digests != {claim["digest"]}:
        said.append("digest differs")
    if said or theirs.empty:
        return said
    more = digest(train(replayed + theirs.to_dict("records")))
    return ["digest cannot tell"] if more in digests else []
