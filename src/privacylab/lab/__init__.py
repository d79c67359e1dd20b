"""What notebooks import from the lab: cards, hints, figures, widgets, and attacks on code."""

from importlib import import_module
from typing import Any

from privacylab.checks.hints import Hint, hint

# Where everything else is. An assignment imports only hint, and shouldn't wait for matplotlib.
_MODULE_OF = {
    "Claim": "cases.claims",
    "Question": "display.prediction",
    "against_record": "cases.claims",
    "assess_mine": "assessor.own_log",
    "attack_clock": "retention.attacks",
    "attack_clocks": "cases.clocks",
    "attack_deletion": "deletion.stories",
    "attack_due": "retention.attacks",
    "attack_models": "models.nights",
    "attack_sweep": "retention.attacks",
    "bad_report": "assessor.bad_report",
    "besiege": "audit.log_attacks",
    "besiege_mine": "audit.log_attacks",
    "blast_map": "models.blast_map",
    "blind_draws": "assessor.blind_draws",
    "case_timeline": "cases.timeline",
    "certificate": "display.certificate",
    "dashboard_deletion": "assessor.dashboard",
    "days_off": "cases.clocks",
    "deletion_ladder": "models.deletion_ladder",
    "eight_records": "start.eight_records",
    "evidence_strip": "assessor.evidence_strip",
    "experiment": "retention.rival_sweeps",
    "exposure_histogram": "models.exposure_histogram",
    "family_desk": "deletion.family_desk",
    "inactivity_dial": "retention.inactivity_dial",
    "merkle_path": "audit.merkle_widget",
    "module_card": "display.module_card",
    "murmur_model_files": "models.model_files",
    "murmur_runs": "models.run_events",
    "my_answers": "answers",
    "open_night": "audit.tampered_log",
    "ordinary_days": "assessor.ordinary_days",
    "predict": "display.prediction",
    "promise_dial": "retention.dials",
    "read_weights": "models.model_files",
    "sample_dial": "assessor.sample_dial",
    "scope_timeline": "assessor.scope_timeline",
    "search_record": "cases.record",
    "shard_grid": "models.shard_grid",
    "show": "display.picture",
    "silence_dial": "retention.dials",
    "trial": "deletion.stories",
    "try_assessors": "assessor.assessors",
    "try_on_mine": "assessor.own_retention",
    "use_rules": "retention.dials",
    "vendor_logs": "assessor.vendor_logs",
    "what_you_built": "finish",
}
# Modules that a lesson uses as a whole.
_MODULES = {
    "assessors": "assessor.assessors",
    "audit_figures": "audit.figures",
    "careless": "retention.careless",
    "figures": "retention.figures",
    "monitor": "audit.monitor",
    "model_patches": "models.model_patches",
    "next_word": "models.next_word",
    "retention_report": "retention.retention_report",
    "rival_sweeps": "retention.rival_sweeps",
    "stories": "deletion.stories",
}

__all__ = ["Hint", "hint", *_MODULE_OF, *_MODULES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{_MODULES[name]}")
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
