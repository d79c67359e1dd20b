"""Joins on the person, then any() for each access."""

def door_problems(
    accesses: pd.DataFrame,
    people: pd.DataFrame,
    networks: list[str],
    equivalents: pd.DataFrame,
    trainings: pd.DataFrame,
) -> dict[str, list[str]]:
    rows = accesses[["event_id", "person_id", "occurred_at"]]

    def valid_in(table, begin):
        pairs = rows.merge(table, on="person_id")
        now = pairs["occurred_at"]
        return set(pairs.loc[(pairs[begin] <= now) & (pairs["expires_at"] > now), "event_id"])

    ids = accesses["event_id"]
    approver = equivalents["approved_by"]
    foreign = approver.notna() & (approver != equivalents["person_id"])
    paper = valid_in(equivalents[foreign & equivalents["document"].notna()], "approved_at")
    mfa = accesses["mfa"].isin(["hardware key", "code"])
    mfa |= (accesses["mfa"] == "equivalent") & ids.isin(paper)
    good = {"mfa": mfa, "network": accesses["ip"].map(lambda ip: in_networks(ip, networks))}
    for kind in ("training", "attestation"):
        good[kind] = ids.isin(valid_in(trainings[trainings["kind"] == kind], "completed_at"))
    keyless = people.loc[people["holds_key"] == False, "person_id"]  # noqa: E712
    exempt = accesses["ciphertext"].astype(bool) & accesses["person_id"].isin(keyless)
    return {
        event: [word for word, fine in good.items() if not exempt[row] and not fine[row]]
        for row, event in ids.items()
    }
