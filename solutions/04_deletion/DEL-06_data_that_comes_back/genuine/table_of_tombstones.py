"""A class holds the tombstones of one request, or of all, and answers for one item or for a list of
rows.
"""

class Tombstones:
    def __init__(self, entries):
        self.ids, self.spans = set(), {}
        for entry in entries:
            match entry:
                case {"event": "blocked", "keys": keys}:
                    for key in keys:
                        self.spans[key] = None
                case {"event": "released", "keys": keys, "from": text}:
                    for key in keys:
                        if key in self.spans:
                            self.spans[key] = pd.to_datetime(text)
                case {"event": "found", "item_ids": item_ids}:
                    self.ids.update(item_ids)

    def hold(self, item):
        if item["item_id"] in self.ids or item["made_from"] in self.ids:
            return True
        if item["key"] not in self.spans:
            return False
        end = self.spans[item["key"]]
        return end is None or bool(item["made_on"] < end)


def admit(entries, message):
    return not Tombstones(entries).hold(message["item"])


def replay(company, names):
    entries = company.journal.entries()
    by_request = {}
    for entry in entries:
        if "request_id" in entry:
            by_request[entry["request_id"]] = None
    unfit = []
    for request_id in by_request:
        own = [one for one in entries if one.get("request_id", request_id) == request_id]
        unfit += replay_one(company, names, request_id, Tombstones(own))
    return sorted(set(unfit))


def replay_one(company, names, request_id, stones):
    def look():
        where, quiet, size = {name: set() for name in names}, set(), None
        while size != len(stones.ids):
            size = len(stones.ids)
            for name in names:
                try:
                    here = company.stores[name].derived(sorted(stones.ids))
                    here += company.stores[name].inspect(sorted(stones.spans))
                except StoreUnavailable:
                    quiet.add(name)
                else:
                    where[name] |= {row["item_id"] for row in here if stones.hold(row)}
                    stones.ids |= where[name]
        return {name for name in names if where[name]}, where, quiet

    some, where, _ = look()
    for item_ids in where.values():
        if item_ids:
            company.journal.append(
                {"event": "found", "request_id": request_id, "item_ids": sorted(item_ids)}
            )
    for name in sorted(some):
        try:
            company.stores[name].purge(sorted(where[name]))
        except StoreUnavailable:
            pass
    some, _, quiet = look()
    return [*some, *quiet]
