"""Tables as DataFrames and left joins, with the partner counted on the left side's row."""

import pandas as pd


def frame(room, table, columns):
    return pd.DataFrame(room[table], columns=columns.split())


def with_partner(left, partners, condition, **keys):
    """The ids of the left rows with a partner that meets a condition."""
    joined = left.merge(partners, how="left", suffixes=("", "_r"), **keys)
    return set(joined.loc[condition(joined).fillna(False).astype(bool), "id"])


def as_readings(table, rows, days, good):
    return [(f"{table}/{one}", day, one in good) for one, day in zip(rows["id"], days)]


def access_readings(room):
    accesses = frame(room, "accesses", "id at actor recording_id ground case_id decision")
    accesses["day"] = accesses["at"].str[:10]
    owners = frame(room, "recordings", "id profile_id").rename(columns={"id": "recording_id", "profile_id": "owner"})
    accesses = accesses.merge(owners, how="left", on="recording_id")
    allowed, found = accesses[accesses["decision"] == "allowed"], {}
    if can_test(room, "AUD-03"):
        log = frame(room, "log", "access_id written_at")
        good = with_partner(accesses, log, lambda j: j["written_at"] < j["at"], left_on="id", right_on="access_id")
        found["AUD-03"] = as_readings("accesses", accesses, accesses["day"], good)
    if can_test(room, "AUD-11"):
        cases = frame(room, "cases", "id ground profile_id opened_on").rename(columns={"id": "case_id"})
        claimed = allowed[allowed["ground"].isin(GROUNDS)].dropna(subset="case_id")
        good = with_partner(
            claimed,
            cases,
            lambda j: (j["ground_r"] == j["ground"]) & (j["profile_id"] == j["owner"]) & (j["opened_on"] <= j["day"]),
            on="case_id",
        )
        found["AUD-11"] = as_readings("accesses", allowed, allowed["day"], good)
    if can_test(room, "AUD-22"):
        trainings = frame(room, "trainings", "actor completed_on")
        allowed = allowed.assign(since=(allowed["day"].str[:4].astype(int) - 1).astype(str) + allowed["day"].str[4:])
        good = with_partner(
            allowed,
            trainings,
            lambda j: (j["completed_on"] <= j["day"]) & (j["completed_on"] >= j["since"]),
            on="actor",
        )
        found["AUD-22"] = as_readings("accesses", allowed, allowed["day"], good)
    return found


def paper_readings(room):
    first, last = room["period"][0]["starts_on"], room["period"][0]["ends_on"]
    found = {}
    if "reviews" in room:
        grants = frame(room, "grants", "id actor given_on ended_on")
        grants = grants[(grants["given_on"] < first) & grants["ended_on"].isna()]
        good = with_partner(
            grants,
            frame(room, "reviews", "grant_id reviewed_on reviewer"),
            lambda j: (j["reviewed_on"] >= first) & (j["reviewed_on"] <= last) & (j["reviewer"] != j["actor"]),
            left_on="id",
            right_on="grant_id",
        )
        found["AUD-19"] = as_readings("grants", grants, [last] * len(grants), good)
    if "certificates" in room:
        done = frame(room, "deletions", "id ended_on status").query("status == 'done'")
        papers = frame(room, "certificates", "deletion_id store method executed_by verified_by evidence_sha256")
        papers = papers[(papers["executed_by"] != papers["verified_by"]) & (papers != "").all(axis=1)]
        stores = {name for name in room if name.startswith("store_")}
        have = papers[papers["store"].isin(stores)].groupby("deletion_id")["store"].nunique()
        good = set(have.index[have == len(stores)])
        found["DEL-19"] = as_readings("deletions", done, done["ended_on"], good)
    if "promises" in room:
        settings = frame(room, "settings", "id days starts_on")
        promises = frame(room, "promises", "days starts_on ends_on").fillna({"ends_on": "9999"})
        pairs = settings.merge(promises, how="cross", suffixes=("", "_p"))
        in_force = (pairs["starts_on_p"] <= pairs["starts_on"]) & (pairs["starts_on"] <= pairs["ends_on"])
        good = set(pairs.loc[in_force & (pairs["days"] == pairs["days_p"]), "id"])
        found["RET-17"] = as_readings("settings", settings, settings["starts_on"], good)
    return found
