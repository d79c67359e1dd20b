"""A list of items, walked with early continues; each call starts from the list."""

class Gate:
    def __init__(self, read_holds, purge):
        self.ask, self.destroy, self.items = read_holds, purge, []

    def delete(self, path, items, today):
        for item in items:
            if item["item_id"] not in [one["item_id"] for one in self.items]:
                self.items.append(item)
        return self.go_on(today, {item["item_id"] for item in items})

    def resume(self, today):
        return self.go_on(today, {item["item_id"] for item in self.items})

    def go_on(self, today, wanted):
        result = {"deleted": [], "held": [], "waiting": [], "grounds": []}
        try:
            holds = list(self.ask())
        except Exception:
            result["waiting"] = sorted(wanted)
        else:
            for item in self.items:
                if item["item_id"] not in wanted:
                    continue
                kind = "deleted"
                for hold in holds:
                    if hold["profile_id"] != item["profile_id"]:
                        continue
                    if hold["category"] != item["category"]:
                        continue
                    if item["made_on"] < hold["from_on"] or item["made_on"] > hold["to_on"]:
                        continue
                    if today < hold["placed_on"]:
                        continue
                    if pd.notna(hold["released_on"]) and today >= hold["released_on"]:
                        continue
                    kind = "held"
                result[kind].append(item["item_id"])
        result["deleted"].sort()
        result["held"].sort()
        if result["deleted"]:
            self.destroy(list(result["deleted"]))
        self.items = [one for one in self.items if one["item_id"] not in result["deleted"]]
        if result["held"]:
            result["grounds"].append("legal hold")
        if result["waiting"]:
            result["grounds"].append("holds unknown")
        result["state"] = "complete" if result["grounds"] == [] else "partial"
        return result

    def may_use(self, item_id, purpose):
        for item in self.items:
            if item["item_id"] == item_id:
                return purpose == "legal"
        return True
