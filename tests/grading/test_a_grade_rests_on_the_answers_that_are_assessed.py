"""Module 06 puts answers of other exercises on its bench, so its grades rest on them."""

import shutil

from privacylab.catalog import load_catalog
from privacylab.grading.course import Course
from privacylab.grading.digest import digest_of_rules


def test_a_changed_answer_of_another_module_makes_the_bench_grade_again(root, tmp_path):
    for name in ("course", "solutions"):
        shutil.copytree(root / name, tmp_path / name)
    course, modules = Course(tmp_path, tmp_path), load_catalog(root).modules
    watched = [modules[name] for name in ("03_audit", "06_assessor")]
    before = [digest_of_rules(course, one) for one in watched]
    fakes = tmp_path / "solutions/02_retention/RET-02_inactivity_clock/counterfeits.toml"
    fakes.write_text(fakes.read_text(encoding="utf-8") + "\n# one more\n", encoding="utf-8")
    after = [digest_of_rules(course, one) for one in watched]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False]
