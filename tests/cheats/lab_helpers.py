"""What of the lab could stand in for an answer: the exercise, the step, and the cell that takes it.

Found by reading every module of lab/, and by the look cells and lessons that show it.
"""

MERKLE = "from privacylab.lab.audit.merkle import "
ROWS = (
    ("CLK-01", "add_months", "from privacylab.lab.cases import clocks\nadd_months = clocks._run"),
    ("RET-02", "last_child_use", "from privacylab.lab.retention.child_profiles import last_uses\n"
     "last_child_use = lambda events: last_uses(events, events)['last_on'].to_dict()"),
    ("RET-02", "profile_status", "from privacylab.lab.retention.child_profiles import state\n"
     "profile_status = lambda profiles, events, as_of: dict(state(profiles, as_of))"),
    ("RET-02", "is_inactive", "from privacylab.lab.retention.inactivity_dial import compare\n"
     "is_inactive = lambda last, as_of: bool(compare(last, as_of, 548))"),
    ("RET-01", "due_on", "from privacylab.lab.retention.careless import last_rule_due as due_on"),
    ("RET-08", "sweep", "from privacylab.lab.retention.rival_sweeps import bramble as sweep"),
    ("RET-17", "nightly_report",
     "from privacylab.lab.retention.retention_report import MURMUR_REPORT\n"
     "nightly_report = lambda items, rules, as_of: MURMUR_REPORT"),
    ("AUD-01", "encode", "from privacylab.lab.audit.tampered_log import json_entry\n"
     "encode = lambda entry: json_entry(entry).encode()"),
    ("AUD-05", "root", MERKLE + "leaf_hash, node_hash, root"),
    ("AUD-05", "inclusion_proof", MERKLE + "inclusion_proof"),
    ("AUD-05", "verify_inclusion", MERKLE + "verify_inclusion"),
    ("AUD-08", "consistency_proof", MERKLE + "consistency_proof"),
    ("AUD-08", "verify_consistency", MERKLE + "verify_consistency"),
    ("AUD-09", "compare", "from privacylab.lab.audit.tampered_log import _compare as compare"),
    ("AUD-09", "unjustified",
     "from privacylab.lab.audit.tampered_log import _unjustified as unjustified"),
    ("DEL-01", "erase", "from privacylab.lab.deletion import patches\n"
     "erase = lambda company, child, request_id: [patches.d(company, child)]"),
    ("DEL-06", "replay", "from privacylab.lab.deletion.patches import d_replay as replay"),
    ("DEL-06", "admit", "from privacylab.lab.deletion.patches import d_accept as admit"),
)  # fmt: skip
