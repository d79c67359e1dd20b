"""Writes datapackage.json, which describes the companies' tables to people and to Frictionless."""

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
    """Return the descriptor (Frictionless Data Package, version 1) of all companies' tables."""
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
    """Return a resource's name, without the underscores that the standard doesn't allow."""
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
                    # in the standard, an empty name refers to the table itself
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
    """Write datapackage.json into the data folder."""
    text = json.dumps(datapackage(), indent=2, ensure_ascii=False) + "\n"
    (datasets / "datapackage.json").write_text(text, encoding="utf-8")
