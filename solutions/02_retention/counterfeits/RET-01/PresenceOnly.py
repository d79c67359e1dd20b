# /// counterfeit
# story = "A cell with anything in it is filled in, so a timeframe of indefinite will do."
# covers = ["RET-01"]
# caught_by = [
#     "a pair without a rule lacks all three, a pair without an end its timeframe",
#     "for ever, in any words, is not a timeframe",
#     "a rule covers its own store alone, and a second rule hides no gap",
# ]
# ///
def finite_days(text):
    text = "" if pd.isna(text) else str(text).strip()
    return int(text) if text.isdigit() else None


def policy_gaps(inventory, policy):
    gaps = set()
    for category, store in zip(inventory["category"], inventory["store"]):
        rules = policy[(policy["category"] == category) & (policy["store"] == store)]
        filled = {
            "purpose": [not pd.isna(text) and bool(text.strip()) for text in rules["purpose"]],
            "business_need": [
                not pd.isna(text) and bool(text.strip()) for text in rules["business_need"]
            ],
            "keep_days": [not pd.isna(text) and bool(text.strip()) for text in rules["keep_days"]],
        }
        for field, answers in filled.items():
            if not answers or not all(answers):
                gaps.add((category, store, field))
    return gaps


def due_on(items, policy, held):
    due = {}
    for item in items.itertuples():
        rules = policy[(policy["category"] == item.category) & (policy["store"] == item.store)]
        days = [n for n in map(finite_days, rules["keep_days"]) if n is not None]
        if item.item_id in held:
            due[item.item_id] = "HELD"
        elif not days:
            due[item.item_id] = "NO RULE"
        else:
            limit = item.collected_on + pd.Timedelta(days=min(days))
            ends = [limit, item.purpose_ended_on, item.consent_withdrawn_on]
            due[item.item_id] = min(end for end in ends if pd.notna(end))
    return due
