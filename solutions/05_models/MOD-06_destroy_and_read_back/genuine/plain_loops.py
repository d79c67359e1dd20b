"""Loops and small dicts; the registered name goes first, and each call has its own try."""


def find(registry, name):
    versions, logged = registry.search_model_versions(), registry.search_logged_models()
    runs, models = [], []
    for row in versions:
        if row["name"] == name:
            if row["run_id"] not in runs:
                runs.append(row["run_id"])
            if row["model_id"] not in models:
                models.append(row["model_id"])
    for row in logged:
        if row["run_id"] in runs and row["model_id"] not in models:
            models.append(row["model_id"])
    found = {"versions": [], "aliases": [], "model_ids": sorted(models), "run_ids": sorted(runs), "files": []}
    for row in versions:
        if row["model_id"] in models:
            found["versions"].append([row["name"], row["version"]])
            for alias in row["aliases"]:
                found["aliases"].append([row["name"], alias])
    prints, listing = set(), registry.files()
    for row in listing:
        parts = row["path"].split("/")
        own = parts[0] == "artifacts" and (parts[1] in runs or parts[1] == "models" and parts[2] in models)
        if own:
            found["files"].append(row["path"])
            if row["fingerprint"] is not None:
                prints.add(row["fingerprint"])
    for row in listing:
        if row["fingerprint"] in prints and row["path"] not in found["files"]:
            found["files"].append(row["path"])
    for part in ("versions", "aliases", "files"):
        found[part].sort()
    return found


def read_back(registry, found):
    rows = []

    def add(what, where, state, evidence):
        rows.append({"what": what, "where": where, "state": state, "evidence": evidence})

    tables = registry.rows([*found["model_ids"], *found["run_ids"]])
    for table in sorted(tables):
        add("rows", table, "residue", "rows: " + str(tables[table]))
    for what, where in addresses(found):
        try:
            registry.predict(where, "good night")
        except KeyError:
            add(what, where, "destroyed", "KeyError")
        except StoreUnavailable:
            add(what, where, "residue", "StoreUnavailable")
        except ValueError:
            add(what, where, "residue", "ValueError")
        else:
            add(what, where, "residue", "loads")
    return rows


def destroy(registry, name):
    everything = find(registry, name)
    for entry in registry.journal.entries():
        if entry["event"] == "found" and entry["name"] == name:
            everything = together([everything, entry])
    if all(not everything[part] for part in everything):
        return []
    registry.journal.append({"event": "found", "name": name, **everything})

    def attempt(call, *arguments):
        try:
            call(*arguments)
        except KeyError:
            pass
        except StoreUnavailable:
            pass

    attempt(registry.delete_registered_model, name)
    for path in everything["files"]:
        attempt(registry.remove, path)
    for other, version in everything["versions"]:
        attempt(registry.delete_model_version, other, version)
    for other, alias in everything["aliases"]:
        attempt(registry.delete_registered_model_alias, other, alias)
    for run_id in everything["run_ids"]:
        attempt(registry.delete_run, run_id)
    for model_id in everything["model_ids"]:
        attempt(registry.delete_logged_model, model_id)
    for run_id in everything["run_ids"]:
        attempt(registry.gc, [run_id], [])
    for model_id in everything["model_ids"]:
        attempt(registry.gc, [], [model_id])
    return read_back(registry, everything)
