"""datapackage.json and the datasheet say what the data are."""

import json
import re
import subprocess
import sys
from pathlib import Path

from privacylab.company import murmur


def test_the_package_validates(root: Path) -> None:
    command = [sys.executable, "-m", "frictionless", "validate", "--json", "datapackage.json"]
    run = subprocess.run(command, cwd=root / "datasets", capture_output=True, text=True)
    report = json.loads(run.stdout)
    assert report["valid"], [task for task in report["tasks"] if not task["valid"]]
    assert report["stats"]["tasks"] == len(murmur.TABLES)


def test_every_table_of_the_folder_is_described_with_every_column(root: Path, data) -> None:
    package = json.loads((root / "datasets" / "datapackage.json").read_text())
    described = {resource["path"]: resource for resource in package["resources"]}
    files = (root / "datasets" / "murmur").glob("*.csv*")
    assert set(described) == {f"murmur/{path.name}" for path in files}
    for table in murmur.TABLES.values():
        fields = described[f"murmur/{table.file}"]["schema"]["fields"]
        assert [field["name"] for field in fields] == list(data[table.name].columns)
        assert all(field["description"].endswith(".") for field in fields)


def test_the_datasheet_counts_what_is_there(root: Path, data) -> None:
    sheet = (root / "datasets" / "murmur" / "DATASHEET.md").read_text()
    counted = dict(re.findall(r"^\| (\w+) \| ([\d,]+) \|", sheet, re.MULTILINE))
    assert counted == {name: f"{len(rows):,}" for name, rows in data.items()}


def test_the_datasheet_says_that_company_and_people_are_invented(root: Path) -> None:
    sheet = (root / "datasets" / "murmur" / "DATASHEET.md").read_text()
    assert "every person in these data is invented" in " ".join(sheet.split())
