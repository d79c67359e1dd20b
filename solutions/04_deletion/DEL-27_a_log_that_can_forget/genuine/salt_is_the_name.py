"""The salt itself, in hexadecimal, is the pseudonym: random, and connected to the subject by one
dict alone.
"""

class AccessLog:
    def __init__(self, new_salt):
        self._make, self._names, self._all = new_salt, {}, []

    def append(self, actor, action, subject):
        if subject not in self._names:
            self._names[subject] = self._make().hex()
        self._all.append("|".join([actor, action, self._names[subject]]).encode("utf-8"))
        return len(self._all) - 1

    def entries(self):
        return self._all[:]

    def entries_of(self, subject):
        name = self._names.get(subject)
        if name is None:
            return []
        return [n for n, entry in enumerate(self._all) if entry.endswith(name.encode())]

    def forget(self, subject):
        self._names.pop(subject, "")
