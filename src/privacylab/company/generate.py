"""The companies' data, made from a seed into a folder such as datasets/."""

import shutil
from pathlib import Path

from privacylab.company.datapackage import write_datapackage
from privacylab.company.murmur.generate import SEED, Progress, write_company


def generate(out: Path, scale: int = 1, seed: int = SEED, progress: Progress | None = None) -> None:
    """Write the companies' tables, sound files and datapackage.json into out.

    scale     how many times the sample; memory does not grow with it
    seed      same seed, same data; the data of scale 1 are the beginning of those of scale N
    progress  is called with the steps done and the steps in all

    What was there is replaced when everything new is written; other files stay.
    """
    if scale < 1:
        raise ValueError(f"The scale is {scale}; it must be 1 or more.")
    building = out / ".building"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    try:
        write_company(building, scale, seed, progress)
        murmur = out / "murmur"
        murmur.mkdir(exist_ok=True)
        for made in building.iterdir():
            old = murmur / made.name
            if old.is_dir():
                shutil.rmtree(old)
            made.replace(old)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    write_datapackage(out)
