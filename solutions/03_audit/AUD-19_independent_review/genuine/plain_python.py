"""Loops over dicts."""

def closing_problems(
    alerts: pd.DataFrame, people: pd.DataFrame, log: pd.DataFrame
) -> dict[str, list[str]]:
    manager = dict(zip(people["person_id"], people["manager_id"]))

    def above(person) -> list[str]:
        chain = []
        while pd.notna(person := manager.get(person)):
            chain.append(person)
        return chain

    found = {}
    for alert in alerts.to_dict("records"):
        if pd.isna(alert["closed_at"]):
            continue
        wrong = found[alert["alert_id"]] = []
        who, closer = alert["person_id"], alert["closed_by"]
        related = {who, *above(who)} | {one for one in manager if who in above(one)}
        if closer in related or closer not in manager:
            wrong.append("not independent")
        for visit in log.to_dict("records"):
            when = visit["occurred_at"]
            if visit["person_id"] == who and when <= alert["closed_at"]:
                if alert["reviewed_from"] <= when <= alert["reviewed_until"]:
                    continue
                wrong.append("partial history")
                break
    return found
