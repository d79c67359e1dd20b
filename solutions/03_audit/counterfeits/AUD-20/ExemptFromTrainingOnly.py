# /// counterfeit
# story = "The order exempts ciphertext from training; the rest applies."
# covers = ["AUD-23"]
# caught_by = [
#     "ciphertext is exempt where the person has no key",
#     "encrypted on disk is not encrypted for whoever has the key",
# ]
# ///
def in_networks(ip: str, networks: list[str]) -> bool:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ipaddress.ip_network(network, strict=False) for network in networks)


def door_problems(
    accesses: pd.DataFrame,
    people: pd.DataFrame,
    networks: list[str],
    equivalents: pd.DataFrame,
    trainings: pd.DataFrame,
) -> dict[str, list[str]]:
    keyless = set(people.loc[~people["holds_key"], "person_id"])
    paper = equivalents[
        equivalents["document"].notna()
        & equivalents["approved_by"].notna()
        & (equivalents["approved_by"] != equivalents["person_id"])
    ]

    def valid(rows, begin, access) -> bool:
        own = rows[rows["person_id"] == access.person_id]
        now = access.occurred_at
        return bool(((own[begin] <= now) & (now < own["expires_at"])).any())

    def problems(access):

        equivalent = access.mfa == "equivalent" and valid(paper, "approved_at", access)
        if access.mfa not in ("hardware key", "code") and not equivalent:
            yield "mfa"
        if not in_networks(access.ip, networks):
            yield "network"
        for kind in ("training", "attestation"):
            if access.ciphertext and access.person_id in keyless:
                continue
            if not valid(trainings[trainings["kind"] == kind], "completed_at", access):
                yield kind

    return {access.event_id: list(problems(access)) for access in accesses.itertuples()}
