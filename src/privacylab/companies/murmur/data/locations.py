"""Generates the reports of where devices were."""

import numpy as np
import pandas as pd

from privacylab.companies.data.times import DAY
from privacylab.companies.murmur.data.usage import ROWS

REPORTS_OF_AN_APP = 28  # on average
# How often each source reports 0 to 6 decimals.
DECIMALS = {
    "app": "0 0 3 6 20 41 30",
    "network": "6 14 44 30 6 0 0",
    "setup": "10 34 40 16 0 0 0",
}


def make_locations(
    rng: np.random.Generator,
    block: int,
    homes: pd.DataFrame,
    profiles: pd.DataFrame,
    devices: pd.DataFrame,
) -> pd.DataFrame:
    """Return reports of where devices were, in chronological order.

    Columns: location_id, device (row), latitude and longitude (as text), located_at, source. A
    speaker reports once, when it is set up; an app reports as long as its owner uses Murmur.
    """
    app = devices["app"].to_numpy()
    owner = devices["owner"].to_numpy()
    mean = REPORTS_OF_AN_APP * rng.lognormal(-0.5, 1.0, len(devices))
    device = np.repeat(np.arange(len(devices)), np.where(app, rng.poisson(mean), 1))
    by_app = app[device]

    start = devices["registered_on"].to_numpy()
    end = np.maximum(profiles["last"].to_numpy()[owner], start + 1)
    on = np.where(by_app, rng.integers(start[device], end[device] + 1), start[device])
    source = np.where(by_app, np.where(rng.random(len(device)) < 0.78, "app", "network"), "setup")

    # Mostly at home; otherwise at school, at work, or on the way.
    away = by_app & (rng.random(len(device)) < 0.4)
    spread = np.where(away, 0.04, 0.0002)
    home = profiles["home"].to_numpy()[owner][device]
    degrees = {
        name: homes[name].to_numpy()[home] + rng.normal(0, 1, len(device)) * spread
        for name in ("latitude", "longitude")
    }
    frame = pd.DataFrame(
        {
            "device": device,
            **_as_text(rng, source, degrees),
            "located_at": on * DAY + rng.integers(11 * 3600, 24 * 3600, len(device)),
            "source": source,
        }
    ).sort_values("located_at", kind="stable", ignore_index=True)
    frame.insert(0, "location_id", block * ROWS + np.arange(len(frame)))
    return frame


def _as_text(
    rng: np.random.Generator, source: np.ndarray, degrees: dict[str, np.ndarray]
) -> dict[str, list[str]]:
    """Return the degrees as reported. The two axes usually have the same number of decimals."""
    decimals = np.empty(len(source), np.int64)
    for name, weights in DECIMALS.items():
        weight = np.array(weights.split(), float)
        here = source == name
        decimals[here] = rng.choice(7, here.sum(), p=weight / weight.sum())
    coarser = rng.random(len(source)) < 0.03
    shown = {
        "latitude": np.where(coarser, decimals // 2, decimals),
        "longitude": decimals,
    }
    return {
        axis: [f"{value:.{places}f}" for value, places in zip(values, shown[axis], strict=True)]
        for axis, values in degrees.items()
    }
