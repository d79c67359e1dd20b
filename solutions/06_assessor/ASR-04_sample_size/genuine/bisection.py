"""Bisection over the size and over the limit, with fractions and one term after the other."""

from bisect import bisect_left
from fractions import Fraction


def chance(population, deviating, tested, most):
    good = population - deviating
    first = max(0, tested - good)
    term = Fraction(comb(deviating, first) * comb(good, tested - first), comb(population, tested))
    total = Fraction(0)
    for found in range(first, min(most, tested, deviating) + 1):
        total += term
        left = (found + 1) * (good - tested + found + 1)
        term = term * (deviating - found) * (tested - found) / left
    return total


def sample_size(population, rate, confidence, allowed):
    deviating = (population * rate + 99) // 100
    if deviating <= allowed:
        raise ValueError("nothing to detect")
    risk = 1 - Fraction(confidence, 100)
    return bisect_left(
        range(population),
        True,
        key=lambda size: chance(population, deviating, size, allowed) <= risk,
    )


def upper_limit(population, tested, deviations, confidence):
    if min(tested, deviations) < 0 or deviations > tested or tested > population:
        raise ValueError("no such sample")
    risk = Fraction(100 - confidence, 100)
    return bisect_left(
        range(population),
        True,
        key=lambda limit: chance(population, limit + 1, tested, deviations) <= risk,
    )
