"""Privacy Engineering Lab: learn privacy engineering by building it.

The rooms, each of which imports only from those before it:
catalog, company, checks, notebooks, contract, grading, lab; then the command line.
"""
