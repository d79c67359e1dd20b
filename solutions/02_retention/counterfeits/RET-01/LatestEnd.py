# /// counterfeit
# story = "Keep it as long as any reason lasts: the latest date wins."
# covers = ["RET-15", "RET-16"]
# caught_by = [
#     "the earliest of the three dates counts",
#     "the shortest rule counts, a hold waits, a missing rule is reported",
#     "a purpose or a consent that ends before the limit ends the keeping",
#     "whatever the dates, the earliest one is the due day",
#     "a hold stops only the held item",
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
            "keep_days": [finite_days(text) is not None for text in rules["keep_days"]],
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
            due[item.item_id] = max(end for end in ends if pd.notna(end))
    return due
