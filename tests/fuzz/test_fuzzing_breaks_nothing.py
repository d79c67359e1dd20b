"""A short run of each fuzzer in every run of the tests."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = 10  # by hand: python tests/fuzz/fuzz_protocol.py -max_total_time=600


@pytest.mark.parametrize("target", ["protocol", "staging"])
def test_nothing_that_a_fuzzer_finds_in_a_short_run_breaks_it(target: str, tmp_path: Path):
    if not importlib.util.find_spec("atheris"):
        pytest.skip("atheris is not installed (it has wheels for Linux on x86-64 alone)")
    script = Path(__file__).with_name(f"fuzz_{target}.py")
    done = subprocess.run(
        [sys.executable, str(script), f"-max_total_time={SECONDS}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=40 * SECONDS,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done" in done.stderr
    assert list(tmp_path.iterdir()) == []  # a finding is written here
