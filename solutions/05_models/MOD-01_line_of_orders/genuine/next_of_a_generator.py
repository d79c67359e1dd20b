"""One expression per artifact: the first clause that may fit, with an unknown date let through."""

from datetime import timedelta


def demands(rule, artifacts):
    def answer(clause, artifact):
        if clause["before"] is not None and artifact["made_on"] is None:
            return ("ask counsel", None)
        start = rule["events"].get(clause["event"])
        return (clause["remedy"], start and start + timedelta(days=clause["days"]))

    def one(artifact):
        named = [c for c in rule["clauses"] if artifact["kind"] in c["kinds"]]
        possible = (
            c
            for c in named
            if not set(c["needs"]).difference(artifact["facts"])
            and (artifact["share"] > 0 or not c["derived"])
            and (c["before"] is None or artifact["made_on"] is None or artifact["made_on"] < c["before"])
        )
        first = next(possible, None)
        if first is None:
            return ("not covered", None) if named else ("ask counsel", None)
        return answer(first, artifact)

    return {artifact["name"]: one(artifact) for artifact in artifacts}
