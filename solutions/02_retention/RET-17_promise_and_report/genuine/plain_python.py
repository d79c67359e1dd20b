"""Plain Python: dicts of the shortest, and a count for each pair."""

def shortest(pairs):
    best = {}
    for key, days in pairs:
        if not pd.isna(days):
            best[key] = min(int(days), best.get(key, int(days)))
    return best


def enforced_days(rules):
    return shortest(((row.category, row.store), row.keep_days) for row in rules.itertuples())


def promise_gaps(inventory, notices, rules):
    promised = shortest(zip(notices["category"], notices["published_days"]))
    enforced = enforced_days(rules)
    gaps = {}
    for row in inventory.itertuples():
        pair = (row.category, row.store)
        if row.category not in promised:
            gaps[pair] = "not published"
        elif pair not in enforced:
            gaps[pair] = "not enforced"
        elif enforced[pair] != promised[row.category]:
            longer = enforced[pair] > promised[row.category]
            gaps[pair] = "kept longer" if longer else "deleted sooner"
    return gaps


def nightly_report(items, rules, as_of):
    if as_of.tz is None:
        raise ValueError("as_of has no time zone")
    enforced, counts = enforced_days(rules), {}
    for item in items.to_dict("records"):
        if item["collected_at"].tz is None:
            raise ValueError(f"{item['item_id']} has no time zone")
        pair = (item["category"], item["store"])
        start = dict(items=0, held=0, no_rule=0, overdue=0, overdue_since=pd.NaT)
        row = counts.setdefault(pair, start)
        row["items"] += 1
        if item["held"]:
            row["held"] += 1
        elif pair not in enforced:
            row["no_rule"] += 1
        else:
            due_at = item["collected_at"] + pd.Timedelta(days=enforced[pair])
            if due_at <= as_of:
                row["overdue"] += 1
                first = row["overdue_since"]
                row["overdue_since"] = due_at if pd.isna(first) else min(due_at, first)
    return pd.DataFrame(
        [{"category": category, "store": store, **row} for (category, store), row in counts.items()]
    )
