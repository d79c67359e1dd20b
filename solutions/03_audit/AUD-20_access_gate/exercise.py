# %% [markdown]
# ## Why
#
# According to the Ring complaint, every employee and hundreds of contractors had full access to every customer
# video, whether the job needed it or not.{fact}`F-R4` The order requires approved IP addresses or something
# stronger, and multi-factor authentication (MFA) or an approved equivalent for all employees, contractors, and
# affiliates;{fact}`O-R11` training every 12 months;{fact}`O-R10` and a reviewer who attests to the purpose.{fact}`O-R7`
#
# You build the check that an access gate runs, **as of the moment of access**.

# %% [markdown]
# ## Look
#
# These addresses are in the log of Porchlight, an invented company.

# %% look
from privacylab.companies import porchlight

print("approved:", *porchlight.table("networks")["network"])
addresses = [
    "10.20.9.9", "10.200.4.7", "192.0.2.79", "192.0.2.200", "198.51.100.40",
    "2001:db8:20:8::49", "2001:db8:21::9", "::ffff:10.20.249.89",
]  # fmt: skip
porchlight.table("accesses")["ip"].value_counts()[addresses].rename("accesses").to_frame()

# %% [markdown]
# Which are in an approved network? And one person's Friday afternoon:

# %% look
trainings = porchlight.table("trainings").query("person_id == 'p-000035' and kind == 'training'")
print(trainings.sort_values("completed_at").to_string(index=False), "\n")
accesses = porchlight.table("accesses").query("person_id == 'p-000035'").set_index("occurred_at").sort_index()
accesses.loc["2023-06-02 17:00":"2023-06-02 17:12", ["event_id", "customer_id", "seconds", "mfa", "ip"]]

# %% [markdown]
# **Before you code:** on which accesses was this person untrained? What would a report written in August say?
#
# ## Rules
#
# - *Missing* means `None`, `NaN`, or `NaT`. An empty string is not missing.
# - A person's `kind` does not matter: the same rules apply to services.
# - The order sets 12 months for training;{fact}`O-R10` that an attestation expires is Porchlight's rule. For both,
#   `expires_at` decides.
# - The order exempts people who reach only ciphertext, and cannot decrypt it, from access controls{fact}`O-R11` and
#   training.{fact}`O-R10` Porchlight exempts them from the attestation, too.
#
# | table | columns (there may be more); * may be missing |
# |---|---|
# | `accesses` | `event_id` (unique), `occurred_at`, `person_id`, `ip`, `mfa`*, `ciphertext` |
# | `people` | `person_id` (unique), `kind`, `holds_key` |
# | `equivalents` | `person_id`, `approved_by`*, `approved_at`*, `expires_at`, `document`* |
# | `trainings` | `person_id`, `kind`, `completed_at`, `expires_at` |
#
# Instants are `Timestamp`s in UTC. A person may have several rows in `equivalents` and `trainings`, or none, in any
# order.

# %% given="setup"
import ipaddress

import pandas as pd

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Step 1 · Is the address in an approved network?
#
# Complete `in_networks(ip, networks)`. `networks` is a list of strings in CIDR notation, IPv4 or IPv6.
#
# | `ip` | `networks` | result | rule |
# |---|---|---|---|
# | `"10.1.4.7"` | `["10.1.4.0/24"]` | `True` | |
# | `"10.1.40.7"` | `["10.1.4.0/24"]` | `False` | compare numbers, not text |
# | `"10.1.200.1"` | `["10.1.4.7/16"]` | `True` | a network may have bits set beyond its prefix: this is `10.1.0.0/16` |
# | `"::ffff:10.1.4.7"` | `["10.1.0.0/16"]` | `True` | an IPv4 address in the `::ffff:` form (and no other) is that IPv4 address |
# | `"10.1.4.7"` | `["::/0"]` | `False` | an IPv4 address is in no IPv6 network |
# | `"10.1.4.7:443"`, `"unknown"`, `""` | any | `False` | a string that is not an address is in no network; with an extra space or a port, it is not an address |

# %% step="in_networks"
def in_networks(ip: str, networks: list[str]) -> bool:
    """Return whether an IP address is in one of these networks (CIDR). Order: III.E.4."""
    ### BEGIN SOLUTION
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in ipaddress.ip_network(network, strict=False) for network in networks)
    ### END SOLUTION

# %% test="in_networks"
NETWORKS = ["10.1.0.0/16", "192.0.2.8/29", "2001:db8:7::/48"]

with checks("10.1.4.7 is in 10.1.4.0/24, and 10.1.40.7 is not", "AUD-21"):
    assert in_networks("10.1.4.7", ["10.1.4.0/24"])
    assert not in_networks("10.1.40.7", ["10.1.4.0/24"])

### BEGIN HIDDEN TESTS
B = checks.random.randrange(11, 25)  # the second byte of a network

OURS = [f"10.{B}.0.0/16", *NETWORKS[1:]]

with checks("a network is a range of numbers, not the beginning of a text", "AUD-21", hint=1):
    cases = {
        f"10.{B}.0.0": True, f"10.{B}.255.255": True, f"10.{B + 1}.0.0": False, f"10.{B - 1}.255.255": False,
        f"10.{B}0.4.7": False, f"110.{B}.4.7": False, f"10.{B}": False,
        "192.0.2.8": True, "192.0.2.15": True, "192.0.2.16": False, "192.0.2.7": False,
        "192.0.2.80": False,
    }  # fmt: skip
    assert {ip: in_networks(ip, OURS) for ip in cases} == cases
    assert not in_networks("10.1.4.7", [])
    assert in_networks("8.8.8.8", ["0.0.0.0/0"])

with checks("IPv6 addresses are found in any spelling, and so are IPv4 addresses inside them", "AUD-21", hint=2):
    cases = {
        "2001:db8:7::1": True, "2001:0DB8:0007:0:0::ffff": True, "2001:db8:8::1": False,
        "2001:db8:70::1": False, f"::ffff:10.{B}.4.7": True, "::ffff:10.2.4.7": False,
        f"::ffff:a{B:02x}:407": True, f"::10.{B}.4.7": False,
    }  # fmt: skip
    assert {ip: in_networks(ip, OURS) for ip in cases} == cases
    assert not in_networks("10.1.4.7", ["::/0"])

with checks("a string with more than an address is in no network, and IPv4 is in no IPv6 network", "AUD-21", hint=3):
    assert [ip for ip in (" 10.1.4.7", "10.1.4.7 ", "10.1.4.7\n", "2002:a01:407::", "64:ff9b::10.1.4.7",
                        "2001::f5fe:fbf8", "[2001:db8:7::1]", "167838727") if in_networks(ip, NETWORKS)] == []
    assert not in_networks("::ffff:10.1.4.7", ["::/0"])
    assert [ip for ip in ("", "unknown", "10.1.4.7:443") if in_networks(ip, ["0.0.0.0/0", "::/0"])] == []
    assert in_networks(f"::ffff:10.{B}.4.7", ["::/0", "2001:db8::/32", "192.0.2.0/24", "10.0.0.0/8"])
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · What is wrong with each access?
#
# Complete `door_problems(accesses, people, networks, equivalents, trainings)`.
#
# | problem | applies if |
# |---|---|
# | `"mfa"` | `mfa` is neither `"hardware key"`, nor `"code"`, nor a valid `"equivalent"` |
# | `"network"` | `ip` is not in `networks` |
# | `"training"`, `"attestation"` | the person has no valid row of this `kind` in `trainings` |
#
# - A row of `trainings` is **valid** if `completed_at` ≤ `occurred_at` < `expires_at`.
# - `"equivalent"` is **valid** if a single row of the person in `equivalents` meets all of these: `approved_by` is not
#   missing and not the person; `document` is not missing; `approved_at` is not missing, and `approved_at` ≤
#   `occurred_at` < `expires_at`.
# - An access is **exempt**, with an empty list, if `ciphertext` is true **and** `people` says that the person's
#   `holds_key` is false. Anyone not in `people` is not exempt.
#
# | access | result |
# |---|---|
# | training expired just before, renewed just after | `["training"]` |
# | ciphertext, no MFA, unknown network, no key | `[]` |
# | the same, by a trained and attested person with a key | `["mfa", "network"]` |

# %% step="door_problems"
def door_problems(
    accesses: pd.DataFrame,
    people: pd.DataFrame,
    networks: list[str],
    equivalents: pd.DataFrame,
    trainings: pd.DataFrame,
) -> dict[str, list[str]]:
    """Return {event_id: list of problems} for every access, as of the moment of access.

    The problems are the words from the table that apply, in this order: "mfa", "network",
    "training", "attestation". The list is empty if none applies, and if the access is exempt.

    Order: III.E.1 (attested and trained), III.E.4 (addresses, MFA), III.E.5 (ciphertext).
    """
    ### BEGIN SOLUTION
    keyless = set(people.loc[~people["holds_key"], "person_id"])
    paper = [
        row
        for row in equivalents.itertuples()
        if pd.notna(row.document)
        and pd.notna(row.approved_by)
        and row.approved_by != row.person_id
    ]

    trained = list(trainings.itertuples())

    def valid(rows, begin, access) -> bool:
        return any(
            row.person_id == access.person_id
            and getattr(row, begin) <= access.occurred_at < row.expires_at
            for row in rows
        )

    def problems(access):
        if access.ciphertext and access.person_id in keyless:
            return
        equivalent = access.mfa == "equivalent" and valid(paper, "approved_at", access)
        if access.mfa not in ("hardware key", "code") and not equivalent:
            yield "mfa"
        if not in_networks(access.ip, networks):
            yield "network"
        for kind in ("training", "attestation"):
            if not valid([row for row in trained if row.kind == kind], "completed_at", access):
                yield kind

    return {access.event_id: list(problems(access)) for access in accesses.itertuples()}
    ### END SOLUTION

# %% test="door_problems"
def at(text):
    return pd.Timestamp(text, tz="UTC")

NOW = at("2023-03-10T14:00")

SECOND = pd.Timedelta(seconds=1)

PERSON = {"person_id": "p-1", "kind": "employee", "holds_key": True}

ACCESS = {
    "event_id": "e-1", "occurred_at": NOW, "person_id": "p-1", "ip": "10.1.4.7",
    "mfa": "code", "ciphertext": False,
}  # fmt: skip

EQUIVALENT = {
    "person_id": "p-1", "approved_by": "p-9", "approved_at": at("2023-01-01"),
    "expires_at": at("2024-01-01"), "document": "D-17",
}  # fmt: skip

TRAINING = {
    "person_id": "p-1", "kind": "training", "completed_at": at("2022-09-01"),
    "expires_at": at("2023-09-01"),
}  # fmt: skip

BOTH = [{}, {"kind": "attestation"}]

def table(row, changes):
    rows = [row | change for change in changes]
    columns = {name: [one[name] for one in rows] for name in row}
    times = [name for name in row if name.endswith("_at")]
    made = pd.DataFrame(columns | {name: pd.to_datetime(columns[name], utc=True) for name in times})
    return made.astype({"holds_key": bool}) if "holds_key" in made else made

def problems(accesses, people=({},), equivalents=(), trainings=BOTH, networks=NETWORKS):
    """Return the problems of each access. Each is ACCESS with the given changes."""
    named = [{"event_id": f"e-{number}"} | access for number, access in enumerate(accesses)]
    tables = table(EQUIVALENT, equivalents), table(TRAINING, trainings)
    found = door_problems(table(ACCESS, named), table(PERSON, people), list(networks), *tables)
    return [list(found[access["event_id"]]) for access in named]

with checks("a contractor needs a second factor, just as an employee does"):
    people = [{}, {"person_id": "p-2", "kind": "contractor"}]
    trained = BOTH + [one | {"person_id": "p-2"} for one in BOTH]
    asked = [{}, {"mfa": "none"}, {"person_id": "p-2", "mfa": "none"}]
    assert problems(asked, people, trainings=trained) == [[], ["mfa"], ["mfa"]]

with checks("10.1.4.7 is in 10.1.0.0/16, and 10.100.4.7 is not", "AUD-21"):
    assert in_networks("10.1.4.7", ["10.1.0.0/16"])
    assert not in_networks("10.100.4.7", ["10.1.0.0/16"])
    assert problems([{"ip": "10.100.4.7"}]) == [["network"]]

with checks("training and attestation must be valid at the time of the access", "AUD-22"):
    renewed = [{"expires_at": NOW - SECOND}, {"completed_at": NOW + SECOND, "expires_at": at("2024-03-10")}]
    assert problems([{}], trainings=renewed + BOTH[1:]) == [["training"]]
    assert problems([{}], trainings=BOTH[:1]) == [["attestation"]]

with checks("access to ciphertext is exempt if the person has no key", "AUD-23"):
    bare = {"ciphertext": True, "mfa": "none", "ip": "203.0.113.5"}
    assert problems([bare], [{"holds_key": False}], trainings=[]) == [[]]
    assert problems([bare], [{"holds_key": True}]) == [["mfa", "network"]]

### BEGIN HIDDEN TESTS
# class seed: words p e
# class seed: dates days
with checks("people and services of every kind need a second factor, and only two words count", hint=2):
    kinds = ["employee", "contractor", "service", "affiliate"]
    people = [{"person_id": kind, "kind": kind} for kind in kinds]
    trained = [one | {"person_id": kind} for kind in kinds for one in BOTH]
    asked = [{"person_id": kind, "mfa": mfa} for kind in kinds for mfa in ("hardware key", "none")]
    assert problems(asked, people, trainings=trained) == [[], ["mfa"]] * 4
    asked = [{"mfa": mfa} for mfa in ("code", "password", "", None, "equivalent", "Code", "code ", "passcode", "key")]
    assert problems(asked) == [[]] + [["mfa"]] * 8
    asked = [{"mfa": "hardware key", "ip": "203.0.113.5"}, {"mfa": "none"}]
    assert problems(asked) == [["network"], ["mfa"]]

def one_each(changes, trainings=({}, {"kind": "attestation"}), **access):
    """Return one person's problems for each change to a row of equivalents or trainings."""
    names = [f"p-{number}" for number in range(len(changes))]
    changed = [{"person_id": name} | change for name, change in zip(names, changes)]
    trained = [{"person_id": name} | one for name in names for one in trainings]
    return problems(
        [{"person_id": name, **access} for name in names],
        [{"person_id": name} for name in names],
        changed if access else (),
        trained if access else trained + changed,
    )

with checks("an equivalent needs a document, and approval by someone else", hint=1):
    lacking = [{"approved_by": None}, {"document": None}, {"approved_by": "p-2"}, {"person_id": "p-9"}]
    assert one_each([*lacking, {}], mfa="equivalent") == [["mfa"]] * 4 + [[]]
    many = [{"document": None}, {}, {"approved_by": "p-1"}]
    assert problems([{"mfa": "equivalent"}, {"mfa": "none"}, {"mfa": None}], equivalents=many) == [[], ["mfa"], ["mfa"]]
    assert problems([{"mfa": "equivalent"}], [{"kind": "service"}], [{}]) == [[]]
    assert one_each([{"approved_by": ""}, {"document": ""}], mfa="equivalent") == [[], []]  # empty is not missing

with checks("an equivalent counts from its approval until just before it expires", hint=3):
    in_time = [{"approved_at": NOW}, {"expires_at": NOW + SECOND}]
    not_so = [{"approved_at": NOW + SECOND}, {"approved_at": None}, {"expires_at": NOW}]
    assert one_each(in_time + not_so, mfa="equivalent") == [[]] * 2 + [["mfa"]] * 3
    asked = [{"mfa": "equivalent", "occurred_at": NOW + n * SECOND} for n in (1, -1, 0, 2)]
    brief = [{"approved_at": NOW, "expires_at": NOW + 2 * SECOND}]
    assert problems(asked, equivalents=brief) == [[], ["mfa"], [], ["mfa"]]

with checks("a network may have bits beyond its prefix, and a string that is not an address is in none", "AUD-21", hint=3):
    assert in_networks(f"10.{B}.200.1", [f"10.{B}.4.7/16"])
    assert in_networks("2001:db8:7:1::5", ["2001:db8:7::99/48"])
    assert [ip for ip in ("", "unknown", "10.1.4.7:443", "10.1.4.256", "10.1.4.7/16") if in_networks(ip, NETWORKS)] == []
    found = problems([{"ip": "unknown"}, {"ip": "::ffff:10.1.4.7"}, {"ip": "10.1.4.7"}], networks=["10.1.4.9/24"])
    assert found == [["network"], [], []]

with checks("training and attestation count from completion until just before they expire", "AUD-22", hint=3):
    in_time = [{"completed_at": NOW}, {"expires_at": NOW + SECOND}]
    not_so = [{"completed_at": NOW + SECOND}, {"expires_at": NOW}, {"person_id": "p-9"}]
    for kind, other in (("training", "attestation"), ("attestation", "training")):
        found = one_each([{"kind": kind} | one for one in in_time + not_so], [{"kind": other}])
        assert found == [[]] * 2 + [[kind]] * 3
        longer = [{"completed_at": at("2022-01-01"), "expires_at": at("2024-01-01")}, {"expires_at": at("2023-01-01")}]
        for rows in (longer, longer[::-1]):  # the older row is still valid when the newer one is not
            assert problems([{}], trainings=[{"kind": kind} | one for one in rows] + [{"kind": other}]) == [[]]

with checks("training that expired and was renewed later was not valid in between", "AUD-22", hint=1):
    years = [
        {"kind": kind, "completed_at": at(first), "expires_at": at(last)}
        for kind, first, last in (
            ("training", "2022-02-01", "2023-02-01"), ("training", "2020-02-01", "2021-02-01"),
            ("attestation", "2022-04-01", "2023-04-01"), ("attestation", "2020-04-01", "2021-04-01"),
        )
    ]
    times = ["2020-03-01", "2020-05-01", "2021-03-01", "2022-03-01", "2022-05-01", "2023-03-01", "2024-01-01"]
    found = problems([{"occurred_at": at(time)} for time in times], trainings=years)
    assert found == [["attestation"], [], ["training"], ["attestation"], [], ["training"], ["training", "attestation"]]

with checks("every problem is listed, in the order of the table", "AUD-22", hint=2):
    worst = {"mfa": "none", "ip": "unknown"}
    assert problems([worst], trainings=[]) == [["mfa", "network", "training", "attestation"]]
    assert problems([worst, {}]) == [["mfa", "network"], []]
    assert problems([]) == []

with checks("a person who holds the key is not exempt", "AUD-23", hint=1):
    people = [
        {"person_id": "p-1", "holds_key": False},
        {"person_id": "p-2", "holds_key": True, "kind": "service"},
        {"person_id": "p-3", "holds_key": False, "kind": "service"},
    ]
    bare = [
        {"person_id": person, "ciphertext": ciphertext, "mfa": "none"}
        for person in ("p-1", "p-2", "p-3")
        for ciphertext in (True, False)
    ]
    wrong = ["mfa", "training", "attestation"]
    assert problems(bare, people, trainings=[]) == [[], wrong, wrong, wrong, [], wrong]

with checks("a person who is not in the table is not exempt", "AUD-23", hint=2):
    stranger = {"person_id": "p-404", "ciphertext": True}
    assert problems([stranger]) == [["training", "attestation"]]
    assert problems([stranger], people=[]) == [["training", "attestation"]]

with checks("a single row must meet all conditions of an equivalent", hint=3):
    parts = [{"document": None}, {"approved_by": "p-1"}, {"expires_at": NOW}, {"approved_at": NOW + SECOND}]
    for rows in (parts, parts[::-1]):
        assert problems([{"mfa": "equivalent"}], equivalents=rows) == [["mfa"]]
        assert problems([{"mfa": "equivalent"}], equivalents=[*rows, {}]) == [[]]
### END HIDDEN TESTS
