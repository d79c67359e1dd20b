"""datapackage.json: what the companies' tables are, for people and for Frictionless's tools."""

import json
from pathlib import Path

from privacylab.companies import murmur, porchlight
from privacylab.companies.data.schema import Table

COMPANIES = {"murmur": murmur.TABLES, "porchlight": porchlight.TABLES}
LICENSE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def datapackage() -> dict:
    """The descriptor (Frictionless Data Package, version 1) of all tables of all companies."""
    return {
        "profile": "tabular-data-package",
        "name": "privacy-engineering-lab",
        "title": "Privacy Engineering Lab: the data of the invented companies",
        "description": "Made by a program. The companies and all people in the data are invented. "
        "Each company's folder has a datasheet, DATASHEET.md.",
        "version": "1.0.0",
        "licenses": [LICENSE],
        "resources": [
            _resource(company, table)
            for company, tables in COMPANIES.items()
            for table in tables.values()
        ],
    }


def _name(company: str, table: str) -> str:
    """A resource's name; the standard has no underscore in it."""
    return f"{company}-{table}".replace("_", "-")


def _resource(company: str, table: Table) -> dict:
    schema: dict = {
        "fields": [field.descriptor() for field in table.fields],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = [table.key]
    if table.refers:
        schema["foreignKeys"] = [
            {
                "fields": [here],
                "reference": {
                    # the standard's name for the table itself is none
                    "resource": "" if there == table.name else _name(company, there),
                    "fields": [column],
                },
            }
            for here, there, column in table.refers
        ]
    return {
        "profile": "tabular-data-resource",
        "name": _name(company, table.name),
        "title": table.title,
        "description": table.description,
        "path": f"{company}/{table.file}",
        "encoding": "utf-8",
        "schema": schema,
    }


def write_datapackage(datasets: Path) -> None:
    """Write datapackage.json into the folder of the data."""
    text = json.dumps(datapackage(), indent=2, ensure_ascii=False) + "\n"
    (datasets / "datapackage.json").write_text(text, encoding="utf-8")
