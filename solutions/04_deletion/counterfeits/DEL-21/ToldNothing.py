# /// counterfeit
# story = "Why something is held is the lawyers' affair."
# covers = ["DEL-21"]
# caught_by = [
#     "what is held stays, the rest is deleted, and the person is told",
#     "whatever the register fails with, the gate stays shut, and says so",
# ]
# ///
class Gate:

    def __init__(self, read_holds, purge):
        self._read_holds, self._purge = read_holds, purge
        self._quarantine = {}

    def delete(self, path: str, items: list[dict], today: pd.Timestamp) -> dict:
        asked = {item["item_id"]: item for item in items}
        self._quarantine |= asked
        return self._try(asked, today)

    def resume(self, today: pd.Timestamp) -> dict:
        return self._try({**self._quarantine}, today)

    def _try(self, items, today):
        try:
            holds = self._read_holds()
        except Exception:
            holds = None
        found = {"deleted": [], "held": [], "waiting": []}
        for item_id, item in sorted(items.items()):
            if holds is None:
                found["waiting"].append(item_id)
            elif any(_is_held(item, hold, today) for hold in holds):
                found["held"].append(item_id)
            else:
                found["deleted"].append(item_id)
        if found["deleted"]:
            self._purge(found["deleted"])
        for item_id in found["deleted"]:
            del self._quarantine[item_id]
        {"legal hold": found["held"], "holds unknown": found["waiting"]}
        return {
            **found,
            "state": "partial" if found["held"] or found["waiting"] else "complete",
            "grounds": [],
        }

    def may_use(self, item_id: str, purpose: str) -> bool:
        return purpose == "legal" or item_id not in self._quarantine


def _is_held(item, hold, today):
    return (
        (item["profile_id"], item["category"]) == (hold["profile_id"], hold["category"])
        and hold["from_on"] <= item["made_on"] <= hold["to_on"]
        and hold["placed_on"] <= today
        and not hold["released_on"] <= today
    )
