"""Commands for course authors."""

import json
from pathlib import Path
from typing import Annotated

import typer

from privacylab.catalog import Exercise, Module, find_home, find_root, load_catalog, reload_catalog
from privacylab.cli.common import (
    AsJson,
    UsageError,
    console,
    find,
    one_exercise,
    progress_bar,
    select,
)


def build(
    check_only: Annotated[
        bool, typer.Option("--check", help="Write nothing; show what is out of date as a diff.")
    ] = False,
) -> None:
    """Build every notebook from its text.

    Example: privacylab build --check
    """
    from privacylab.authoring import build_all, differences, leftovers, write

    root = find_root()
    with console.status("Reading the texts …"):
        built = build_all(root)
    extra = [path.as_posix() for path in leftovers(built, root)]
    if check_only:
        diffs = [differences(one, root) for one in built if not one.secret]
        console.print("".join(diffs), end="")
        if any(diffs):
            raise UsageError("These notebooks are out of date. Run: privacylab build")
    else:
        for one in built:
            try:
                if write(one, root) and not one.secret:
                    console.print(f"wrote  {one.path}")
            except PermissionError as error:
                raise UsageError(error.args[0]) from None
        console.print(f"{len(built)} notebooks are up to date.")
    if extra:
        raise UsageError(f"{', '.join(extra)} no longer has a text: delete it.")
    if check_only:
        console.print(f"{len(diffs)} notebooks match their texts.")


def new(
    kind: Annotated[str, typer.Argument(help='What to create: "exercise".')],
    module: Annotated[str, typer.Argument(help="Its module, such as 02_retention.")],
    exercise: Annotated[str, typer.Argument(help="Its id, such as RET-24.")],
    title: Annotated[str, typer.Argument(help="Its title.")],
) -> None:
    """Create an exercise: a folder that builds, and a list of what is left to write.

    Example: privacylab new exercise 02_retention RET-24 "The shared calendar"
    """
    from privacylab.authoring.skeleton import new_exercise

    if kind != "exercise":
        raise UsageError(f'You can create an exercise, not {kind!r}: write "exercise".')
    root, catalog = find_root(), load_catalog()
    home, _ = find(catalog, module)
    for path in new_exercise(root, catalog, home, exercise, title):
        console.print(f"wrote  {path}")
    reload_catalog(root)
    build()
    console.print(f"To see what is left to write, run: privacylab verify {exercise}")


def preview(
    exercise: Annotated[str, typer.Argument(help="The exercise, such as RET-02.")],
    port: Annotated[int, typer.Option(help="The port on this machine.")] = 8888,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Build an exercise's notebook and open it in JupyterLab, as learners see it.

    The notebook is a copy in var/preview, so nothing you type there ends up in assignments/.

    Example: privacylab preview RET-02
    """
    from privacylab.authoring import read_exercise
    from privacylab.authoring.build import released
    from privacylab.grading import Course
    from privacylab.jupyter.launcher import open_lab

    root, catalog = find_root(), load_catalog()
    module, one = one_exercise(catalog, exercise)
    built = released(read_exercise(root, module, one), catalog, root)
    path = Path("var", "preview", module.id, built.path.name)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(built.content, encoding="utf-8")
    open_lab(Course(root, root), port, browser, path.as_posix())


def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Exercises or modules; all by default.")
    ] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Try small changes to the reference answers instead.")
    ] = False,
    update: Annotated[
        bool, typer.Option("--update", help="Record the checks that each counterfeit fails.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Prove that the tests tell right answers from wrong ones.

    The empty exercise must score 0, and the reference and every genuine answer 100%. Every
    counterfeit must fail the checks aimed at it, and no others than those in fails.json. All
    answers are tried three times: once graded in a jail, as for a person without a class, and twice
    in one process, with the hidden tests of two class seeds. With --mutants, every small change to
    a reference answer must fail a check, unless equivalent.toml says why the answer is still right.

    Examples: privacylab verify RET-02
              privacylab verify 02_retention --mutants
    """
    from privacylab.verification import verify as verify_module
    from privacylab.verification.table import as_json as data
    from privacylab.verification.table import show

    root, problems = find_root(), list[str]()
    for module, exercises in select(load_catalog(), names or ()):
        if mutants:
            problems += _try_mutants(root, module, exercises, as_json)
            continue
        with progress_bar(f"Trying the answers of {module.id}") as step:
            found = verify_module(root, module, exercises, step, update)
        problems += found.problems
        print(json.dumps(data(found), indent=2)) if as_json else show(found, console)
    if problems:
        raise UsageError(f"{len(problems)} rules are broken. The first: {problems[0]}")


def _try_mutants(root: Path, module: Module, exercises: list[Exercise], as_json: bool) -> list[str]:
    try:
        from privacylab.verification.mutant_table import as_json as data
        from privacylab.verification.mutant_table import show
        from privacylab.verification.survivors import try_mutants
    except ModuleNotFoundError as missing:
        raise UsageError(f"--mutants needs {missing.name}: run make mutants once.") from None

    with progress_bar(f"Trying the mutants of {module.id}") as step:
        tallies = try_mutants(root, module, exercises, step)
    if as_json:
        print(json.dumps(data(module.id, tallies), indent=2))
    else:
        show(module.id, tallies, console)
    return [problem for one in tallies for problem in one.problems]


def data(
    scale: Annotated[int, typer.Option(min=1, help="The size, as a multiple of the sample's.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to; the sample goes to datasets/.")
    ] = None,
) -> None:
    """Generate the invented companies' data, streamed to disk. The same scale gives the same data.

    Example: privacylab data --scale 100 --out var/data
    """
    from privacylab.companies.data.generate import generate

    folder = out or (find_root() / "datasets" if scale == 1 else find_home() / "var" / f"x{scale}")
    with progress_bar("Making the companies' data") as step:
        generate(folder, scale=scale, progress=step)
    console.print(f"The companies' data, scale {scale}, is in {folder}.")
