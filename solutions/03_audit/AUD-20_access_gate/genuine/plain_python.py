"""Loops over rows; networks compared as whole numbers."""

def number_of(ip):
    address = ipaddress.ip_address(ip)
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.version, int(address)


def in_networks(ip, networks):
    try:
        version, number = number_of(ip)
    except ValueError:
        return False
    bits = 32 if version == 4 else 128
    for text in networks:
        base, _, prefix = text.partition("/")
        base = ipaddress.ip_address(base)
        shift = bits - int(prefix)
        if base.version == version and int(base) >> shift == number >> shift:
            return True
    return False


def door_problems(accesses, people, networks, equivalents, trainings):
    holds_key = {row["person_id"]: bool(row["holds_key"]) for row in people.to_dict("records")}
    papers, learnt = equivalents.to_dict("records"), trainings.to_dict("records")
    found = {}
    for access in accesses.to_dict("records"):
        wrong = found[access["event_id"]] = []
        who, now = access["person_id"], access["occurred_at"]
        if access["ciphertext"] and not holds_key.get(who, True):
            continue
        good = access["mfa"] in ["hardware key", "code"]
        if access["mfa"] == "equivalent":
            for row in papers:
                if row["person_id"] != who or pd.isna(row["document"]):
                    continue
                if pd.isna(row["approved_by"]) or row["approved_by"] == who:
                    continue
                if row["approved_at"] <= now < row["expires_at"]:
                    good = True
        if not good:
            wrong.append("mfa")
        if not in_networks(access["ip"], networks):
            wrong.append("network")
        valid = {
            row["kind"]
            for row in learnt
            if row["person_id"] == who and row["completed_at"] <= now < row["expires_at"]
        }
        wrong += [kind for kind in ("training", "attestation") if kind not in valid]
    return found
