"""The generator: from a seed, in blocks, in bounded memory."""

import gzip
import subprocess
import sys
import wave
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from privacylab.companies.data.generate import COMPANIES, generate

EVERY_TABLE = [
    pytest.param(company, table, id=f"{company}-{table.name}")
    for company, made in COMPANIES.items()
    for table in made.tables.values()
]


@cache
def block(company: str, seed: int, number: int) -> dict[str, pd.DataFrame]:
    return COMPANIES[company].make_block(seed, number)


def text(path: Path) -> bytes:
    """The file's content, whatever compressed it."""
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def rows_of(path: Path) -> Iterator[pd.DataFrame]:
    """A Parquet file's row groups."""
    with pq.ParquetFile(path) as file:
        yield from (file.read_row_group(n).to_pandas() for n in range(file.num_row_groups))


@pytest.mark.parametrize("company, table", EVERY_TABLE)
def test_scale_1_is_the_beginning_of_scale_2(root: Path, made: Path, company: str, table) -> None:
    sample, double = (place / company / table.file for place in (root / "datasets", made))
    grows = table.name in block(company, 5, 1)
    if table.form == "parquet":
        one, two = list(rows_of(sample)), list(rows_of(double))
        assert len(two) == 2 * len(one)
        assert all(old.equals(new) for old, new in zip(one, two, strict=False))
    else:
        assert text(double).startswith(text(sample))
        assert (len(text(double)) > len(text(sample))) is grows


def test_the_committed_package_is_what_generate_writes(root: Path, made: Path) -> None:
    assert text(root / "datasets" / "datapackage.json") == text(made / "datapackage.json")


def test_the_committed_sound_files_are_those_that_generate_writes(root: Path, made: Path) -> None:
    folder = root / "datasets" / "murmur"
    committed = {path.relative_to(folder) for path in folder.rglob("*.wav")}
    assert len(committed) > 200
    for path in committed:
        with wave.open(str(folder / path)) as old, wave.open(str(made / "murmur" / path)) as new:
            assert old.getparams() == new.getparams()
    assert len(list((made / "murmur").rglob("*.wav"))) == 2 * len(committed)


@pytest.mark.parametrize("company", COMPANIES)
def test_the_same_seed_gives_the_same_rows_and_another_seed_gives_others(company: str) -> None:
    first, other = block(company, 5, 1), block(company, 6, 1)
    again = COMPANIES[company].make_block(5, 1)
    for name in first:
        assert first[name].equals(again[name])
        assert not first[name].equals(other[name])


@pytest.mark.parametrize("company", COMPANIES)
def test_no_id_is_used_in_two_blocks(company: str) -> None:
    for name, here in block(company, 5, 1).items():
        key = COMPANIES[company].tables[name].key
        if key:
            assert here[key].is_unique
            assert not set(here[key]) & set(block(company, 5, 0)[name][key])


def test_memory_does_not_grow_with_the_scale(tmp_path: Path) -> None:
    program = """if True:
        import resource, sys
        from pathlib import Path
        from privacylab.companies.data.generate import generate
        peaks = []
        def note(done, total):
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        generate(Path(sys.argv[1]), scale=3, progress=note)
        print(peaks[2] / peaks[1], peaks[5] / peaks[4])
    """
    run = [sys.executable, "-c", program, str(tmp_path)]
    printed = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    assert max(map(float, printed.split())) < 1.15  # a block that were kept would add more


def test_progress_is_told_for_each_block_of_each_company(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def number_of_each(folder: Path, company: object, scale: int, seed: int) -> Iterator[int]:
        return iter(range(scale))

    monkeypatch.setattr("privacylab.companies.data.generate.write_company", number_of_each)
    told = []
    generate(tmp_path, scale=2, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_scale_below_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must be 1 or more"):
        generate(tmp_path, scale=0)
    assert not list(tmp_path.iterdir())


def test_a_failed_run_leaves_the_data_that_were_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "murmur").mkdir()
    (tmp_path / "murmur" / "profiles.csv").write_text("old")

    def fail(folder: Path, *_: object) -> Iterator[int]:
        (folder / "profiles.csv").write_text("half of the new")
        raise OSError("no space left")

    monkeypatch.setattr("privacylab.companies.data.generate.write_company", fail)
    with pytest.raises(OSError, match="no space left"):
        generate(tmp_path)
    assert (tmp_path / "murmur" / "profiles.csv").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["murmur"]


def test_the_sample_has_half_a_million_accesses_and_stays_below_10_mb(
    root: Path, data, seen
) -> None:
    assert len(data["recordings"]) >= 100_000
    assert len(seen["accesses"]) >= 500_000
    size = sum(path.stat().st_size for path in (root / "datasets").rglob("*") if path.is_file())
    assert size < 10_000_000
