# %% [markdown]
# ## Why
#
# Murmur keeps nightly backups for 90 days, in case a disk fails or an attacker deletes everything. They also keep
# the data of every child whose parent was told "deleted". The Alexa order requires deletion on a parent's
# request{fact}`O-A5` and forbids Amazon from misrepresenting it.{fact}`O-A4`

# %% [markdown]
# ## Look
#
# The next cell takes a backup, deletes one child's recordings and transcripts, and looks into that backup. **Before you
# run it:** what would have to happen before anyone at Murmur can read these rows?

# %% look
import pandas as pd

from privacylab.companies import small_world

murmur = small_world()
backup = murmur.backups.take()
for name in ("audio", "search"):
    store = murmur.stores[name]
    store.purge([item["item_id"] for item in store.inspect(["p-000003"])])
    print(f"{name} has now: ", store.inspect(["p-000003"]))
kept = pd.DataFrame(murmur.backups.inspect(backup, ["p-000003"]))
kept[["store", "item_id", "category", "made_on"]].head(10)

# %% [markdown]
# ## The task · Write to both
#
# A parent's lawyer writes: *You say that my client's daughter's recordings are gone. Your backups have
# them until November. Delete them there, too, now.* Your head of operations answers: *No one edits a
# backup. A backup that someone has edited is not a backup.*
#
# Write to both, in 300 to 400 words: what happens to the data in the backups, what you tell the parent meanwhile, and how
# you know. A person grades it; each row gives 0, 1, or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **what happens** | "deleted" or "not possible" | a rule: expiry, tombstones at restore, or keys, with its day | weighs at least two of them: what each costs, and what it cannot do |
# | **what you tell** | nothing, or that all is gone | that backups still have it, and until when | also what no one can do with it meanwhile; every sentence is backed by a verified state |
# | **how you know** | "we trust the process" | a test of a restore, or a look into a backup | someone independent looks, on fixed days, and a failure has a consequence |
# | **the rules** | not mentioned | what a law or an order says about backups or deletion | keeps apart what is required, what is allowed, and what is your own choice |

# %% [markdown] essay
# A model answer, for graders. Other answers can be just as good.
#
# Dear Ms. Okafor, dear Tomas: You are both right, so neither of you gets everything.
#
# In the running stores the daughter's data is gone: on 31 August someone who had not deleted it read
# every store and found nothing. In the backups it is not gone. The last backup that has it expires
# on 29 November, and we do not say "deleted" without adding that. Until then no one can read it:
# backups are not mounted for work, and a restore, which happened twice last year, replays the list of
# deletions before a single row is served. That list holds keys and ids, and no content; it is newer
# than any backup.
#
# Why not delete in the backups now? Tomas would have to rewrite ninety archives. An archive that
# can be rewritten for a good reason can be rewritten for a bad one, and after the next attack we
# could trust none of them. I ask him for something else: from October, each child's recordings are
# encrypted under a key of their own, and the keys are not in the backups. Then a request destroys
# the key, and the backups hold noise the same day. This works only if no copy of the key and no copy
# in plain text is left, so the cache and the escrow are part of it. It does not help with what was
# written before October: that stays for ninety days. I propose thirty.
#
# How do we know? Each month someone from outside operations restores a night of their choice into an
# isolated environment and looks for ten children who were deleted. If they find one, restores stop
# until the cause is found, and management is told: deleted data has come back before.
#
# What binds us: California's rules let a business wait with backups until they are restored or next
# used (11 CCR 7022(d)). The Alexa order, which does not bind us, requires deletion and forbids
# misrepresenting it; I found no exception for backups in it. The COPPA Rule calls data deleted when it
# cannot be retrieved in the normal course of business. The ninety days, the keys, and the monthly test
# are our own choice, and so is telling you all this.
