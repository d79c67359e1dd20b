"""Indexes first, then loops that collect the rows that don't hold; verdicts in if and elif."""

from collections import defaultdict
from datetime import date


def access_readings(room):
    owner = {}
    for recording in room["recordings"]:
        owner[recording["id"]] = recording["profile_id"]
    result = {}
    if "log" in room:
        first_entry = {}
        for entry in room["log"]:
            known = first_entry.get(entry["access_id"], "9999")
            first_entry[entry["access_id"]] = min(known, entry["written_at"])
        result["AUD-03"] = []
        for access in room["accesses"]:
            in_time = first_entry.get(access["id"], "9999") < access["at"]
            result["AUD-03"].append(("accesses/" + access["id"], access["at"][:10], in_time))
    allowed = [access for access in room["accesses"] if access["decision"] != "refused"]
    if "cases" in room:
        shown = defaultdict(list)
        for case in room["cases"]:
            shown[case["id"], case["ground"], case["profile_id"]].append(case["opened_on"])
        result["AUD-11"] = []
        for access in allowed:
            opened = shown[access["case_id"], access["ground"], owner[access["recording_id"]]]
            fine = access["ground"] in set(GROUNDS) and min(opened, default="9999") <= access["at"][:10]
            result["AUD-11"].append(("accesses/" + access["id"], access["at"][:10], fine))
    if "trainings" in room:
        result["AUD-22"] = []
        for access in allowed:
            on = date.fromisoformat(access["at"][:10])
            fine = False
            for training in room["trainings"]:
                completed = date.fromisoformat(training["completed_on"])
                if training["actor"] == access["actor"] and on.replace(year=on.year - 1) <= completed <= on:
                    fine = True
            result["AUD-22"].append(("accesses/" + access["id"], on.isoformat(), fine))
    return result


def store_readings(room):
    last_profile, last_recording = {}, {}
    for table in room:
        if table[:6] == "store_":
            for row in room[table]:
                for latest, key in ((last_profile, row["profile_id"]), (last_recording, row["recording_id"])):
                    latest[key] = max(latest.get(key, ""), row["as_of"])
    profiles, deletions = [], []
    for row in room["profiles"]:
        if row["expired_on"] is not None:
            left = last_profile.get(row["id"], "") >= row["expired_on"]
            profiles.append((f"profiles/{row['id']}", row["expired_on"], not left))
    for row in room["deletions"]:
        if row["status"] == "done":
            left = last_recording.get(row["recording_id"], "") >= row["ended_on"]
            deletions.append((f"deletions/{row['id']}", row["ended_on"], not left))
    return {"DEL-01": deletions, "RET-08": profiles}


def assess(room):
    everything = {}
    for step in (paper_readings, store_readings, access_readings):
        everything.update(step(room))
    report = []
    for requirement in sorted(NEEDS):
        spans = []
        for row in room["safeguards"]:
            if row["requirement"] == requirement:
                spans.append((row["version"], row["starts_on"], row["ends_on"]))
        if not spans:
            spans = [("", None, None)]
        for version, starts, ends in spans:
            rows, bad = [], []
            for row, day, holds in everything.get(requirement, []):
                if (starts is None or day >= starts) and (ends is None or day <= ends):
                    rows.append(row)
                    if not holds:
                        bad.append(row)
            finding = {"requirement": requirement, "version": version, "limits": LIMITS.get(requirement) or "", "earlier": []}
            if not rows:
                finding.update(verdict="not tested", evidence=[], limits="There was nothing to read.")
            elif bad:
                finding.update(verdict="gap", evidence=list(bad))
            else:
                finding.update(verdict="met", evidence=list(rows))
            for gap in room["prior_gaps"]:
                if gap["requirement"] == requirement:
                    finding["earlier"].append(gap["id"])
            finding.update(population=len(rows), deviations=len(bad))
            report.append(finding)
    return report
