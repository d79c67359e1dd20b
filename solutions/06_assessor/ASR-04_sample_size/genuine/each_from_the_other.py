"""A sample is large enough once the limit that it leaves is below what must be detected."""

import math
from fractions import Fraction


def sample_size(population, rate, confidence, allowed):
    deviating = math.ceil(Fraction(rate, 100) * population)
    if allowed >= deviating:
        raise ValueError(f"{allowed} of {deviating} are allowed")
    too_small, enough = allowed, population
    while enough - too_small > 1:
        size = (too_small + enough) // 2
        if _limit(population, size, allowed, confidence) < deviating:
            enough = size
        else:
            too_small = size
    return enough


def _limit(population, tested, deviations, confidence):
    possible, most = deviations, population - tested + deviations
    while possible < most:
        middle = (possible + most + 1) // 2
        # Deviations among those drawn, and the rest among those that weren't.
        ways = [
            math.comb(tested, found) * math.comb(population - tested, middle - found)
            for found in range(deviations + 1)
        ]
        if Fraction(sum(ways), math.comb(population, middle)) > Fraction(100 - confidence, 100):
            possible = middle
        else:
            most = middle - 1
    return possible


def upper_limit(population, tested, deviations, confidence):
    if tested not in range(population + 1) or deviations not in range(tested + 1):
        raise ValueError("impossible")
    return _limit(population, tested, deviations, confidence)
