"""Explicit loops, and the largest limit searched from above."""


def at_most(N, D, n, k):
    total = 0
    for i in range(k + 1):
        if i <= n:
            total += comb(D, i) * comb(N - D, n - i)
    return total


def sample_size(population, rate, confidence, allowed):
    deviating, rest = divmod(population * rate, 100)
    if rest:
        deviating += 1
    if allowed >= deviating:
        raise ValueError
    for size in range(1, population + 1):
        fails = comb(population, size) - at_most(population, deviating, size, allowed)
        if fails * 100 >= confidence * comb(population, size):
            return size


def upper_limit(population, tested, deviations, confidence):
    if tested > population or deviations > tested or tested < 0 or deviations < 0:
        raise ValueError
    everything = comb(population, tested)
    D = population
    while 100 * at_most(population, D, tested, deviations) <= (100 - confidence) * everything:
        D -= 1
    return D
