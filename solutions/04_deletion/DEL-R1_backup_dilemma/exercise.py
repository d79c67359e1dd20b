# %% [markdown]
# ## Why
#
# Murmur keeps nightly backups for 90 days. They are what saves the company when a disk or an
# attacker takes everything; they are also a second home of every child whose parent was told
# "deleted". A parent's lawyer writes: *You say that my daughter's recordings are gone. Your backups
# have them until November. Delete them there, too, now.* Your head of operations answers: *Nobody
# edits a backup. A backup that somebody has edited is none.* Write to both, in 300 to 400 words:
# what happens to the daughter's data in the backups, what you tell the parent meanwhile, and how
# you know.
#
# A person grades it, by this rubric; each row gives 0, 1 or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **what happens** | "deleted" or "not possible" | a rule: expiry, tombstones at restore, or keys, with its day | weighs at least two of them, with what each costs and what it cannot do |
# | **what is said** | nothing, or that all is gone | says that backups still have it, and until when | the sentence is one that a verified state supports, and says what nobody can do with the data meanwhile |
# | **how you know** | "we trust the process" | a test of a restore, or a look into a backup | somebody else looks, on fixed days, and a failure has a consequence |
# | **the rules** | does not mention them | names what a law or an order says about backups or deletion | keeps apart what is required, what is allowed, and what is your own choice |

# %% [markdown] essay
# A model answer, for those who grade. Others are as good.
#
# Dear Ms Okafor, dear Tomas. You are both right, so neither of you gets everything.
#
# In the running stores your daughter's data are gone: on 31 August somebody who did not delete them
# read back every store and found nothing. In the backups they are not gone. The last backup that
# has them expires on 29 November, and we do not say "deleted" without that half-sentence. Until
# then nobody can read them: backups are not mounted for work, and a restore, which did happen twice
# last year, replays the list of deletions before a single row is served. That list holds keys and
# ids, no content; it is younger than any backup.
#
# Why not delete in the backups now? Tomas would have to rewrite ninety archives. An archive that
# can be rewritten for a good reason can be rewritten for a bad one, and after the next attack we
# could trust none of them. What I ask of him instead: from October each child's recordings are
# encrypted under a key of their own, and the keys are not in the backups. Then a request destroys
# the key, and the backups hold noise the same day. This works only where no copy of the key and no
# copy in plain text is left, so the cache and the escrow are part of it. And it is of no use for
# what was written before October; for that, ninety days it is. I propose thirty.
#
# How do we know? Each month somebody from outside operations restores a night of their choice into
# an empty room, and looks for ten children who were deleted. One find, and restores are stopped
# until the cause is found, and it is reported upwards: it would not be the first time that
# something came back.
#
# What binds us: California's rules let a business wait with backups until they are restored or next
# used (11 CCR 7022(d)). The Alexa order, which is not ours, requires deletion and forbids to
# misrepresent it; I read no exception for backups in it. The COPPA Rule calls deleted what cannot
# be retrieved in the normal course. The ninety days, the keys and the monthly test are our own
# choice, and so is telling you all this.
