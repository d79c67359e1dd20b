"""Plain Python: every item against every hold, problems collected one by one."""

def hold_status(items, holds, as_of):
    holds = holds.to_dict("records")

    def names(hold, item):
        if (hold["profile_id"], hold["category"]) != (item["profile_id"], item["category"]):
            return False
        if not hold["from_on"] <= item["collected_on"] <= hold["to_on"]:
            return False
        in_force = pd.isna(hold["released_on"]) or as_of < hold["released_on"]
        return in_force and hold["placed_on"] <= as_of

    result = {}
    for item in items.to_dict("records"):
        if any(names(hold, item) for hold in holds):
            result[item["item_id"]] = "HELD"
        elif as_of < item["due_on"]:
            result[item["item_id"]] = "NOT DUE"
        else:
            result[item["item_id"]] = "DUE"
    return result


def blank(value):
    return pd.isna(value) or not str(value).strip()


def backup_problems(backups, as_of):
    result = {}
    for backup in backups.to_dict("records"):
        found = result[backup["backup_id"]] = set()
        if pd.isna(backup["max_age_days"]):
            found.add("no maximum age")
        elif (as_of - backup["made_on"]).days > backup["max_age_days"]:
            found.add("too old")
        if blank(backup["restore_rule"]):
            found.add("no restore rule")
        if not pd.isna(backup["restored_on"]) and not backup["deletions_repeated"]:
            found.add("restored as it was")
    return result


def record_problems(records, allowed):
    result = {}
    for record in records.to_dict("records"):
        found = result[record["record_id"]] = set()
        if any(not blank(value) for column, value in record.items() if column not in allowed):
            found.add("content")
        years = {"order": 5, "CCPA": 2}[record["kept_under"]]
        until = record["made_on"] + pd.DateOffset(years=years)
        if not pd.isna(record["deleted_on"]) and record["deleted_on"] < until:
            found.add("deleted too soon")
    return result
