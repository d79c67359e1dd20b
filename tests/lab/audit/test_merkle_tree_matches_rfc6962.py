"""The lab's tree, beside the published vectors and pymerkle's tree."""

import itertools

import pymerkle
import pytest

from privacylab.lab.audit import merkle

ENTRIES = [f"access {number}".encode() for number in range(21)]
# The leaves and roots that implementations of RFC 6962 share.
LEAVES = [b"", b"\0", b"\x10", b" !", b"01", b"@ABC", b"PQRSTUVW", b"`abcdefghijklmno"]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def test_the_roots_are_the_published_ones():
    assert {size: merkle.root(LEAVES[:size]).hex() for size in ROOTS} == ROOTS


def test_roots_and_audit_paths_are_those_of_pymerkle():
    theirs = pymerkle.InmemoryTree.init_from_entries(ENTRIES, algorithm="sha256")
    for size in range(len(ENTRIES) + 1):
        assert merkle.root(ENTRIES[:size]) == theirs.get_root(size)
        for index in range(size):
            path = theirs.prove_inclusion(index + 1, size).path[1:]  # theirs begins at the leaf
            assert merkle.inclusion_proof(ENTRIES[:size], index) == path


def test_an_inclusion_proof_holds_for_its_entry_and_place_and_for_no_other():
    for size in range(1, 22):
        head = ENTRIES[:size]
        for index in range(size):
            proof, top = merkle.inclusion_proof(head, index), merkle.root(head)
            holds = [
                (entry, place)
                for entry in (index, (index + 1) % 21)
                for place in range(-1, size + 1)
                if merkle.verify_inclusion(ENTRIES[entry], place, size, proof, top)
            ]
            assert holds == [(index, index)]
            for tampered in (proof[1:], [*proof, top], proof[::-1]):
                if tampered != proof:
                    assert not merkle.verify_inclusion(ENTRIES[index], index, size, tampered, top)


def test_a_consistency_proof_holds_for_its_two_logs_and_for_no_bent_one():
    for old, size in itertools.combinations_with_replacement(range(22), 2):
        head = ENTRIES[:size]
        proof, early, late = (
            merkle.consistency_proof(head, old),
            merkle.root(head[:old]),
            merkle.root(head),
        )
        assert merkle.verify_consistency(old, early, size, late, proof)
        other = merkle.root([b"tampered", *head[1:]])
        assert not merkle.verify_consistency(old, other, size, late, proof)
        if old:
            assert not merkle.verify_consistency(old, early, size, other, proof)
        for tampered in (proof[1:], [*proof, other]):
            if tampered != proof:
                assert not merkle.verify_consistency(old, early, size, late, tampered)


def test_what_is_not_there_has_no_proof():
    for index in (-1, 21):
        with pytest.raises(ValueError, match="no entry"):
            merkle.inclusion_proof(ENTRIES, index)
    for size in (-1, 22):
        with pytest.raises(ValueError, match="entries among 21"):
            merkle.consistency_proof(ENTRIES, size)
        assert not merkle.verify_consistency(size, b"", 21, merkle.root(ENTRIES), [])
