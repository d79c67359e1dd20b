"""The course's Merkle tree beside another implementation of it, pymerkle's."""

from pathlib import Path

import pymerkle
import pytest

from privacylab.authoring import read_exercise
from privacylab.catalog import load_catalog
from privacylab.verification.answers import reference_of

ROOT = Path(__file__).parent.parent.parent
ENTRIES = [f"access {number}".encode() for number in range(40)]


@pytest.fixture(scope="module")
def ours():
    module = load_catalog(ROOT).modules["03_audit"]
    names = {}
    for exercise in ("AUD-05", "AUD-08"):
        text = read_exercise(ROOT, module, module.exercise(exercise))
        exec("\n".join(["import hashlib", *reference_of(text).values()]), names)
    return names


@pytest.fixture(scope="module")
def theirs():
    return pymerkle.InmemoryTree.init_from_entries(ENTRIES, algorithm="sha256")


def test_the_reference_has_the_roots_of_pymerkle(ours, theirs):
    for size in range(len(ENTRIES) + 1):
        assert ours["root"](ENTRIES[:size]) == theirs.get_root(size)


def test_the_reference_has_the_inclusion_proofs_of_pymerkle(ours, theirs):
    for size in range(1, len(ENTRIES) + 1):
        for index in range(size):
            leaf, *path = theirs.prove_inclusion(index + 1, size).path  # theirs begins at the leaf
            proof = ours["inclusion_proof"](ENTRIES[:size], index)
            assert proof == path
            assert leaf == ours["leaf_hash"](ENTRIES[index])
            root = theirs.get_root(size)
            assert ours["verify_inclusion"](ENTRIES[index], index, size, proof, root)


def test_the_consistency_proofs_of_the_reference_lead_to_the_roots_of_pymerkle(ours, theirs):
    for size in range(1, len(ENTRIES) + 1):
        for old in range(1, size + 1):
            proof = ours["consistency_proof"](ENTRIES[:size], old)
            roots = theirs.get_root(old), theirs.get_root(size)
            assert ours["verify_consistency"](old, roots[0], size, roots[1], proof)
