"""Turns references between tables, which are row numbers during generation, into ids."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING


def with_ids(frame: pd.DataFrame, **ids: np.ndarray) -> pd.DataFrame:
    """The frame with a column of ids for each of its columns of rows that is named here.

    with_ids(frame, device=device_id) fills frame["device_id"]; a row below 0 is MISSING.
    """
    rows = {name: frame[name].to_numpy() for name in ids if name in frame}
    return frame.assign(
        **{
            f"{name}_id": np.where(row < 0, MISSING, ids[name][np.maximum(row, 0)])
            for name, row in rows.items()
        }
    )
