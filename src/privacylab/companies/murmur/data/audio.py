"""Generates sound files for a few recordings. They contain tones and noise, but no speech."""

import wave
from pathlib import Path

import numpy as np
import pandas as pd

SOUND = 100  # the random stream for sound files, beyond those for tables
RATE = 8_000  # samples per second, of 8 bits each
CARRIED = 230  # files per block
EACH = 2  # files per person, at most
LONGEST = 560  # milliseconds of a recording with a file, so that the sample stays small


def with_audio(rng: np.random.Generator, recordings: pd.DataFrame) -> pd.DataFrame:
    """Add the column audio_path, filled for a few short recordings of many people."""
    short = recordings[recordings["duration_ms"] <= LONGEST].sample(frac=1, random_state=rng)
    carried = short[short.groupby("profile_id").cumcount() < EACH][:CARRIED].sort_index()
    days = carried["recorded_on"].to_numpy().astype("datetime64[D]")
    paths = pd.Series(None, recordings.index, dtype=object)
    paths[carried.index] = [
        f"audio/{day}/p-{profile:06}/r-{recording:08}.wav"
        for day, profile, recording in zip(
            days, carried["profile_id"], carried["recording_id"], strict=True
        )
    ]
    return recordings.assign(audio_path=paths)


def write_audio(folder: Path, seed: int, block: int, tables: dict[str, pd.DataFrame]) -> None:
    """Write the sound files for the block's recordings with an audio_path, inside folder."""
    rng = np.random.default_rng([seed, block, SOUND])
    recordings = tables["recordings"]
    carried = recordings[recordings["audio_path"].notna()]
    for name, duration in zip(carried["audio_path"], carried["duration_ms"], strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(1)
            file.setframerate(RATE)
            file.writeframes(_sound(rng, duration * RATE // 1000))


def _sound(rng: np.random.Generator, samples: int) -> bytes:
    """Return bursts of a gliding tone and its overtones, with some noise."""
    seconds = np.arange(samples) / RATE
    pitch = rng.uniform(180, 320) * (1 + rng.uniform(-0.2, 0.2) * seconds)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    tone = sum(np.sin(overtone * phase) / overtone for overtone in range(1, 5))
    bursts = np.abs(np.sin(np.pi * seconds * rng.uniform(2, 5)))
    sound = bursts * (0.45 * tone + 0.08 * rng.standard_normal(samples))
    return (128 + 100 * np.clip(sound, -1, 1)).astype(np.uint8).tobytes()
