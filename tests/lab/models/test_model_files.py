"""Murmur's model files have in them what MOD-03 asks about."""

import hashlib

from privacylab.lab import murmur_model_files, read_weights


def test_copies_have_other_bytes_and_the_same_weights():
    files = murmur_model_files()
    assert files == murmur_model_files()
    assert len({hashlib.sha256(content).digest() for content in files.values()}) == len(files)
    weights = {path: read_weights(path, content) for path, content in files.items()}
    lists = {path: sorted(some.values()) for path, some in weights.items()}
    assert lists["export/phone/ww.json"] == lists["models/wake-word-7.npz"]
    assert lists["home/lee/tmp/copy.json"] == lists["home/lee/old_final_2.npz"]
    assert set(weights["export/phone/ww.json"]).isdisjoint(weights["models/wake-word-7.npz"])


def test_two_files_agree_in_all_layers_but_for_one_weight_after_the_first_10_000():
    files = murmur_model_files()
    one, other = (
        read_weights(path, files[path]) for path in ("models/tiny-3.npz", "export/phone/tiny.npz")
    )
    apart = [
        (name, n) for name in one for n, value in enumerate(one[name]) if other[name][n] != value
    ]
    assert len(apart) == 1 and apart[0][1] >= 10_000
