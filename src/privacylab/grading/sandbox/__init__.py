"""Runs a submission in two processes: the learner's cells in a jail, the tests in an examiner.

    host (session.py)  →  examiner (examiner.py)  →  jail (jail.py starts it, inmate.py runs in it)

Between jail and examiner goes data alone (wire.py, values.py, tables.py, raised.py); what is not
data stays where it is, and a stand-in (peer.py, standins.py) asks for it.
"""
