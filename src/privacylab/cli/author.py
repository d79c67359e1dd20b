"""Commands for course authors."""

import json
from pathlib import Path
from typing import Annotated

import typer

from privacylab.catalog import Module, find_root, load_catalog
from privacylab.cli.common import AsJson, UsageError, console, progress_bar


def build(
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; show what is out of date as a diff.")
    ] = False,
) -> None:
    """Build every notebook from its text.

    Example: privacylab build --check
    """
    from privacylab.authoring import build_all, differences, write

    root = find_root()
    with console.status("Reading the texts …"):
        built = build_all(root)
    if check_only:
        diffs = [differences(one, root) for one in built if not one.secret]
        console.print("".join(diffs), markup=False, highlight=False, end="")
        if any(diffs):
            raise UsageError("These notebooks are out of date. Run: privacylab build")
        console.print(f"{len(diffs)} notebooks match their texts.")
        return
    for one in built:
        try:
            console.print(f"{'wrote' if write(one, root) else 'unchanged'}  {one.path}")
        except PermissionError as error:
            raise UsageError(error.args[0]) from None


def verify(
    modules: Annotated[list[str] | None, typer.Argument(help="Modules; all by default.")] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Change the reference answers instead, bit by bit.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that the tests tell right answers from wrong ones.

    The empty assignment scores 0, the reference and every genuine answer 100 %, and every
    counterfeit fails just the checks that it names. With --mutants: whatever small thing is changed
    in a reference answer, a check fails, or a reason is written down why the answer is still right.

    Examples: privacylab verify 02_retention
              privacylab verify 02_retention --mutants
    """
    from privacylab.grading import Course
    from privacylab.verification import verify as verify_module
    from privacylab.verification.table import as_json as data
    from privacylab.verification.table import show

    course = Course(find_root(), find_root())
    built = [module.id for module in load_catalog().modules.values() if not module.planned]
    problems: list[str] = []
    for module_id in modules or built:
        module = course.module(module_id)
        if mutants:
            problems += _try_mutants(course.root, module, as_json)
            continue
        with progress_bar(f"Trying the answers of {module.id}") as step:
            found = verify_module(course.root, module, step)
        problems += found.problems
        print(json.dumps(data(found), indent=2)) if as_json else show(found, console)
    if problems:
        raise UsageError(f"{len(problems)} rules are broken, the first: {problems[0]}")


def _try_mutants(root: Path, module: Module, as_json: bool) -> list[str]:
    try:
        from privacylab.verification.mutant_table import as_json as data
        from privacylab.verification.mutant_table import show
        from privacylab.verification.survivors import try_mutants
    except ModuleNotFoundError as missing:
        raise UsageError(f"--mutants needs {missing.name}: run make mutants once.") from None

    with progress_bar(f"Trying the mutants of {module.id}") as step:
        tallies = try_mutants(root, module, step)
    if as_json:
        print(json.dumps(data(module.id, tallies), indent=2))
    else:
        show(module.id, tallies, console)
    return [problem for one in tallies for problem in one.problems]


def data(
    scale: Annotated[int, typer.Option(min=1, help="How many times the sample's size.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to; datasets/ for the sample.")
    ] = None,
) -> None:
    """Make the invented companies' data: the same for the same scale, streamed to disk.

    Example: privacylab data --scale 100 --out var/data
    """
    from privacylab.companies.data.generate import generate

    folder = out or (find_root() / "datasets" if scale == 1 else find_root() / "var" / f"x{scale}")
    with progress_bar("Making the companies' data") as step:
        generate(folder, scale=scale, progress=step)
    console.print(f"The companies' data, scale {scale}, is in {folder}.", highlight=False)
