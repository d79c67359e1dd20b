"""The quarantine is a table, and it is merged with the table of holds."""

COLUMNS = ["item_id", "profile_id", "category", "made_on"]


class Gate:
    def __init__(self, read_holds, purge):
        self.read_holds = read_holds
        self.purge = purge
        self.waiting = pd.DataFrame(columns=COLUMNS)

    def delete(self, path, items, today):
        new = pd.DataFrame(items, columns=COLUMNS)
        both = [one for one in (self.waiting, new) if len(one)]
        if both:
            self.waiting = pd.concat(both).drop_duplicates("item_id")
        return self._go(new["item_id"], today)

    def resume(self, today):
        return self._go(self.waiting["item_id"], today)

    def _go(self, ids, today):
        frame = self.waiting[self.waiting["item_id"].isin(ids)]
        known = True
        try:
            holds = self.read_holds()
            known = holds is not None
        except Exception:
            known = False
        everything = sorted(frame["item_id"])
        if not known:
            return self._answer([], [], everything)
        held = []
        if holds and len(frame):
            pairs = frame.merge(pd.DataFrame(holds), on=["profile_id", "category"])
            released = pd.to_datetime(pairs["released_on"])
            inside = (pairs["from_on"] <= pairs["made_on"]) & (pairs["made_on"] <= pairs["to_on"])
            in_force = (pairs["placed_on"] <= today) & (released.isna() | (released > today))
            held = sorted(pairs.loc[inside & in_force, "item_id"].unique())
        free = [one for one in everything if one not in held]
        if free:
            self.purge(free)
            self.waiting = self.waiting[~self.waiting["item_id"].isin(free)]
        return self._answer(free, held, [])

    def _answer(self, deleted, held, waiting):
        grounds = ["legal hold"] * bool(held) + ["holds unknown"] * bool(waiting)
        state = "partial" if grounds else "complete"
        return {"deleted": deleted, "held": held, "waiting": waiting, "state": state, "grounds": grounds}

    def may_use(self, item_id, purpose):
        return bool(purpose == "legal" or not self.waiting["item_id"].eq(item_id).any())
