# %% [markdown]
# ## Why
#
# Under the Ring order, an assessment is signed by the assessor. It names the specific evidence, and says why that is
# appropriate and sufficient. It addresses the status of earlier gaps, and it doesn't rely primarily on what management
# asserts.{fact}`O-R23` An assessor who stays vague protects the company. One who says more than was tested deceives the people
# in the videos.

# %% [markdown]
# ## Look
#
# You were the assessor of Brightgate, an invented company that sells cameras. These are your findings for 1 July 2022 to 30
# June 2023.
#
# | | requirement | in effect | verdict | method | population | read | wrong |
# |---|---|---|---|---|---|---|---|
# | 1 | each view of a recording is logged | all year | met | reconciled the video player's counts with the log, day by day | 365 days | 365 | 0 |
# | 2 | each view has a valid ground, checked by the support team (v1) | to 30 Nov | **gap** | recomputed from tickets and consents | 18,200 views | 150 | 4 |
# | 3 | each view has a valid ground, checked by the access gate (v2) | from 1 Dec | met | recomputed from tickets and consents | 26,410 views | 150 | 0 |
# | 4 | a deletion reaches every running store | all year | met | read all stores 30 days after the deletion | 9,112 deletions | 60 | 0 |
# | 5 | each access grant is reviewed every 12 months; a gap last time | all year | met | reconciled grants with reviews | 611 grants | 611 | 0 |
# | 6 | a deletion holds after a backup is restored | all year | **not tested** | Brightgate provided no place to restore a backup | | | |
#
# You drew each sample yourself, at random: the views from a list that you had reconciled with the video player's counts, the
# deletions from one that you had reconciled with the requests at customer support. Brightgate's management disputes finding 2 in writing: the four views were emergencies, and tickets were written later, so "the
# control worked". The four tickets are dated 2 to 9 days after the views, and don't mention an emergency.
#
# With 0 wrong of 150, you can say with 95% confidence that fewer than 2% of the views in finding 3 are wrong. With 0 of
# 60, fewer than 5% of the deletions in finding 4.
#
# **Before you write:** a colleague drafts *"We tested 1,336 items and found 4 exceptions (0.3%). Management has explained
# them. Brightgate's program is effective."* What is wrong with each sentence?
#
# ## The task · Write the letter
#
# Write the page that goes in front of the report. Your partner has checked the facts above, so you can use them as
# they are. Two people read the page: an official at the regulator, and a customer whose bedroom camera was viewed in October.
# Neither will read the rest. Use 250 to 350 words, with your signature, and say:
#
# - your opinion, for each version of what changed;
# - its basis: what you did, and why that evidence is appropriate and sufficient for this company;
# - the gap, and what you make of management's answer;
# - the status of the earlier gap;
# - what the letter doesn't cover, and what the samples can't show;
# - that the review was independent, and what part management's statements had in it.
#
# A person grades it; each row gives 0, 1, or 2 points.
#
# | | 0 | 1 | 2 |
# |---|---|---|---|
# | **the opinion** | one word for the whole program, or no gap | met, gap, and not tested are kept apart, and so are the two versions | also in sentences that both readers can follow: what the gap and the missing test mean for the customer, and why the earlier gap is closed |
# | **the evidence** | "we tested extensively", or one total for all samples | what was done for each kind of finding, and how many of how many | also why it is appropriate and sufficient: who drew, from which reconciled lists, and what each sample can't show |
# | **management** | repeats its explanation, or takes the finding back | says that it disputes the finding, and that the finding remains | also weighs its answer by the records, and says that no finding relies primarily on its word |

# %% [markdown] essay
# A model answer, for graders. Others are as good.
#
# To the regulator, and to Brightgate's customers: I assessed how Brightgate protected recordings between 1 July 2022 and 30
# June 2023.
#
# *What worked.* Each view of a recording was logged (finding 1). Since 1 December, an access gate has checked the ground of
# each view; I found none without one (3). Deletions reached the running stores (4). Last time, access grants had not been
# reviewed. This year all 611 were, so that gap is closed (5).
#
# *What didn't.* Until 30 November, the support team checked the grounds. Of 150 views that I drew, 4 had none (2). If your
# camera was viewed in those months, it may have been without a valid ground. I can't say whose: I read 150 of 18,200 views.
#
# *What I don't know.* Brightgate provided no place to restore a backup, so I did not test whether deleted videos
# come back (6). Don't read this as a pass. I need an isolated restore of a night that I choose.
#
# *What this rests on.* I reconciled the list of views with the video player's counts and the list of deletions with customers'
# requests, and drew from them at random myself. I compared each view with tickets and consents, and read all stores 30 days after each deletion. I read
# every day of the log and every grant. Tens of thousands of views can't all be read. With none wrong in 150, fewer than 2%
# of the views since December are likely to be; with none in 60, fewer than 5% of the deletions. Both at 95% confidence.
# Neither means none.
#
# *Management's answer.* Brightgate disputes the gap: the four views were emergencies, it says, with tickets written later. The
# tickets are dated 2 to 9 days after the views, and don't mention an emergency. A ground that is written afterward doesn't
# show that anyone checked it before looking. The finding remains.
#
# My review was independent. I heard management, and no finding relies primarily on what it said. The report names the evidence
# and the hours of each of us. It contains no customer's name.
#
# Ines Okoye, assessor, 21 August 2023
