"""Dataclasses: the rules read once into objects, which say what they lack and what they cover."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    pair: tuple
    purpose: object
    business_need: object
    keep_days: object

    @property
    def days(self):
        text = self.keep_days
        return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() else None

    def lacks(self):
        texts = {"purpose": self.purpose, "business_need": self.business_need}
        empty = {name for name, one in texts.items() if not isinstance(one, str) or not one.strip()}
        return empty | ({"keep_days"} if self.days is None else set())


def as_objects(policy):
    return [
        Written((row["category"], row["store"]), row["purpose"], row["business_need"], row["keep_days"])
        for row in policy.to_dict("records")
    ]


def policy_gaps(inventory, policy):
    written = as_objects(policy)
    found = set()
    for pair in zip(inventory["category"], inventory["store"]):
        covering = [one for one in written if one.pair == pair]
        every = {"purpose", "business_need", "keep_days"}
        lacking = set().union(*(one.lacks() for one in covering)) if covering else every
        found |= {(*pair, name) for name in lacking}
    return found


def due_on(items, policy, held):
    written = as_objects(policy)

    def due(item):
        if item["item_id"] in held:
            return "HELD"
        pair = item["category"], item["store"]
        limits = [one.days for one in written if one.pair == pair and one.days is not None]
        if not limits:
            return "NO RULE"
        ends = [item["collected_on"] + pd.Timedelta(days=min(limits))]
        ends += [item["purpose_ended_on"], item["consent_withdrawn_on"]]
        return min(one for one in ends if not pd.isna(one))

    return {item["item_id"]: due(item) for item in items.to_dict("records")}
