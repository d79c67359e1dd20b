# %% [markdown]
# ## Why
#
# The Ring order requires each assessment to name the sampling and testing behind it, and why that is
# sufficient.{fact}`O-R23` It names no sample size: the number is your judgment, and this page is engineering. Test 25 of
# 1,000 accesses to people's videos, and find nothing wrong. At 95 percent confidence, as many as 111 of the 1,000 may
# still be wrong. A report that says "none" hides that from the people in those videos.

# %% [markdown]
# ## Look
#
# Porchlight is an invented camera company. About 1 in 200 accesses in its log has a ground that isn't one of the five
# allowed. A thousand assessors each draw a sample of their own. **Before you run it:** of the assessors who draw 25,
# what percentage find nothing wrong?

# %% look
import random

from privacylab.companies import porchlight

FIVE = ["consent", "illegal activity", "prevent harm", "legal process", "legal rights"]
wrong = (~porchlight.table("accesses")["ground"].isin(FIVE)).tolist()
print(f"{sum(wrong):,} of {len(wrong):,} accesses have no allowed ground.")
draw = random.Random(6)
for size in (25, 100, 500, 1000):
    nothing = sum(not any(draw.sample(wrong, size)) for _ in range(1000))
    print(f"sample of {size:>5,}: {nothing / 1000:>4.0%} of the assessors find nothing")

# %% [markdown]
# Here, an assessor tests 25 of 1,000 items, and nothing is wrong. **By eye:** how many must you test until, at 95 percent
# confidence, fewer than 10 of the 1,000 are wrong? Is a sample of 10 percent enough?

# %% look
from privacylab.lab import sample_dial

sample_dial()

# %% [markdown]
# ## The chance
#
# Of `N` items, `D` deviate. You draw `n` different ones. The chance that exactly `k` of those deviate is
#
# `comb(D, k) * comb(N - D, n - k) / comb(N, n)`
#
# | | `N` | `D` | `n` | `k` |
# |---|---|---|---|---|
# | step 1 | `population` | `rate` percent of it, rounded up | the result | 0 to `allowed` |
# | step 2 | `population` | the result | `tested` | 0 to `deviations` |
#
# `k` is never more than `n`: Python's `comb` raises `ValueError` for a negative number.
#
# Compute with `int` or `Fraction` throughout: `1 - 0.95` isn't exactly 0.05, and `25 * 0.28` is a little more than 7.
# Where you would divide by 100, multiply the other side by 100.

# %% given="setup"
from math import comb

from privacylab.checks import Checks, hint


def refused(function, *arguments):
    """Whether the function raises ValueError for these arguments."""
    try:
        function(*arguments)
    except ValueError:
        return True
    return False

# %% [markdown]
# ## Step 1 · How many items to test
#
# Complete `sample_size(population, rate, confidence, allowed)`. Suppose that `rate` percent of the population deviate,
# rounded up. A sample passes if it has at most `allowed` deviations, as one slip isn't always a gap. Return the
# smallest sample that passes, and so misses them, with a chance of **at most** `100 - confidence` percent.
#
# | `population` | `rate` | `confidence` | `allowed` | result |
# |---|---|---|---|---|
# | 100 | 1 | 95 | 0 | 95 (the chance is exactly 5 percent) |
# | 1,000 | 1 | 95 | 0 | 258 (as on the dial) |
# | 10,000 | 1 | 95 | 0 | 294 |
# | 1,000 | 1 | 95 | 1 | 393 |
# | 1,000 | 1 | 95 | 2 | 506 |
# | 150 | 1 | 95 | 2 | `ValueError` (1.5 items become 2) |
#
# - A sample of `allowed` items or fewer always passes, so start at `allowed + 1`.
# - Raise `ValueError` if `allowed` is at least the number that deviate: even a test of all items passes.

# %% step="sample_size"
def sample_size(population: int, rate: int, confidence: int, allowed: int) -> int:
    """Return the smallest sample that detects that rate at that confidence.

    population  number of items, 1 to 10,000
    rate        percentage of items that deviate, 1 to 100; of 150 items, 1 percent is 2
    confidence  percentage, 1 to 99
    allowed     the most deviations with which the sample passes, 0 to 3

    Raises ValueError if allowed is at least the number of items that deviate. With these
    arguments, trying one size after the other is fast enough. Source: engineering, for the Ring
    order, IV.D.5.
    """
    ### BEGIN SOLUTION
    deviating = -(-population * rate // 100)
    if allowed >= deviating:
        raise ValueError(f"{deviating} deviations can't be told from {allowed} that are allowed.")
    size = allowed + 1
    while not _unlikely(population, deviating, size, allowed, confidence):
        size += 1
    return size


def _unlikely(population, deviating, size, most, confidence):
    """Whether the chance of finding at most `most` is at most 100 - confidence percent."""
    ways = sum(
        comb(deviating, found) * comb(population - deviating, size - found)
        for found in range(most + 1)
    )
    return 100 * ways <= (100 - confidence) * comb(population, size)
    ### END SOLUTION

# %% test="sample_size"
with checks("small, middle and large populations need different samples"):
    assert sample_size(100, 1, 95, 0) == 95
    assert sample_size(1_000, 1, 95, 0) == 258
    assert sample_size(10_000, 1, 95, 0) == 294

with checks("a sample that may pass with one or two deviations is larger"):
    assert sample_size(1_000, 1, 95, 1) == 393
    assert sample_size(1_000, 1, 95, 2) == 506

with checks("what no sample can detect raises ValueError"):
    assert refused(sample_size, 150, 1, 95, 2)
    assert not refused(sample_size, 150, 1, 95, 1)

### BEGIN HIDDEN TESTS
from privacylab.checks import call_each
from fractions import Fraction

def passes(N, D, n, most):
    """The chance of at most that many deviations, in percent."""
    ways = [comb(n, k) * comb(N - n, D - k) for k in range(most + 1)]  # where the deviating ones are
    return Fraction(100 * sum(ways[: D + 1]), comb(N, D))

def smallest(N, rate, confidence, allowed):
    D = (N * rate + 99) // 100
    return next(n for n in range(N + 1) if passes(N, D, n, allowed) <= 100 - confidence)

def wrong_ones(function, cases, wanted):
    """The cases in which the function returns something else than is wanted."""
    return [case for case, found, want in zip(cases, call_each(function, cases), wanted) if found != want]

with checks("whatever the population and the rate, the sample is enough, and one item fewer isn't", "ASR-04", hint=3):
    pick = checks.random
    cases = [(pick.randrange(20, 60), pick.randrange(8, 60), pick.choice([80, 90, 95, 99]), 0) for _ in range(20)]
    cases += [(7, 100, 95, 0), (1, 1, 1, 0), (60, 2, 50, 0), (60, 50, 99, 0), (40, 100, 95, 0)]
    assert wrong_ones(sample_size, cases, [smallest(*case) for case in cases]) == []
    assert sample_size(5_000, 2, 90, 0) == 113
    assert sample_size(200, 2, 90, 0) == 87

with checks("the more deviations may pass, the larger the sample", "ASR-04", hint=1):
    pick = checks.random
    cases = [(pick.randrange(30, 50), pick.randrange(15, 40), pick.choice([80, 90, 95]), allowed) for allowed in (1, 2, 3) for _ in range(4)]
    assert wrong_ones(sample_size, cases, [smallest(*case) for case in cases]) == []
    assert sample_size(1_000, 5, 95, 0) == 57
    assert sample_size(1_000, 5, 95, 3) == 146

with checks("a chance that is exactly on the limit is low enough", "ASR-04", hint=2):
    cases = [(100, 1, 90, 0), (100, 1, 57, 0), (20, 5, 95, 0), (25, 8, 95, 0), (21, 8, 90, 0), (16, 20, 95, 2), (42, 8, 90, 1)]
    assert wrong_ones(sample_size, cases, [smallest(*case) for case in cases]) == []
    assert call_each(sample_size, cases) == [90, 57, 19, 19, 14, 14, 28]

with checks("a part of an item counts as a whole item", "ASR-04", hint=3):
    cases = [(50, 1, 95, 0), (150, 1, 95, 0), (101, 1, 95, 0), (100, 7, 95, 0), (50, 14, 90, 0), (30, 10, 95, 2), (31, 10, 95, 2), (31, 10, 95, 3)]
    assert wrong_ones(sample_size, cases, [smallest(*case) for case in cases]) == []
    assert sample_size(50, 1, 95, 0) == 48

with checks("no sample detects fewer deviations than it lets pass", "ASR-04", hint=1):
    for case, impossible in [((100, 1, 95, 1), True), ((100, 2, 95, 1), False), ((40, 5, 50, 3), True), ((30, 10, 99, 3), True),
                             ((31, 10, 99, 3), False), ((3, 100, 95, 3), True), ((4, 100, 95, 3), False)]:  # fmt: skip
        assert refused(sample_size, *case) == impossible
    assert sample_size(4, 100, 95, 3) == 4
### END HIDDEN TESTS

# %% [markdown]
# ## Step 2 · What the sample says about the rest
#
# You have tested `tested` items, and `deviations` of them deviate. How many items of the whole population may deviate,
# including those you found? Complete `upper_limit(population, tested, deviations, confidence)`: the largest `D` from
# `deviations` to `population` that your sample doesn't rule out at that confidence.
#
# Your sample rules out `D` if, with `D` deviating items in the population, the chance of finding `deviations` or fewer
# is **at most** `100 - confidence` percent.
#
# | `population` | `tested` | `deviations` | `confidence` | result | why |
# |---|---|---|---|---|---|
# | 1,000 | 25 | 0 | 95 | 111 | you found none, and there may be many |
# | 1,000 | 25 | 1 | 95 | 174 | more than 1 in 25 may deviate |
# | 100 | 95 | 0 | 95 | 0 | with 1, the chance is exactly 5 percent: ruled out |
# | 1,000 | 1,000 | 3 | 95 | 3 | everything was tested |

# %% step="upper_limit"
def upper_limit(population: int, tested: int, deviations: int, confidence: int) -> int:
    """Return how many items of the population may deviate, at that confidence, after this sample.

    population  number of items, 1 to 1,000
    tested      how many of them were drawn and tested
    deviations  how many of those deviate, at most 30
    confidence  percentage, 1 to 99

    Raises ValueError unless 0 <= deviations <= tested <= population. With these arguments,
    trying one number after the other is fast enough. Source: engineering, for the Ring order,
    IV.D.5.
    """
    ### BEGIN SOLUTION
    if not 0 <= deviations <= tested <= population:
        raise ValueError(f"No sample of {tested} from {population} has {deviations} deviations.")
    limit = deviations
    while limit < population and not _unlikely(population, limit + 1, tested, deviations, confidence):
        limit += 1
    return limit
    ### END SOLUTION

# %% test="upper_limit"
with checks("a sample without deviations leaves many possible, and one with a deviation more", "ASR-05"):
    assert upper_limit(1_000, 25, 0, 95) == 111
    assert upper_limit(1_000, 25, 1, 95) == 174

with checks("testing everything leaves no doubt, and testing nothing rules nothing out", "ASR-05"):
    assert upper_limit(1_000, 1_000, 3, 95) == 3
    assert upper_limit(1_000, 0, 0, 95) == 1_000

with checks("more deviations than tested items raise ValueError", "ASR-05"):
    assert refused(upper_limit, 10, 5, 6, 95)
    assert not refused(upper_limit, 10, 5, 5, 95)

### BEGIN HIDDEN TESTS
def largest(N, n, seen, confidence):
    return next(D for D in range(N, -1, -1) if passes(N, D, n, seen) > 100 - confidence)

with checks("a sample without deviations shows a limit, not that there are none", "ASR-05", hint=1):
    pick = checks.random
    cases = [(N, pick.randrange(1, N), 0, pick.choice([80, 90, 95, 99])) for N in [pick.randrange(20, 50) for _ in range(12)]]
    assert wrong_ones(upper_limit, cases, [largest(*case) for case in cases]) == []
    assert call_each(upper_limit, [(500, 25, 0, 95), (1_000, 257, 0, 95), (1_000, 258, 0, 95)]) == [55, 10, 9]

with checks("a sample with deviations shows a limit, not their rate", "ASR-05", hint=3):
    pick = checks.random
    cases = []
    for _ in range(12):
        n = pick.randrange(4, 25)
        cases.append((n + pick.randrange(5, 25), n, pick.randrange(1, 4), pick.choice([80, 90, 95, 99])))
    assert wrong_ones(upper_limit, cases, [largest(*case) for case in cases]) == []
    assert upper_limit(1_000, 60, 2, 95) == 99
    assert upper_limit(1_000, 393, 1, 95) == 9

with checks("a number whose chance is exactly on the limit is ruled out", "ASR-05", hint=2):
    cases = [(100, 95, 0, 95), (100, 94, 0, 95), (20, 10, 0, 50), (20, 9, 0, 50), (21, 14, 0, 90), (16, 14, 2, 95), (42, 28, 1, 90)]
    assert wrong_ones(upper_limit, cases, [largest(*case) for case in cases]) == []
    assert call_each(upper_limit, cases) == [0, 1, 0, 1, 1, 3, 3]

with checks("what was tested is counted, and nothing is guessed about it", "ASR-05", hint=1):
    pick = checks.random
    cases = [(n, n, pick.randrange(n + 1), pick.choice([1, 95, 99])) for n in (1, 6, 30)]
    assert wrong_ones(upper_limit, cases, [case[2] for case in cases]) == []
    cases = [(n, 0, 0, 99) for n in (1, 17, 400)] + [(20, 12, 12, 95), (20, 12, 11, 99), (20, 1, 1, 50)]
    assert wrong_ones(upper_limit, cases, [1, 17, 400, 20, 19, 20]) == []

with checks("impossible numbers raise ValueError, and all others get an answer", "ASR-05", hint=3):
    for case, impossible in [((10, 11, 0, 95), True), ((10, 5, -1, 95), True), ((10, -1, 0, 95), True), ((10, 3, 4, 95), True), ((10, -2, -1, 95), True),
                             ((10, 10, 10, 95), False), ((10, 0, 0, 95), False), ((10, 4, 4, 95), False)]:  # fmt: skip
        assert refused(upper_limit, *case) == impossible
### END HIDDEN TESTS
