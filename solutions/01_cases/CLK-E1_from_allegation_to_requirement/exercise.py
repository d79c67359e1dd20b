# %% [markdown]
# ## Why
#
# Both complaints allege, in lawyers' words, what went wrong. An engineer has to turn that into a sentence
# that a program can be tested against. Here you practice it on one allegation.

# %% [markdown]
# ## Look
#
# Choose **one** allegation from either complaint: a hollow mark on this timeline, or another in the lesson.

# %% look
from privacylab.lab import case_timeline

case_timeline()

# %% [markdown]
# ## Your page
#
# Write the requirement that would have prevented what is alleged, for the engineers who would have had
# to build it. One page, 300 to 500 words, in five parts:
#
# 1. **The allegation.** What is alleged, who was hurt, and what your source is (an id such as F-A8).
# 2. **The requirement.** One sentence that a program can be tested against, without "appropriate" or
#    "regularly".
# 3. **The clock.** From which event does it count, and in which unit? Is the number a law's, an order's
#    or the company's own?
# 4. **The test.** Two examples that pass and two that fail, one of them on the boundary.
# 5. **What it costs.** Who will object, and what is your answer?
#
# A person grades it by this rubric. Each row gives 0, 1 or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **the allegation** | states it as a fact, or names no source | calls it an allegation, and names its source | also says who was hurt, and how |
# | **the requirement** | cannot be tested | can be tested by a program | also says what counts as unknown, and what happens then |
# | **clock and test** | has no event to count from | names the event, the unit and whose number it is; the examples fit | also has an example on the boundary that a hurried engineer gets wrong |
# | **the other side** | is missing | has one honest objection and an answer | also says what the requirement would not have prevented |

# %% [markdown] essay
# A model answer, for the person who grades. Other answers are just as good.
#
# **The allegation.** The complaint against Amazon alleges that when a recording was deleted, Alexa
# removed the audio but kept the written transcript in "residual data stores", where it could be used
# for product improvement, and that it did not tell the user or the parent (F-A8). Amazon has not
# admitted this. If it is true, the people hurt are children, whose words stayed readable, and parents,
# who believed that they were gone and so had no reason to ask again.
#
# **The requirement.** When a recording is deleted, no store that the company has registered returns its
# transcript, or anything else that carries its id, from 24 hours later on. A store that cannot be read
# counts as *unknown*: the deletion is not reported as complete until that store has answered.
#
# **The clock.** It starts when the user confirms the deletion, and it runs in hours. The 24 hours are
# the company's own number: COPPA names none, and the Alexa order requires the deletion of voice
# information, transcripts included, on request (O-A5, O-A8), but states no hours there. The page for
# families has to say so.
#
# **The test.** It passes when the audio and the transcript are both gone after 23 hours, and when a
# recording that never had a transcript is gone. It fails when the transcript is still in the search
# index after 25 hours. It also fails, on the boundary, when every store but one is empty at 24 hours and
# the last one times out: a hurried engineer catches the error, counts zero rows and reports "deleted".
#
# **What it costs.** The team that improves speech recognition will object that transcripts without
# audio are harmless and useful. My answer: a transcript says what the child said, which is what the
# parent wanted deleted, and the order's definition of voice information includes it. The search team
# will object that the index is rebuilt once a week. Then deletions need a path of their own, or a filter
# when the index is read. The requirement would not have prevented everything: it finds nothing in a
# store that is not registered, and nothing in a model that has already learned from the transcript.
#
# **Why this answer gets 8 of 8 points**
#
# | | points | because |
# |---|---|---|
# | **the allegation** | 2 | It says "alleges" and names F-A8; children and parents are hurt, and it says how. With "Alexa kept the transcripts" as a fact, 0. Without the people, 1. |
# | **the requirement** | 2 | A program can check it: no registered store returns the id after 24 hours. A store that cannot be read is unknown, and the deletion is then not complete. With "transcripts are deleted promptly", 0. Without the unknown store, 1. |
# | **clock and test** | 2 | The event (the user's confirmation), the unit (hours), and whose number it is (the company's own). The store that times out at 24 hours is the boundary that a hurried engineer gets wrong. Without it, 1. If the 24 hours are called COPPA's, 1 at most. |
# | **the other side** | 2 | Two objections with an answer each, and what the requirement does not reach: unregistered stores, and models that have learned already. With only an objection that no one would make, 0. Without the limits, 1. |
#
# An answer about another allegation is graded by the same rows. Don't take points away for a different
# number of hours, if it says whose number it is.
