"""datapackage.json and the datasheets say what the data are."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from privacylab.companies import murmur, porchlight

ROWS = 1_000
COMPANIES = {"murmur": murmur.TABLES, "porchlight": porchlight.TABLES}


@pytest.fixture
def tables(data, seen) -> dict[str, dict]:
    """The committed tables of each company, by name."""
    return {"murmur": data, "porchlight": seen}


def test_the_package_validates(root: Path, tmp_path: Path) -> None:
    """Of a table that no other refers to, the first rows: Frictionless is slow."""
    shutil.copy(root / "datasets" / "datapackage.json", tmp_path)
    for company, tables in COMPANIES.items():
        (tmp_path / company).mkdir()
        referred_to = {there for table in tables.values() for _, there, _ in table.refers}
        for table in tables.values():
            whole, here = (place / company / table.file for place in (root / "datasets", tmp_path))
            if table.name in referred_to:
                here.symlink_to(whole)
            else:
                _write_first_rows(whole, here)
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    report = json.loads(run.stdout)
    assert report["valid"], [task for task in report["tasks"] if not task["valid"]]
    assert report["stats"]["tasks"] == sum(map(len, COMPANIES.values()))


def _write_first_rows(whole: Path, here: Path) -> None:
    if whole.suffix == ".parquet":
        pq.write_table(pq.read_table(whole).slice(0, ROWS), here)
        return
    open_text = gzip.open if whole.suffix == ".gz" else open
    with open_text(whole, "rt") as source, open_text(here, "wt") as target:
        target.writelines(islice(source, ROWS + 1))


def test_every_table_of_the_folders_is_described_with_every_column(root: Path, tables) -> None:
    package = json.loads((root / "datasets" / "datapackage.json").read_text())
    described = {resource["path"]: resource for resource in package["resources"]}
    files = [*(root / "datasets").glob("*/*.csv*"), *(root / "datasets").glob("*/*.parquet")]
    assert set(described) == {f"{path.parent.name}/{path.name}" for path in files}
    for company, described_tables in COMPANIES.items():
        for table in described_tables.values():
            fields = described[f"{company}/{table.file}"]["schema"]["fields"]
            assert [field["name"] for field in fields] == list(tables[company][table.name].columns)
            assert all(field["description"].endswith(".") for field in fields)


def test_ids_name_one_row_and_point_to_one_and_words_are_of_those_that_are_listed(tables) -> None:
    """What Frictionless says of the first rows holds for all."""
    for company, described in COMPANIES.items():
        for name, table in described.items():
            rows = tables[company][name]
            assert table.key is None or rows[table.key].is_unique
            for here, there, column in table.refers:
                assert rows[here].dropna().isin(tables[company][there][column]).all(), (name, here)
            for field in table.fields:
                assert not (field.required and rows[field.name].isna().any()), (name, field.name)
                assert not field.enum or rows[field.name].dropna().isin(field.enum).all()


@pytest.mark.parametrize("company", COMPANIES)
def test_the_datasheet_counts_what_is_there(root: Path, tables, company: str) -> None:
    sheet = (root / "datasets" / company / "DATASHEET.md").read_text()
    counted = dict(re.findall(r"^\| (\w+) \| ([\d,]+) \|", sheet, re.MULTILINE))
    assert counted == {name: f"{len(rows):,}" for name, rows in tables[company].items()}


@pytest.mark.parametrize("company", COMPANIES)
def test_the_datasheet_says_that_company_and_people_are_invented(root: Path, company: str) -> None:
    sheet = (root / "datasets" / company / "DATASHEET.md").read_text()
    assert "every person in this dataset is invented" in " ".join(sheet.split())
