"""Runs a submission in two processes: the learner's cells in a jail, the tests in an examiner.

    host (examiner/session.py)  →  examiner (examiner/cell_runner.py)  →  jail
    (jail/bubblewrap.py describes it, jail/learner_process.py runs in it)

Both processes are forked from processes that have already loaded what they use (pool/). All cells
run first, with the public part of each test; the hidden parts run after them.

Only data crosses between jail and examiner (protocol/). An object that is not data stays in its
process, and the other side holds a proxy for it. Each endpoint decides what the other side may ask
of it (protocol/rpc.py, examiner/examiner.py, jail/learner_process.py).
"""
