# %% [markdown]
# ## Why
#
# The Ring order requires destroying models developed in whole or in part from the recordings; where that is
# technically infeasible, the chief executive must name it and explain why, under oath.{fact}`O-R4` The Alexa order forbids misrepresenting how data is
# deleted.{fact}`O-A4` "Deleted" in the registry is what a tool says. A model that still loads still answers with what a
# child taught it.

# %% given="setup"
from privacylab.checks import Checks, hint
from privacylab.companies import model_world
from privacylab.companies.stores import StoreUnavailable

PARTS = ["versions", "aliases", "model_ids", "run_ids", "files"]


def together(some):
    """Return one dict with the five parts: everything in these dicts, without repeats."""
    merged = {part: [] for part in PARTS}
    for found in some:
        for part in PARTS:
            merged[part] += [one for one in found[part] if one not in merged[part]]
    return merged


def addresses(found):
    """Return [what, where] for everything in such a dict that could be loaded."""
    return [
        *(["alias", f"models:/{name}@{alias}"] for name, alias in found["aliases"]),
        *(["version", f"models:/{name}/{version}"] for name, version in found["versions"]),
        *(["logged model", f"models:/{model_id}"] for model_id in found["model_ids"]),
        *(["file", path] for path in found["files"]),
    ]

# %% [markdown]
# ## Look
#
# We built a model in MLflow 3.17, ran every call that deletes, and looked in every place after each one. **By eye:**
# after which call does no name load the model? How could you still load it then? Which place does no call reach?

# %% look
from privacylab.lab import deletion_ladder

deletion_ladder()

# %% [markdown]
# ## The registry
#
# Murmur is invented. Its registry runs in memory and leaves what MLflow leaves.
#
# | read | what you get |
# |---|---|
# | `search_model_versions()` | all versions: dicts with `name`, `version`, `aliases`, `run_id`, `model_id` |
# | `search_logged_models()` | the models that runs have saved, registered or not, without the trash: `model_id`, `run_id`, `name` |
# | `files()` | every file anywhere: `path`, and `fingerprint` of the weights in it (`None` if it holds none) |
# | `rows(ids)` | how many database rows still name one of these run or model ids: `{"inputs": 3}`; no zeros |
# | `predict(uri, line)` | loads a model from a `models:/` URI or a path, and lets it judge any line |
#
# | delete | what it does |
# |---|---|
# | `delete_registered_model_alias(name, alias)`, `delete_model_version(name, version)` | makes them stop loading |
# | `delete_registered_model(name)` | deletes a name with all its versions and aliases |
# | `delete_logged_model(model_id)`, `delete_run(run_id)` | moves it to the trash |
# | `gc(run_ids=[...], logged_model_ids=[...])` | deletes these for good, rows and files, if they are in the trash. If you leave out a list, it deletes everyone's of that kind; an empty list means none |
# | `remove(path)` | removes one file |
#
# Deleting calls answer with the status 200, even if they have failed. They raise `KeyError` if nothing is there, and
# `StoreUnavailable` if the storage is down or refuses. Reading calls other than `predict` always answer.

# %% [markdown]
# Here an engineer deletes the run of version 2 and collects the garbage. **Which names still load?
# Whose runs and models are gone?**

# %% look
registry = model_world()
version = registry.search_model_versions()[1]
tables = ("runs", "logged_models")
print("rows before:", {table: registry.all_rows()[table] for table in tables})
registry.delete_run(version["run_id"])
print("gc says:    ", registry.gc())
print("rows after: ", {table: registry.all_rows()[table] for table in tables})
for uri in ("models:/wake-word@champion", "models:/release@voice", "exports/phone/voice.bin"):
    registry.predict(uri, "hello alexa")
    print(f"{uri:28} still loads")

# %% [markdown]
# ## Step 1 · Where is the model?
#
# Complete `find(registry, name)`. Find everything before you delete: versions lead to runs, and runs to
# checkpoints. Return a dict of five lists, each sorted and without repeats:
#
# | part | what belongs to it | example |
# |---|---|---|
# | `run_ids` | the runs of the versions of `name` | `"r-0a1b2c3d"` |
# | `model_ids` | the logged models of these versions, and all others of these runs | `"m-4e5f6a7b"` |
# | `versions` | every version, **under any name**, of one of these logged models | `["release", 1]` |
# | `aliases` | the aliases of these versions | `["release", "voice"]` |
# | `files` | what is in the folders `artifacts/<run_id>/` and `artifacts/models/<model_id>/`, and any file elsewhere with the same fingerprint as one of those | `"exports/phone/voice.bin"` |
#
# If no version has that name, all five lists are empty.

# %% step="find"
def find(registry, name: str) -> dict[str, list]:
    """Return everything that belongs to a registered model: a dict of lists, by PARTS.

    Versions and aliases are lists of two. Files without weights have the fingerprint None.
    Ring order: work product "in whole or in part".
    """
    versions = registry.search_model_versions()
    run_ids = {row["run_id"] for row in versions if row["name"] == name}
    ### BEGIN SOLUTION
    model_ids = {row["model_id"] for row in versions if row["name"] == name}
    model_ids |= {
        row["model_id"] for row in registry.search_logged_models() if row["run_id"] in run_ids
    }
    ours = [row for row in versions if row["model_id"] in model_ids]
    files = registry.files()
    folders = [f"artifacts/{one}/" for one in run_ids]
    folders += [f"artifacts/models/{one}/" for one in model_ids]
    inside = [row for row in files if row["path"].startswith(tuple(folders))]
    prints = {row["fingerprint"] for row in inside} - {None}
    copies = [row for row in files if row["fingerprint"] in prints]
    return {
        "versions": sorted([row["name"], row["version"]] for row in ours),
        "aliases": sorted([row["name"], alias] for row in ours for alias in row["aliases"]),
        "model_ids": sorted(model_ids),
        "run_ids": sorted(run_ids),
        "files": sorted({row["path"] for row in [*inside, *copies]}),
    }
    ### END SOLUTION

# %% test="find"
def ids_of(registry):
    """Return the ids of Murmur's runs and logged models by their names."""
    runs = {row["name"]: row["run_id"] for row in registry.search_runs()}
    return runs | {row["name"]: row["model_id"] for row in registry.search_logged_models()}

def murmurs(registry, name="wake-word"):
    """Return what belongs to the model in Murmur's registry."""
    ids = ids_of(registry)
    models = [ids["may epoch 1"], ids["may final"], ids["june final"]]
    folders = [f"artifacts/{ids['may']}/checkpoints/epoch-2", *(f"artifacts/models/{one}" for one in models)]
    return {
        "versions": sorted([[name, 1], [name, 2], ["release", 1]]),
        "aliases": sorted([[name, "champion"], [name, "latest"], ["release", "voice"]]),
        "model_ids": sorted(models),
        "run_ids": sorted([ids["may"], ids["june"]]),
        "files": sorted([
            *(f"{folder}/{file}" for folder in folders for file in ("MLmodel", "weights.json")),
            "archive/2023/voice.bin", "exports/phone/voice.bin",
        ]),
    }  # fmt: skip

with checks("it finds both runs, the checkpoints, the second name and the exports"):
    registry = model_world("wake-word")
    found = find(registry, "wake-word")
    assert found == murmurs(registry)

with checks("a name that is not there has nothing"):
    assert find(model_world("wake-word"), "no such name") == {part: [] for part in PARTS}

### BEGIN HIDDEN TESTS
# class seed: words wake-word
import hypothesis.strategies as st
from privacylab.companies import ModelRegistry

def world():
    """Murmur's registry with other ids in each class."""
    return model_world("wake-word", checks.random.randrange(10**6))

with checks("a logged model that was never registered is found by its run", hint=1):
    registry = world()
    ids = ids_of(registry)
    extra = [registry.log_model(ids["june"], f"epoch {n}", {"june": [n]}) for n in range(3)]
    sure = {*murmurs(registry)["model_ids"], *extra}
    assert set(find(registry, "wake-word")["model_ids"]) == sure
    registry.delete_logged_model(ids["june final"])  # its versions still load
    assert set(find(registry, "wake-word")["model_ids"]) == sure
    assert ["release", 1] in find(registry, "wake-word")["versions"]

with checks("a copy under another name belongs to it, and that name's other versions don't", hint=3):
    registry = world()
    registry.create_registered_model("edge")
    registry.copy_model_version("weather", 1, "edge")
    registry.copy_model_version("wake-word", 1, "edge")
    registry.create_model_version("edge", ids_of(registry)["may epoch 1"])
    registry.set_registered_model_alias("edge", "kitchen", 3)
    registry.set_registered_model_alias("edge", "garden", 1)
    found = find(registry, "wake-word")
    assert [one for one in found["versions"] if one[0] == "edge"] == [["edge", 2], ["edge", 3]]
    assert [one for one in found["aliases"] if one[0] == "edge"] == [["edge", "kitchen"]]

with checks("an export is found by its weights, wherever it is, and files without weights match nothing", hint=3):
    registry = world()
    sure = murmurs(registry)["files"]
    registry.export("exports/tv/voice.bin", {"tv": [1, 2]})
    assert find(registry, "wake-word")["files"] == sure
    registry.log_checkpoint(ids_of(registry)["june"], "tv", {"tv": [1, 2]})
    more = find(registry, "wake-word")["files"]
    assert [one for one in more if "tv" in one and one.startswith("exports")] == ["exports/tv/voice.bin"]
    assert [one for one in more if "weather" in one or "sky" in one] == []

with checks("whatever is registered from whichever run, exactly the model's own is found", hint=2):
    rows = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["wake-word", "b", "c", ""])), max_size=8)

    @checks.always(10, drawn=rows)
    def _(drawn):
        registry = ModelRegistry(len(drawn))
        runs = [registry.log_run(registry.create_experiment("e"), "run") for _ in range(4)]
        models = [[registry.log_model(runs[run], "m", {"w": [n]}), run, name] for n, (run, name) in enumerate(drawn)]
        names = {name for _, _, name in models if name}
        for name in names:
            registry.create_registered_model(name)
        versions = [[name, registry.create_model_version(name, one), one] for one, _, name in models if name]
        mine = {run for _, run, name in models if name == "wake-word"}
        ids = {one for one, run, _ in models if run in mine}
        found = find(registry, "wake-word")
        assert found == {
            "versions": sorted([name, version] for name, version, one in versions if one in ids),
            "aliases": [],
            "model_ids": sorted(ids),
            "run_ids": sorted(runs[run] for run in mine),
            "files": sorted(f"artifacts/models/{one}/{file}" for one in ids for file in ("MLmodel", "weights.json")),
        }
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · What is left of it?
#
# Complete `read_back(registry, found)`. It deletes nothing. Return one row for each of `addresses(found)` and one for
# each table in `registry.rows(...)` of all run and model ids, in any order.
#
# | you ask | and get | `state` | `evidence` |
# |---|---|---|---|
# | `predict(where, "hello")` | `KeyError` | `"destroyed"` | `"KeyError"` |
# | | any answer, even `[]` | `"residue"` | `"loads"` |
# | | `StoreUnavailable` or `ValueError` | `"residue"` | the exception's name |
# | `rows(ids)` | `{"inputs": 3}` | `"residue"` | `"rows: 3"` |
#
# Only `KeyError` proves that nothing is there. A storage that doesn't answer proves nothing. `ValueError` means
# a file that holds no weights: it is still there.
#
# A table's row is `{"what": "rows", "where": "inputs", "state": "residue", "evidence": "rows: 3"}`.

# %% step="read_back"
def read_back(registry, found: dict[str, list]) -> list[dict]:
    """Return rows with "what", "where", "state" ("destroyed" or "residue") and "evidence".

    found is what find returned. Any other exception means that the process has died: let it
    through.
    """
    ### BEGIN SOLUTION
    rows = []
    for what, where in addresses(found):
        state = "residue"
        try:
            registry.predict(where, "hello")
            evidence = "loads"
        except KeyError:
            state, evidence = "destroyed", "KeyError"
        except (StoreUnavailable, ValueError) as error:
            evidence = type(error).__name__
        rows.append({"what": what, "where": where, "state": state, "evidence": evidence})
    for table, count in registry.rows(found["run_ids"] + found["model_ids"]).items():
        evidence = f"rows: {count}"
        rows.append({"what": "rows", "where": table, "state": "residue", "evidence": evidence})
    return rows
    ### END SOLUTION

# %% test="read_back"
def said(rows):
    """Return {(what, where): (state, evidence)}, and hold each row to its form."""
    assert all(set(row) == {"what", "where", "state", "evidence"} for row in rows)
    found = {(row["what"], row["where"]): (row["state"], row["evidence"]) for row in rows}
    assert len(found) == len(rows)
    return found

with checks("before anything is deleted, everything is residue"):
    registry = model_world("wake-word")
    rows = read_back(registry, murmurs(registry))
    left = said(rows)
    assert left["alias", "models:/release@voice"] == ("residue", "loads")
    assert left["rows", "inputs"] == ("residue", "rows: 5")
    assert {state for state, evidence in left.values()} == {"residue"}

with checks("what raises KeyError is destroyed, and what loads by another name is not"):
    registry = model_world("wake-word")
    everything = murmurs(registry)
    registry.delete_registered_model("wake-word")
    left = said(read_back(registry, everything))
    assert left["alias", "models:/wake-word@champion"] == ("destroyed", "KeyError")
    assert left["version", "models:/release/1"] == ("residue", "loads")
    assert left["file", "exports/phone/voice.bin"] == ("residue", "loads")

### BEGIN HIDDEN TESTS
with checks("a storage that doesn't answer proves nothing", hint=2):
    registry = world()
    everything = murmurs(registry)
    registry.faults.set("exports", "down")
    left = said(read_back(registry, everything))
    assert left["file", "exports/phone/voice.bin"] == ("residue", "StoreUnavailable")
    assert left["file", "archive/2023/voice.bin"] == ("residue", "loads")
    registry.faults.clear("exports")
    registry.remove("exports/phone/voice.bin")
    left = said(read_back(registry, everything))
    assert left["file", "exports/phone/voice.bin"] == ("destroyed", "KeyError")

with checks("a file that holds no weights is left, and so is a model that knows no word", hint=3):
    registry = world()
    everything = murmurs(registry)
    registry.export("exports/empty.bin", {})
    left = said(read_back(registry, everything | {"files": ["exports/empty.bin", *everything["files"]]}))
    markers = [where for what, where in left if where.endswith("/MLmodel")]
    assert [left["file", where] for where in markers] == [("residue", "ValueError")] * 4
    assert left["file", "exports/empty.bin"] == ("residue", "loads")

with checks("every address has its row, and each table that still names it has one", hint=3):
    registry = world()
    everything = murmurs(registry)
    for model_id in everything["model_ids"]:
        registry.delete_logged_model(model_id)
    for run_id in everything["run_ids"]:
        registry.delete_run(run_id)
    left = said(read_back(registry, everything))
    tables = {where: evidence for (what, where), (state, evidence) in left.items() if what == "rows"}
    expected = registry.rows(everything["run_ids"] + everything["model_ids"])
    assert tables == {table: f"rows: {count}" for table, count in expected.items()}
    assert {where for what, where in left if what != "rows"} == {where for _, where in addresses(everything)}
    assert {left["logged model", f"models:/{one}"][0] for one in everything["model_ids"]} == {"destroyed"}
    assert left["alias", "models:/wake-word@latest"] == ("residue", "loads")
    assert said(read_back(registry, {part: [] for part in PARTS})) == {}

with checks("reading back deletes nothing, and a crash comes through", hint=2):
    registry = world()
    everything = murmurs(registry)
    read_back(registry, everything)
    assert registry.faults.happened == []
    registry.faults.crash(after=0)
    died = False
    try:
        registry.delete_run(everything["run_ids"][0])
    except Exception:
        pass
    try:
        read_back(registry, everything)
    except Exception as error:
        died = type(error).__name__ == "Crashed"
    assert died
### END HIDDEN TESTS

# %% [markdown]
# ## Step 3 · Destroy it
#
# Complete `destroy(registry, name)`. `registry.journal` survives a crash: `append(entry)` and `entries()`.
#
# 1. Merge what `find` returns with the journal's `"found"` entries for this `name`; use `together`.
# 2. If all five parts are empty, return `[]` and write nothing.
# 3. **Before you delete anything**, append `{"event": "found", "name": name, **everything}`.
# 4. Delete aliases, versions, and the registered model `name` (keep other names: they have other versions). Then logged
#    models, runs, `gc` of exactly these ids, and every file.
# 5. Return `read_back` of everything.
#
# | a call raises | do |
# |---|---|
# | `KeyError` | continue: it is gone |
# | `StoreUnavailable` | continue: `read_back` will tell |
# | anything else | let it through: the process has died, and `destroy` will be called again |
#
# After a crash, the next run returns the same rows as an undisturbed one. So does a second run. What no call removes
# stays in the result as residue.

# %% step="destroy"
def destroy(registry, name: str) -> list[dict]:
    """Destroy a model everywhere, and return read_back's rows for everything ever found of it.

    Every entry of the journal has "event" and "name". Entries with another event or another name
    belong to other programs. Ring order: what can't be destroyed is named.
    """
    ### BEGIN SOLUTION
    entries = registry.journal.entries()
    before = [one for one in entries if one["event"] == "found" and one["name"] == name]
    everything = together([*before, find(registry, name)])
    if not any(everything.values()):
        return []
    registry.journal.append({"event": "found", "name": name, **everything})
    run_ids, model_ids = everything["run_ids"], everything["model_ids"]
    calls = [
        *((registry.delete_registered_model_alias, one) for one in everything["aliases"]),
        *((registry.delete_model_version, one) for one in everything["versions"]),
        (registry.delete_registered_model, [name]),
        *((registry.delete_logged_model, [one]) for one in model_ids),
        *((registry.delete_run, [one]) for one in run_ids),
        (registry.gc, [run_ids, model_ids]),
        *((registry.remove, [path]) for path in everything["files"]),
    ]
    for call, arguments in calls:
        try:
            call(*arguments)
        except (KeyError, StoreUnavailable):
            continue  # read_back will tell
    return read_back(registry, everything)
    ### END SOLUTION

# %% test="destroy"
def run(registry, name="wake-word"):
    """Return what destroy says as said() does; "crashed" if the process died, and start it again."""
    try:
        rows = destroy(registry, name)
    except Exception as error:
        if type(error).__name__ != "Crashed":
            raise
        registry.faults.restart()
        return "crashed"
    return said(rows)

def residue(left):
    """Return what is left: where, and the evidence."""
    return {where: evidence for (what, where), (state, evidence) in left.items() if state != "destroyed"}

LEFT = {"archive/2023/voice.bin": "loads", "inputs": "rows: 5", "input_tags": "rows: 2"}

THEIRS = ["models:/weather@champion", "models:/release@sky", "models:/release/2", "exports/phone/sky.bin"]

with checks("nothing loads but the copy in the archive, and the residue says so"):
    registry = model_world("wake-word")
    everything = murmurs(registry)
    left = run(registry)
    assert residue(left) == LEFT
    assert {where for what, where in left if what != "rows"} == {where for _, where in addresses(everything)}

with checks("other teams' models still load, and their trash is still there"):
    registry = model_world("wake-word")
    run(registry)
    assert [len(registry.predict(uri, "hello alexa")) for uri in THEIRS] == [2, 2, 2, 2]
    rows = registry.all_rows()
    assert (rows["runs"], rows["logged_models"]) == (2, 2)

with checks("after a crash it finishes, and says the same"):
    registry = model_world("wake-word")
    everything = murmurs(registry)
    registry.faults.crash(after=9)
    run(registry)
    left = run(registry)
    assert residue(left) == LEFT
    assert {where for what, where in left if what != "rows"} == {where for _, where in addresses(everything)}

### BEGIN HIDDEN TESTS
def truth(registry, everything):
    """Return what read_back should say now."""
    rows = registry.rows(everything["run_ids"] + everything["model_ids"])
    found = {("rows", table): ("residue", f"rows: {count}") for table, count in rows.items()}
    for what, where in addresses(everything):
        try:
            registry.predict(where, "hello")
            found[what, where] = ("residue", "loads")
        except KeyError:
            found[what, where] = ("destroyed", "KeyError")
        except (StoreUnavailable, ValueError) as error:
            found[what, where] = ("residue", type(error).__name__)
    return found

with checks("wherever it crashes, the next run finds what the first one found", hint=3):
    for after in (2, 7, 9, 12, 15):
        registry = world()
        everything = murmurs(registry)
        registry.faults.crash(after)
        run(registry)
        registry.faults.restart()
        left = run(registry)
        assert residue(left) == LEFT
        assert {where for what, where in left if what != "rows"} == {where for _, where in addresses(everything)}

with checks("it writes down what it found before it deletes, under the model's name", hint=1):
    registry = world()
    everything = murmurs(registry)
    run(registry)
    assert registry.faults.happened[0][0] == "append"
    entry = registry.journal.entries()[0]
    assert (entry["event"], entry["name"]) == ("found", "wake-word")
    assert {part: sorted(entry[part]) for part in PARTS} == everything
    registry = world()
    assert run(registry, "no such name") == {}
    assert registry.faults.happened == []
    registry = ModelRegistry()
    run_id = registry.log_run(registry.create_experiment("e"), "run")
    registry.create_registered_model("plain")
    registry.create_model_version("plain", registry.log_model(run_id, "m", {"w": [1]}))
    left = run(registry, "plain")  # it has no alias
    assert left["version", "models:/plain/1"] == ("destroyed", "KeyError")

with checks("it reports what is there, whatever the calls have answered", hint=2):
    for call in ("delete_registered_model", "delete_logged_model", "gc", "remove"):
        registry = world()
        everything = murmurs(registry)
        registry.faults.set(call, "keeps")
        assert run(registry) == truth(registry, everything)
        registry.faults.clear(call)
        assert residue(run(registry)) == LEFT

with checks("while a storage is down it deletes the rest, and the next run finishes", hint=3):
    for bucket in ("exports", "artifacts"):
        registry = world()
        everything = murmurs(registry)
        registry.faults.set(bucket, "down")
        left = run(registry)
        assert left == truth(registry, everything)
        assert left["alias", "models:/release@voice"] == ("destroyed", "KeyError")
        assert ("exports/phone/voice.bin" in residue(left)) is (bucket == "exports")
        registry.faults.clear(bucket)
        assert residue(run(registry)) == LEFT

with checks("nothing of another team is destroyed, and no entry of another model is used", hint=3):
    registry = world()
    theirs = [ids_of(registry)["sky"], ids_of(registry)["sky final"]]
    rows = registry.rows(theirs)
    weather = {part: [] for part in PARTS} | {
        "versions": [["weather", 1]], "aliases": [["weather", "champion"]], "run_ids": theirs[:1],
        "model_ids": theirs[1:], "files": ["exports/phone/sky.bin"],
    }  # fmt: skip
    registry.journal.append({"event": "found", "name": "weather", **weather})
    registry.journal.append({"event": "asked", "name": "wake-word"})
    left = run(registry)
    assert residue(left) == LEFT
    assert [len(registry.predict(uri, "hello alexa")) for uri in THEIRS] == [2, 2, 2, 2]
    assert registry.rows(theirs) == rows
    assert (registry.all_rows()["runs"], registry.all_rows()["logged_models"]) == (2, 2)
    assert registry.search_registered_models() == ["weather", "release"]

with checks("a second run says the same, and finds what someone has saved since", hint=1):
    registry = world()
    first = run(registry)
    assert run(registry) == first
    registry = world()
    registry.faults.crash(after=1)
    run(registry)
    late = registry.log_model(ids_of(registry)["may"], "late", {"late": [1]})
    left = run(registry)
    assert left["logged model", f"models:/{late}"] == ("destroyed", "KeyError")
    assert [row["name"] for row in registry.search_logged_models()] == ["sky final"]
### END HIDDEN TESTS
