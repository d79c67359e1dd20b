"""A keyed BLAKE2 in Base64 as the pseudonym, in which any two letters can occur by chance."""

import base64


class AccessLog:
    def __init__(self, new_salt):
        self.new_salt, self.salts, self.log = new_salt, {}, []

    def pseudonym(self, subject):
        digest = hashlib.blake2b(subject.encode(), key=self.salts[subject], digest_size=48).digest()
        return base64.b64encode(digest).decode()

    def append(self, actor, action, subject):
        if subject not in self.salts:
            self.salts[subject] = self.new_salt()
        self.log.append("\n".join([actor, action, self.pseudonym(subject)]).encode())
        return len(self.log) - 1

    def entries(self):
        return list(self.log)

    def entries_of(self, subject):
        if subject not in self.salts:
            return []
        end = b"\n" + self.pseudonym(subject).encode()
        return [n for n, entry in enumerate(self.log) if entry.endswith(end)]

    def forget(self, subject):
        self.salts.pop(subject, None)
