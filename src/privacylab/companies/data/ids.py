"""Turns references between tables (row numbers during generation) into ids."""

import numpy as np
import pandas as pd

from privacylab.companies.data.schema import MISSING


def with_ids(frame: pd.DataFrame, **ids: np.ndarray) -> pd.DataFrame:
    """Return the frame with an added id column for each column of row numbers named in `ids`.

    with_ids(frame, device=device_id) fills frame["device_id"] from frame["device"]. A row number
    below 0 becomes MISSING.
    """
    rows = {name: frame[name].to_numpy() for name in ids if name in frame}
    return frame.assign(
        **{
            f"{name}_id": np.where(row < 0, MISSING, ids[name][np.maximum(row, 0)])
            for name, row in rows.items()
        }
    )
