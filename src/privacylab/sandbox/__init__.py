"""Runs a submission in two processes: the learner's cells in a jail, the tests in an examiner.

    host (session.py)  →  examiner (runner.py)  →  jail (jail.py starts it, inmate.py runs in it)

Both are forks of processes that have loaded what they use (warm.py, zygote.py). All cells run, and
the public part of each test; then the hidden parts.

Between jail and examiner goes data alone (wire.py, values.py, tables.py, raised.py). What is not
data stays where it is, and a proxy asks for it (standins.py): each end says what it lets itself
be asked (peer.py; examiner.py, inmate.py).
"""
