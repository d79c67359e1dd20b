"""HMAC with the salt as key; the log keeps an index of numbers beside the salt, and forgets both."""

import hmac


class AccessLog:
    def __init__(self, new_salt):
        self.new_salt = new_salt
        self.book = {}
        self.lines = []

    def append(self, actor, action, subject):
        if subject not in self.book:
            self.book[subject] = (self.new_salt(), [])
        salt, numbers = self.book[subject]
        name = hmac.new(salt, subject.encode(), hashlib.sha512).hexdigest()
        number = len(self.lines)
        self.lines.append(f"{actor}\x1f{action}\x1f{name}".encode())
        numbers.append(number)
        return number

    def entries(self):
        return list(self.lines)

    def entries_of(self, subject):
        return list(self.book[subject][1]) if subject in self.book else []

    def forget(self, subject):
        if subject in self.book:
            del self.book[subject]
