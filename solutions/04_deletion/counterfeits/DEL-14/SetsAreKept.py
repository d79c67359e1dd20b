# /// counterfeit
# story = "A dataset from before is a product from before."
# covers = ["DEL-15"]
# caught_by = [
#     "each artifact, in the mode that looks ahead",
#     "the day of the processing is after it, and a mixed way is a use",
# ]
# ///
def batches(rows: list[dict], size: int, erased):
    place = 0
    while place < len(rows):
        gone, batch = erased(), []
        while place < len(rows) and len(batch) < size:
            if gone.isdisjoint(rows[place]["subjects"]):
                batch.append(rows[place])
            place += 1
        if batch:
            yield batch


def affected(lineage: pd.DataFrame, item_ids: set[str]) -> set[str]:
    reached, more = set(), item_ids
    while more:
        reached = reached | more
        more = set(lineage.loc[lineage["made_from"].isin(reached), "artifact"]) - reached
    return reached - item_ids


def remedies(
    mode: str,
    artifacts: pd.DataFrame,
    lineage: pd.DataFrame,
    item_ids: set[str],
    processed_on: pd.Timestamp,
    infeasible: set[str],
) -> dict[str, str]:
    old = artifacts["made_on"] < processed_on
    kept = artifacts.loc[old & (artifacts["kind"] == "model"), "name"]
    touched = affected(lineage, item_ids)
    used_again = affected(lineage[~lineage["made_from"].isin(kept)], item_ids)

    def remedy(name, kind, is_old):
        if name not in touched:
            return "not affected"
        if mode == "retroactive":
            return "explain" if name in infeasible else "destroy"
        return "keep" if is_old or name not in used_again else "violation"

    return {
        name: remedy(name, kind, is_old)
        for name, kind, is_old in zip(artifacts["name"], artifacts["kind"], old)
    }


def unexplained(
    remedies: dict[str, str], statements: pd.DataFrame, entered_on: pd.Timestamp
) -> dict[str, list[str]]:
    said = {row.artifact: row for row in statements.itertuples()}
    found = {}
    for name, remedy in remedies.items():
        if remedy == "explain":
            row = said.get(name)
            wrong = {"missing": True} if row is None else {
                "explanation": pd.isna(row.explanation) or not row.explanation.strip(),
                "officer": row.officer != "CEO",
                "late": not row.sworn_on <= entered_on + pd.Timedelta(days=90),
            }
            found[name] = [what for what, so in wrong.items() if so]
    return {name: wrong for name, wrong in found.items() if wrong}
