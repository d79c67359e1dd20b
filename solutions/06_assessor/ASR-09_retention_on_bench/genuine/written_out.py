"""Each case is written out, with several profiles in one table, and dicts without the helpers."""


def retention_cases():
    return [
        clock("2023-08-31", "2025-02-28", True),
        clock("2023-08-31", "2025-02-27", False),
        clock("2020-08-31", "2022-02-28", True),
        clock("2020-08-31", "2022-02-27", False),
        clock("2022-02-28", "2023-08-28", True),
        clock("2023-03-10", "2024-09-09", False),
        clock("2023-03-10", "2024-09-10", True),
        clock("2021-08-31", "2023-02-28", True),
        status(
            "RET-02",
            {
                "a": ("2015-05-05", 3, "2021-09-30", "active"),
                "b": ("2015-05-05", 3, "2021-09-29", "inactive"),
            },
            "2023-03-29",
        ),
        status("RET-02", {"a": ("2015-05-05", 3, "2021-08-31", "inactive")}, "2023-02-28"),
        status(
            "RET-03",
            {
                "new": ("2015-05-05", 0, None, "never used"),
                "lost": ("2015-05-05", 1, None, "unknown"),
            },
            "2023-03-29",
        ),
        status(
            "RET-04",
            {
                "on the day": ("2010-04-04", 8, "2023-04-04", "not a child"),
                "a day later": ("2010-04-05", 8, "2023-04-04", "active"),
                "thirteen since": ("2010-04-05", 8, "2020-01-01", "inactive"),
            },
            "2023-06-30",
        ),
        {
            "call": "last_child_use",
            "args": [
                [
                    {"profile_id": "a", "used_on": "2021-05-05", "actor": "child"},
                    {"profile_id": "a", "used_on": "2021-05-06", "actor": "child"},
                    {"profile_id": "a", "used_on": "2021-05-04", "actor": "child"},
                    {"profile_id": "a", "used_on": "2021-05-07", "actor": "staff"},
                    {"profile_id": "b", "used_on": "2021-05-07", "actor": "system"},
                    {"profile_id": "c", "used_on": "2021-05-07", "actor": "adult"},
                ]
            ],
            "expected": {"a": "2021-05-06"},
            "requirement": "RET-07",
        },
        {
            "call": "profile_status",
            "args": [
                [
                    {
                        "profile_id": "a",
                        "birth_on": "2015-05-05",
                        "interactions": 4,
                        "updated_at": "2023-03-28",
                    }
                ],
                [{"profile_id": "a", "used_on": "2020-05-05", "actor": "child"}],
                "2023-03-29",
            ],
            "expected": {"a": "inactive"},
            "requirement": "RET-07",
        },
    ]


def clock(last, as_of, expected):
    return {
        "call": "is_inactive",
        "args": [last, as_of],
        "expected": expected,
        "requirement": "RET-02",
    }


def status(requirement, people, as_of):
    rows = [
        {"profile_id": name, "birth_on": birth, "interactions": number, "updated_at": "2019-01-01"}
        for name, (birth, number, _, _) in people.items()
    ]
    events = [
        {"profile_id": name, "used_on": used, "actor": "child"}
        for name, (_, _, used, _) in people.items()
        if used
    ]
    return {
        "call": "profile_status",
        "args": [rows, events, as_of],
        "expected": {name: word for name, (_, _, _, word) in people.items()},
        "requirement": requirement,
    }
