# %% [markdown]
# ## Why
#
# A person grades this one, by the rubric below. About one page (300 to 500 words).
#
# Choose **one** allegation of either complaint. Write the requirement that would have prevented
# it, for the engineers who would have had to build it:
#
# 1. **The allegation**: what is alleged, about whom, and where you have it from (an id such as
#    F-A8).
# 2. **The requirement**: one sentence that a program can be held against. No "appropriate", no
#    "regularly".
# 3. **The clock**: from which event does it count, in which unit, and is the number a law's, an
#    order's or the company's own?
# 4. **The test**: two examples that pass and two that fail, one of them on the boundary.
# 5. **What it costs**: who will be against it, and what do you answer?
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **the allegation** | states it as a fact, or does not say from where | is called an allegation, with its source | also says who was hurt, and how |
# | **the requirement** | cannot be tested | can be tested by a program | also says what counts as unknown, and what happens then |
# | **clock and test** | no event to count from | event, unit and whose number; the examples fit | also an example on the boundary that a hurried engineer gets wrong |
# | **the other side** | is not heard | one honest objection and an answer | also says what the requirement would not have prevented |

# %% [markdown] essay
# (Write here.)
