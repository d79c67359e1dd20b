"""Murmur's model registry, as a team leaves it. Murmur is invented."""

import random

from privacylab.companies.model_registry.registry import ModelRegistry

WORDS = ("alexa", "hello", "rain")


def model_world(name: str = "wake-word", seed: int = 0) -> ModelRegistry:
    """Return a registry with a registered model of that name, and another team's models.

    - Run "may": the logged models "may epoch 1", which no one has registered, and "may final",
      version 1 of the name. Its artifacts also have a checkpoint.
    - Run "june": the logged model "june final", version 2 of the name, with the aliases "champion"
      and "latest". Version 1 of "release" is a copy of it.
    - The bucket "exports" has version 2 for phones. The write-once bucket "archive" has version 1.
    - Another team's run "sky": the logged model "sky final", version 1 of "weather" and version 2
      of "release", also exported to "exports" for phones.
    - Another team's run "old" and its logged model are in the trash.

    The seed determines ids and weights.
    """
    chance = random.Random(f"weights {seed}")
    epoch, checkpoint, may, june, sky, old = (
        {word: [chance.randrange(-9, 10), chance.randrange(-9, 10)] for word in WORDS}
        for _ in range(6)
    )
    registry = ModelRegistry(seed, write_once=["archive"])
    voice, weather = registry.create_experiment("voice"), registry.create_experiment("weather")
    may_run = registry.log_run(voice, "may", params={"rate": "2"}, metrics={"recall": 0.91})
    registry.log_input(may_run, "children-2023-05", "s3://murmur/children/2023-05")
    registry.log_model(may_run, "may epoch 1", epoch)
    may_final = registry.log_model(may_run, "may final", may)
    registry.log_checkpoint(may_run, "checkpoints/epoch-2", checkpoint)
    june_run = registry.log_run(voice, "june", params={"rate": "1"}, metrics={"recall": 0.93})
    registry.log_input(june_run, "children-2023-06", "s3://murmur/children/2023-06")
    june_final = registry.log_model(june_run, "june final", june)
    sky_run = registry.log_run(weather, "sky", params={"rate": "4"})
    sky_final = registry.log_model(sky_run, "sky final", sky)
    for one in (name, "weather", "release"):
        registry.create_registered_model(one)
    registry.create_model_version(name, may_final)
    registry.create_model_version(name, june_final)
    registry.create_model_version("weather", sky_final)
    for alias in ("champion", "latest"):
        registry.set_registered_model_alias(name, alias, 2)
    registry.set_registered_model_alias("weather", "champion", 1)
    registry.copy_model_version(name, 2, "release")
    registry.copy_model_version("weather", 1, "release")
    registry.set_registered_model_alias("release", "voice", 1)
    registry.set_registered_model_alias("release", "sky", 2)
    registry.export("exports/phone/voice.bin", june)
    registry.export("exports/phone/sky.bin", sky)
    registry.export("archive/2023/voice.bin", may)
    old_run = registry.log_run(weather, "old")
    registry.delete_logged_model(registry.log_model(old_run, "old final", old))
    registry.delete_run(old_run)
    registry.faults.happened.clear()
    return registry
