# %% [markdown]
# ## Why
#
# The Ring order requires destroying models developed in whole or in part from certain recordings, and a sworn statement
# where that is technically infeasible.{fact}`O-R4` It requires a sworn confirmation of all the deletions.{fact}`O-R5`
# None of the orders in this module says whether a model that was retrained without a person counts as destroyed.

# %% [markdown]
# ## Look
#
# Two engineers at two invented companies work under an order with the same words. Both wrote to their chief executive on day 80 of 90.
# **Before you read on:** which sentence could you sign, and what would you need to see first?
#
# > *Imani, Porchlight:* "Our motion model is trained in shards. I removed the 412 recordings and retrained the shards
# > that had them. It took 0.3 seconds, and the weights equal those of a model that never saw them, bit for bit. I
# > would write: *destroyed*."
#
# > *Tomas, Kestrel Home:* "We deleted the motion model from the registry, and all its checkpoints. Two device makers
# > got an export in 2019. One has confirmed that it deleted it. I would write: *destroyed*."

# %% [markdown]
# ## The task · Advise the chief executive
#
# You are Porchlight's privacy engineer, and Imani is your colleague. The chief executive signs under penalty of perjury
# in ten days, and asks you: *May I swear that the model is destroyed?*
#
# You know only what Imani wrote. Say what you still have to find out. Tomas's note is about another model. Compare it with
# hers: what does each of them look at that the other doesn't mention?
#
# Answer in 300 to 400 words:
#
# - **The words:** What does the order ask for, and what does it leave open?
# - **What you know:** What do you know about the model, and how? What do you still have to find out?
# - **What you swear:** What would you write in the statement, sentence by sentence? Put into [brackets] what has to be
#   verified first.
# - **The ten days:** What happens until the signature, and who does it?
#
# A person grades it; each row gives 0, 1, or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **the words** | "unlearned is destroyed", or "the order forbids it" | says that the order names destruction, and doesn't name retraining | also reads "in whole or in part" and "technically infeasible" on the facts, and leaves what is open to counsel |
# | **what you know** | "the weights are equal" | says what equal weights show, and what they don't | also says what is still to find out: the manifest, checkpoints, exports, and recipients, and who looks independently |
# | **what you swear** | one word for everything | separate sentences for what was destroyed, retrained, kept, and not confirmed | each sentence names its evidence, and what has to be verified first is in brackets |
# | **the ten days** | "sign, and fix it later" | a plan with an owner | a choice that is safe if counsel's reading is the strict one, with what it costs |

# %% [markdown] essay
# A model answer, for graders. Other answers can be just as good.
#
# Dear Ms. Adeyemi: Not with that word, and not yet.
#
# The order says that models developed in whole or in part from those recordings are to be destroyed. It has one exception,
# where destruction is technically infeasible, and then you name the model and explain why, under oath. Retraining is not
# mentioned. One reading is that the old model is gone once its weights are, and that the new one was not developed from the
# recordings. A stricter reading is that the model is the product we run, its design and thresholds included, which we chose
# while the recordings were in it. That is a question for counsel. We can't use the exception: destroying a
# model that we can retrain in a second is plainly feasible.
#
# What do we know? Only what Imani wrote: the new weights equal those of a model that never saw the 412. That is strong
# evidence, and it depends on the manifest: if it lists too few recordings, the comparison uses the same wrong list twice.
# Her note says nothing of old checkpoints, exports, or recipients. Tomas's does. So I have to find out: which versions
# were trained on the recordings, where each can still be loaded, and who received one.
#
# I would swear these sentences, and what is in brackets must be verified first. *The versions of the motion model in Annex 1
# were destroyed on the dates there [the audit team tried to load each from every alias, checkpoint, and export, and failed].*
# *A new version was trained from the recordings in Annex 2; none of them is covered by the order [the audit team rebuilt the
# manifest from run events, and its own training gave equal weights].* *We kept no other copy [or: the ones in Annex 3].* *Each
# recipient in Annex 4 has confirmed [or: has not].* A sentence whose bracket isn't true on day 90 comes out.
#
# In the ten days: the audit team, which did not run the retraining, does these checks by day 84. Imani destroys what they
# find, and they look again. I write to each recipient today, and we ask counsel in writing. If the answer is late or strict,
# we switch the model off on day 89. Motion alerts will be worse for about a month while we train a different one, and
# that costs us less than a false oath.
