"""An object per shard, which finds a subject's slice by looking; weights are copied on the way out."""

import copy
from itertools import accumulate


def cell(subject, shards, slices):
    digest = hashlib.sha256(bytes(subject, "utf-8")).digest()
    number = sum(byte << 8 * (7 - place) for place, byte in enumerate(digest[:8]))
    return number % shards, (number // shards) % slices


class Shard:
    def __init__(self, slices, train):
        self.train, self.parts = train, [[] for _ in range(slices)]
        self.kept = [{} for _ in range(slices)]

    def run(self, first):
        def step(weights, rows):
            return self.train(weights, rows, [word for row in rows for word in row["text"].split()])

        start = self.kept[first - 1] if first else {}
        self.kept[first:] = [*accumulate(self.parts[first:], step, initial=start)][1:]
        return sum(len(rows) for rows in self.parts[first:])

    def first_with(self, subject):
        for number, rows in enumerate(self.parts):
            if any(row["subject"] == subject for row in rows):
                return number
        return None


class Shards:
    def __init__(self, shards, slices, train=train):
        self.slices = slices
        self.all = [Shard(slices, train) for _ in range(shards)]
        self.written = []

    def fit(self, rows):
        for row in rows:
            shard, part = cell(row["subject"], len(self.all), self.slices)
            self.all[shard].parts[part].append(row)
        count = sum(shard.run(0) for shard in self.all)
        every = [(one, part) for one in range(len(self.all)) for part in range(self.slices)]
        self.written.append({"rows": count, "retrained": every, "action": "fit"})

    def forget(self, subject):
        number, _ = cell(subject, len(self.all), self.slices)
        shard = self.all[number]
        first = shard.first_with(subject)
        if first is None:
            self.written.append({"rows": 0, "retrained": [], "action": "forget"})
            return
        shard.parts[first] = [row for row in shard.parts[first] if row["subject"] != subject]
        cells = [(number, part) for part in range(first, self.slices)]
        self.written.append({"rows": shard.run(first), "retrained": cells, "action": "forget"})

    def checkpoints(self):
        return copy.deepcopy([shard.kept for shard in self.all])

    def weights(self):
        return copy.deepcopy([shard.kept[-1] for shard in self.all])

    def log(self):
        return copy.deepcopy(self.written)
