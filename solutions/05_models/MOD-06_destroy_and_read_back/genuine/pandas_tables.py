"""Data frames for the search; a table of evidence; deletion without aliases, which versions take along."""

from contextlib import suppress

import pandas as pd


def find(registry, name):
    versions = pd.DataFrame(
        registry.search_model_versions(), columns=["name", "version", "aliases", "run_id", "model_id"]
    )
    logged = pd.DataFrame(registry.search_logged_models(), columns=["model_id", "run_id", "name"])
    files = pd.DataFrame(registry.files(), columns=["path", "fingerprint"])
    mine = versions[versions["name"] == name]
    runs = sorted(set(mine["run_id"]))
    models = sorted({*mine["model_id"], *logged.loc[logged["run_id"].isin(runs), "model_id"]})
    ours = versions[versions["model_id"].isin(models)]
    folders = tuple([f"artifacts/{one}/" for one in runs] + [f"artifacts/models/{one}/" for one in models])
    inside = files["path"].map(lambda path: path.startswith(folders)).astype(bool)
    prints = set(files.loc[inside, "fingerprint"].dropna())
    copies = files["fingerprint"].map(lambda one: one in prints).astype(bool)
    return {
        "versions": sorted([one, int(version)] for one, version in zip(ours["name"], ours["version"])),
        "aliases": sorted([one, alias] for one, some in zip(ours["name"], ours["aliases"]) for alias in some),
        "model_ids": models,
        "run_ids": runs,
        "files": sorted(files.loc[inside | copies, "path"]),
    }


def evidence_of(registry, where):
    try:
        registry.predict(where, "")
    except (KeyError, ValueError, StoreUnavailable) as error:
        return type(error).__name__
    return "loads"


def read_back(registry, found):
    evidence = [(what, where, evidence_of(registry, where)) for what, where in addresses(found)]
    tables = registry.rows(found["run_ids"] + found["model_ids"])
    evidence += [("rows", table, f"rows: {count}") for table, count in tables.items()]
    frame = pd.DataFrame(evidence, columns=["what", "where", "evidence"])
    frame["state"] = frame["evidence"].eq("KeyError").map({True: "destroyed", False: "residue"})
    return frame.to_dict("records")


def destroy(registry, name):
    known = [entry for entry in registry.journal.entries() if (entry["event"], entry["name"]) == ("found", name)]
    all_of_it = together([find(registry, name)] + known)
    if not sum(map(len, all_of_it.values())):
        return []
    registry.journal.append({"event": "found", "name": name} | all_of_it)
    gone = (KeyError, StoreUnavailable)
    for one, version in all_of_it["versions"]:
        with suppress(*gone):
            registry.delete_model_version(one, version)
    with suppress(*gone):
        registry.delete_registered_model(name)
    for model_id in all_of_it["model_ids"]:
        with suppress(*gone):
            registry.delete_logged_model(model_id)
    for run_id in all_of_it["run_ids"]:
        with suppress(*gone):
            registry.delete_run(run_id)
    with suppress(*gone):
        registry.gc(run_ids=all_of_it["run_ids"], logged_model_ids=all_of_it["model_ids"])
    for path in all_of_it["files"]:
        with suppress(*gone):
            registry.remove(path)
    return read_back(registry, all_of_it)
