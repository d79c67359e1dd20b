"""Murmur's run events have in them what MOD-02 asks about."""

import json
from collections import Counter

from privacylab.lab import murmur_runs


def test_the_events_arrive_out_of_order_and_one_arrives_twice():
    lines = murmur_runs()
    assert lines == murmur_runs() and sorted(Counter(lines).values())[-2:] == [1, 2]
    times = [json.loads(line)["eventTime"] for line in lines]
    assert times != sorted(times)
    assert all(500 < len(line) < 2000 for line in lines)


def test_one_job_ran_twice_one_run_failed_after_it_wrote_and_datasets_were_dropped_and_renamed():
    events = [json.loads(line) for line in murmur_runs()]
    runs = {(event["job"]["name"], event["run"]["runId"]) for event in events}
    assert Counter(job for job, _ in runs)["train_wake_word"] == 2
    failed = {event["run"]["runId"] for event in events if event["eventType"] == "FAIL"}
    assert any(event["outputs"] for event in events if event["run"]["runId"] in failed)
    facets = [output["facets"] for event in events for output in event["outputs"]]
    changes = [facet.get("lifecycleStateChange", {}) for facet in facets]
    assert {"DROP", "RENAME"} <= {change.get("lifecycleStateChange") for change in changes}
