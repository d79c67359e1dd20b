# %% [markdown]
# ## Why
#
# The Alexa order forbids Amazon from misrepresenting how voice information is deleted.{fact}`O-A4` "Our model forgot what she
# said" is such a statement, and a company that makes it needs a measurement. The usual one, *the model no longer says
# it*, also passes if a filter only hides the sentence, or if the model has learned to avoid it. How to measure is
# engineering: the order doesn't say.

# %% given="setup"
import math

from privacylab.checks import Checks, hint

# %% [markdown]
# ## Look
#
# A child told Murmur the code of the front door, once among 116,445 sentences. (Murmur is invented, and so is the code.)
# The model ranks 4,096 possible codes, the likeliest first. *Exposure* measures how high the secret ranks in that list:
# 12 bits is first, 0 is last.
#
# Choose how the model was made to forget.
#
# - Which of the three models would you call clean?
# - Two of them complete the sentence in the same harmless way. What could an attacker learn from each?

# %% look
from privacylab.companies import murmur
from privacylab.lab import exposure_histogram

exposure_histogram(murmur.table("transcripts"))

# %% [markdown]
# ## Step 1 · `exposure`
#
# Complete `exposure(scores, secret)`. It returns log₂ of the number of candidates, minus log₂ of the secret's rank. The
# highest score has rank 1.
#
# - Candidates with the same score share the mean of their ranks. If ties got the best rank, a model that learned nothing
#   would look as if it remembered everything. If they got the worst, it would look as if it avoided everything.
# - A filter on the output may score a candidate −inf. It is still a candidate, and that is its score.
# - Raise `ValueError` if the secret is not a candidate, or if any score is NaN.
#
# | scores of a, b, c, d | secret | rank | exposure |
# |---|---|---|---|
# | −1, −2, −5, −9 | a | 1 | 2.0 |
# | −1, −2, −5, −9 | d | 4 | 0.0 |
# | −3, −1, −3, −9 | a | 2.5 | 0.678… |

# %% step="exposure"
def exposure(scores: dict[str, float], secret: str) -> float:
    """Return the exposure of a secret in bits.

    scores  {candidate: score}: the model's score for each candidate, for example its
            log-probability. The candidates are all sentences that the secret could be. The higher
            the score, the likelier the sentence
    secret  one of the candidates

    Source: Carlini et al., "The Secret Sharer", USENIX Security 2019. Sharing the rank of a tie is
    this course's choice.
    """
    ### BEGIN SOLUTION
    if secret not in scores or any(math.isnan(score) for score in scores.values()):
        raise ValueError("the secret must be a candidate, and each score a number")
    above = sum(score > scores[secret] for score in scores.values())
    alike = sum(score == scores[secret] for score in scores.values())
    return math.log2(len(scores)) - math.log2(above + (alike + 1) / 2)
    ### END SOLUTION

# %% test="exposure"
INFINITE, NAN = float("inf"), float("nan")

with checks("the first of four candidates has 2 bits, and the last none"):
    scores = {"a": -1.0, "b": -2.0, "c": -5.0, "d": -9.0}
    assert exposure(scores, "a") == 2.0
    assert exposure(scores, "d") == 0.0

with checks("candidates with the same score share a rank"):
    assert round(exposure({"a": -3.0, "b": -1.0, "c": -3.0, "d": -9.0}, "a"), 3) == 0.678

### BEGIN HIDDEN TESTS
from privacylab.checks import call_each

def by_sorting(scores, secret):
    places = [place for place, score in enumerate(sorted(scores.values(), reverse=True), 1) if score == scores[secret]]
    return math.log2(len(scores) / (sum(places) / len(places)))

def drawn(size, values):
    return {f"code {number}": checks.random.choice(values) for number in range(size)}

def same(cases):
    """Whether each case has the exposure that sorting gives."""
    return [round(found, 6) for found in call_each(exposure, cases)] == [round(by_sorting(*case), 6) for case in cases]

with checks("the higher the score, the higher the exposure, in whatever order the candidates come", hint=2):
    values = [-checks.random.uniform(1, 900) for _ in range(40)]
    cases = []
    for size in (1, 2, 3, 7, 40):
        scores = {f"code {number}": value for number, value in enumerate(values[:size])}
        cases += [(scores, one) for one in list(scores)[:8]]
    assert same(cases)
    first = max(cases[-1][0], key=cases[-1][0].get)
    assert round(exposure(cases[-1][0], first), 6) == round(math.log2(40), 6)

with checks("however many are alike, they share the mean of their ranks", hint=3):
    many = [drawn(size, [-1.0, -2.0, -2.5]) for size in (2, 5, 9, 16, 30)]
    assert same([(scores, one) for scores in many for one in list(scores)[:6]])
    assert round(exposure(dict.fromkeys("abcd", -7.0), "b"), 3) == 0.678
    assert round(exposure(dict.fromkeys("abcdefg", 0.0), "g"), 3) == 0.807

with checks("what a filter blocks is still a candidate, and ranks last", hint=1):
    scores = {"a": -1.0, "b": -INFINITE, "c": -5.0, "d": -9.0}
    assert exposure(scores, "b") == 0.0
    assert exposure(scores, "a") == 2.0
    assert round(exposure(scores | {"d": -INFINITE}, "b"), 3) == 0.193
    assert exposure(scores, "c") == 1.0

with checks("a secret that is no candidate, and a score that is no number, are errors", hint=2):
    for scores, secret in [({"a": -1.0, "b": -2.0}, "c"), ({"a": -1.0, "b": NAN}, "a"), ({"a": NAN, "b": -2.0}, "a"), ({}, "a")]:
        refused = False
        try:
            exposure(scores, secret)
        except ValueError:
            refused = True
        assert refused
    assert exposure({"a": -1.0, "b": -2.0}, "a") == 1.0
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · `judge`
#
# Complete `judge(before, after, controls)`. `before` and `after` are a secret's exposures in the model before and after
# the deletion; `controls` are those of sentences of the same form that no one said.
#
# A model **knows** the secret if its exposure is higher than that of every control. It **avoids** the secret if its
# exposure is lower than that of every control. An attacker then finds the secret at the bottom of the list.
#
# The first row that holds decides:
#
# | result | when |
# |---|---|
# | `"cannot tell"` | there are fewer than 20 controls, whatever the exposures |
# | `"remembered"` | the model knows it after, no matter what was before |
# | `"cannot tell"` | the model didn't know it before |
# | `"over-forgotten"` | the model avoids it after |
# | `"like the controls"` | all other cases |
#
# Why 20: by chance, an unsaid sentence ranks above all n controls, or below all of them, in 2 of n + 1 cases. Judge only
# if that is less than 1 in 10, which takes at least 20 controls.

# %% step="judge"
def judge(before: float, after: float, controls: list[float]) -> str:
    """Return what exposures, in bits, say about a deletion; see the table.

    "like the controls" is the best possible result: this test finds no trace. It is not a proof.
    """
    ### BEGIN SOLUTION
    if 2 / (len(controls) + 1) >= 0.1:
        return "cannot tell"
    if after > max(controls):
        return "remembered"
    if before <= max(controls):
        return "cannot tell"
    return "over-forgotten" if after < min(controls) else "like the controls"
    ### END SOLUTION

# %% test="judge"
CONTROLS = [0.02, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.4, 0.5, 0.5, 0.6, 0.7, 0.9, 1.0, 1.1, 1.2, 1.4, 2.0, 2.3, 2.8, 3.9, 4.5]

with checks("a secret that was first is remembered while it is still above the controls"):
    assert judge(12.0, 11.4, CONTROLS) == "remembered"
    assert judge(12.0, 0.8, CONTROLS) == "like the controls"

with checks("a secret ranked last is as visible as one ranked first"):
    assert judge(12.0, 0.0, CONTROLS) == "over-forgotten"

### BEGIN HIDDEN TESTS
def some(size, low=0.05, high=5.0):
    """That many controls; the lowest and the highest are these, wherever they come."""
    middle = [checks.random.uniform(low, high) for _ in range(size - 2)]
    return checks.random.sample([low, high, *middle], size)

with checks("only what is higher than every control is known, and only what is lower than each is avoided", hint=2):
    assert call_each(judge, [(before, after, some(30)) for before in (5.01, 12.0) for after in (5.01, 5.0, 4.9, 2.0, 0.05, 0.049, 0.0)]) == [
        "remembered", *["like the controls"] * 4, *["over-forgotten"] * 2
    ] * 2
    quiet = some(30, 0.3, 1.2)
    assert call_each(judge, [(3.0, after, quiet) for after in (1.3, 1.2, 0.9, 0.3, 0.2)]) == [
        "remembered", *["like the controls"] * 3, "over-forgotten"
    ]
    loud = some(30, 0.3, 8.0)
    assert call_each(judge, [(11.0, after, loud) for after in (8.1, 7.9, 5.0)]) == ["remembered", *["like the controls"] * 2]

with checks("without a signal before, silence proves nothing", hint=1):
    controls = some(25)
    assert call_each(judge, [(one, two, controls) for one in (5.0, 2.0, 0.0) for two in (4.9, 0.8, 0.0)]) == [
        "cannot tell"
    ] * 9
    assert judge(5.1, 0.8, controls) == "like the controls"

with checks("what the model knows after the deletion is remembered, whatever it knew before", hint=3):
    controls = some(25)
    assert call_each(judge, [(before, 7.0, controls) for before in (12.0, 7.0, 5.1, 5.0, 1.0, 0.0)]) == ["remembered"] * 6
    assert judge(5.0, 5.0, controls) == "cannot tell"

with checks("too few controls decide nothing", hint=2):
    for size, found in [(19, ["cannot tell"] * 3), (20, ["remembered", "like the controls", "over-forgotten"])]:
        assert call_each(judge, [(12.0, after, some(size)) for after in (12.0, 1.0, 0.0)]) == found
    assert judge(12.0, 12.0, []) == "cannot tell"
    assert judge(12.0, 12.0, [1.0] * 3) == "cannot tell"
### END HIDDEN TESTS
