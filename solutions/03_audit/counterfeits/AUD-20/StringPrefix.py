# /// counterfeit
# story = "An address lies in a network if it begins like it."
# covers = ["AUD-21"]
# caught_by = [
#     "10.1.4.7 lies in 10.1.0.0/16, and 10.100.4.7 does not",
#     "networks are numbers, not beginnings of texts",
#     "IPv6 is written in many ways, and IPv4 inside of it too",
#     "a network with bits beyond its prefix is one, and a text that is no address is in none",
# ]
# ///
def in_networks(ip: str, networks: list[str]) -> bool:
    return any(
        ip.startswith(network.partition("/")[0].removesuffix(".0").removesuffix(".0").rstrip(":"))
        for network in networks
    )


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
        if access.ciphertext and access.person_id in keyless:
            return
        equivalent = access.mfa == "equivalent" and valid(paper, "approved_at", access)
        if access.mfa not in ("hardware key", "code") and not equivalent:
            yield "mfa"
        if not in_networks(access.ip, networks):
            yield "network"
        for kind in ("training", "attestation"):
            if not valid(trainings[trainings["kind"] == kind], "completed_at", access):
                yield kind

    return {access.event_id: list(problems(access)) for access in accesses.itertuples()}
