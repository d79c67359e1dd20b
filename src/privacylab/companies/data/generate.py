"""The companies' data, made from a seed into a folder such as datasets/."""

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
    """How a company's data are made.

    make_block   called with the seed and the number of a block: the block's tables. A block depends
                 on nothing else; those that do not grow come with block 0.
    write_files  called with a folder, the seed, the number and the tables of a block
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

    scale     how many times the sample; memory does not grow with it
    seed      same seed, same data; the data of scale 1 are the beginning of those of scale N
    progress  is called with the blocks done and the blocks in all

    What was there is replaced when everything new is written; other files stay.
    """
    if scale < 1:
        raise ValueError(f"The scale is {scale}; it must be 1 or more.")
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
    """Write a company's data into an empty folder; yield the number of each block when it is done.

    Only one block is in memory.
    """
    with Writer(folder) as writer, ThreadPoolExecutor(2) as pool:
        for block in range(scale):
            made = company.make_block(seed, block)
            # most of the time goes to compression
            list(pool.map(writer.write, [company.tables[name] for name in made], made.values()))
            if company.write_files:
                company.write_files(folder, seed, block, made)
            del made  # before the next one is made
            yield block
