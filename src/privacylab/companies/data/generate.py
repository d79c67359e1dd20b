"""Generates the companies' data from a seed into a folder such as datasets/."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from privacylab.companies import murmur, porchlight
from privacylab.companies.data.datapackage import write_datapackage
from privacylab.companies.data.schema import Table
from privacylab.companies.data.writer import Writer
from privacylab.companies.murmur.data.audio import write_audio
from privacylab.companies.murmur.data.generate import make_block as make_murmur
from privacylab.companies.porchlight.data.generate import make_block as make_porchlight

SEED = 20230831

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CompanyData:
    """How a company's data is generated.

    make_block   takes the seed and a block's number, and returns the block's tables. A block
                 depends on nothing else; tables that don't grow come with block 0.
    write_files  takes a folder, the seed, and a block's number and tables
    """

    tables: dict[str, Table]
    make_block: Callable[[int, int], dict[str, pd.DataFrame]]
    write_files: Callable[[Path, int, int, dict[str, pd.DataFrame]], None] | None = None


COMPANIES = {
    "murmur": CompanyData(murmur.TABLES, make_murmur, write_audio),
    "porchlight": CompanyData(porchlight.TABLES, make_porchlight),
}


def generate(out: Path, scale: int = 1, seed: int = SEED, progress: Progress | None = None) -> None:
    """Write the companies' tables, sound files and datapackage.json into out.

    scale     how many times the sample's size; memory doesn't grow with it
    seed      the same seed gives the same data; scale N begins with the data of scale 1
    progress  called with the number of blocks done and the total

    Existing files are replaced only when all new ones are written; other files stay.
    """
    if scale < 1:
        raise ValueError(f"The scale is {scale}, but it must be 1 or more.")
    building = out / ".building"
    shutil.rmtree(building, ignore_errors=True)
    try:
        for number, (name, company) in enumerate(COMPANIES.items()):
            (building / name).mkdir(parents=True)
            for block in write_company(building / name, company, scale, seed):
                if progress:
                    progress(number * scale + block + 1, len(COMPANIES) * scale)
        for name in COMPANIES:
            (out / name).mkdir(exist_ok=True)
            for made in (building / name).iterdir():
                old = out / name / made.name
                if old.is_dir():
                    shutil.rmtree(old)
                made.replace(old)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    write_datapackage(out)


def write_company(folder: Path, company: CompanyData, scale: int, seed: int) -> Iterator[int]:
    """Write a company's data into an empty folder; yield each block's number when it is done.

    Only one block is in memory at a time.
    """
    with Writer(folder) as writer, ThreadPoolExecutor(2) as pool:
        for block in range(scale):
            made = company.make_block(seed, block)
            # compression takes most of the time
            list(pool.map(writer.write, [company.tables[name] for name in made], made.values()))
            if company.write_files:
                company.write_files(folder, seed, block, made)
            del made  # free it before the next block is made
            yield block
