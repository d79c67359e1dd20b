"""Porchlight's accesses, judged anew: what is wrong with each, counted without the exercises."""

import ipaddress

import pandas as pd

GROUNDS = ["legal process", "illegal activity", "legal rights", "prevent harm", "consent"]
COPIES = ["download", "export", "share"]
# what is wrong, in the words of the exercises; a column of the judged log is called wrong_ and it
WORDS = ["ground", "ticket", "consent", "copy", "mfa", "network", "training", "attestation"]
RULES = {"windows": [(1, 5), (90, 20)], "seconds_a_day": 3600}


def judged(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The accesses with a column for each of WORDS, and `valid`: none of them applies."""
    log = tables["accesses"]
    rows = log
    for name, key in (("tickets", "ticket_id"), ("consents", "consent_id")):
        papers = tables[name].add_prefix(f"{name[0]}_")
        rows = rows.merge(papers, "left", left_on=key, right_on=f"{name[0]}_{key}")
    now = rows["occurred_at"]
    ticket = (rows["t_customer_id"] == rows["customer_id"]) & (rows["t_opened_at"] <= now)
    ticket &= (rows["t_assignee_id"] == rows["person_id"]) & ~(rows["t_closed_at"] <= now)
    consent = (rows["c_customer_id"] == rows["customer_id"]) & (rows["c_given_at"] <= now)
    consent &= rows["c_how"] == "separate screen"
    consent &= (rows["c_purpose"] == rows["t_kind"]) & ~(rows["c_withdrawn_at"] <= now)
    copy = rows["t_copy_approved_by"].notna() & (rows["t_copy_approved_at"] <= now)
    networks = [ipaddress.ip_network(text, strict=False) for text in tables["networks"]["network"]]
    inside = {ip: _inside(ip, networks) for ip in log["ip"].unique()}
    papers = tables["equivalents"].dropna()
    papers = papers[papers["approved_by"] != papers["person_id"]]
    equivalent = _within(log, papers.rename(columns={"approved_at": "begins_at"}))
    papers = tables["trainings"].rename(columns={"completed_at": "begins_at"})
    keyless = tables["people"].query("not holds_key")["person_id"]
    exempt = log["ciphertext"] & log["person_id"].isin(keyless)
    factor = log["mfa"].isin(["hardware key", "code"]) | ((log["mfa"] == "equivalent") & equivalent)
    wrong = {
        "ground": ~rows["ground"].isin(GROUNDS),
        "ticket": ~ticket,
        "consent": (rows["ground"] == "consent") & ~consent,
        "copy": rows["action"].isin(COPIES)
        & ~(copy & (rows["t_copy_approved_by"] != rows["person_id"])),
        "mfa": ~exempt & ~factor,
        "network": ~exempt & ~log["ip"].map(inside),
    }
    for kind in ("training", "attestation"):
        wrong[kind] = ~exempt & ~_within(log, papers[papers["kind"] == kind])
    columns = pd.DataFrame({f"wrong_{word}": rows.to_numpy(bool) for word, rows in wrong.items()})
    columns["valid"] = ~columns.any(axis=1)
    return pd.concat([log, columns], axis=1)


def _inside(ip: str, networks: list) -> bool:
    if ip == "unknown":
        return False
    address = ipaddress.ip_address(ip)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in network for network in networks)


def _within(log: pd.DataFrame, papers: pd.DataFrame) -> pd.Series:
    """Whether a paper of the person was valid at each access."""
    pairs = log[["person_id", "occurred_at"]].reset_index().merge(papers, on="person_id")
    then = (pairs["begins_at"] <= pairs["occurred_at"]) & (
        pairs["occurred_at"] < pairs["expires_at"]
    )
    return log.index.to_series().isin(pairs.loc[then, "index"])


def suspects(log: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The rows that can flag somebody: without valid basis, of colleagues, beyond a role's end."""
    owner = people.dropna(subset=["customer_id"]).set_index("customer_id")["person_id"]
    owned_by = log["customer_id"].map(owner)
    known = people.set_index("person_id")
    began, ended = (log["person_id"].map(known[name]) for name in ("started_at", "ended_at"))
    beyond = ~(began <= log["occurred_at"]) | (ended <= log["occurred_at"])
    return log[~log["valid"] | (owned_by.notna() & (owned_by != log["person_id"])) | beyond]
