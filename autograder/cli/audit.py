"""`autograder audit`: right and wrong versions against every property."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import AUTHORS, Only, app
from autograder.cli.choices import cache_folder, require_path, select_exercises
from autograder.cli.streams import make_console
from autograder.errors import UserError


@app.command(rich_help_panel=AUTHORS)
def audit(
    only: Only = None,
    solutions: Annotated[Path, typer.Option(help="Where the solutions are.")] = Path("solutions"),
    exercises: Annotated[Path, typer.Option(help="Where the stubs are.")] = Path("exercises"),
    page: Annotated[Path | None, typer.Option(help="Write the audit here, as Markdown.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write it here as a page for browsers.")] = None,
    check: Annotated[
        Path | None, typer.Option(help="Fail if this page is not what --page would write.")
    ] = None,
    *,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ignore the audits of earlier runs.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
    show_all: Annotated[
        bool, typer.Option("--all", help="Show which property rejects which version.")
    ] = False,
) -> None:
    """Try every property on versions known to be right or wrong, and on mutants."""
    from autograder.ascii_json import encode_json  # noqa: PLC0415
    from autograder.authoring.audits import audit as audit_exercises  # noqa: PLC0415
    from autograder.corpus import Cache  # noqa: PLC0415
    from autograder.files import write_atomically  # noqa: PLC0415
    from autograder.machine import writing  # noqa: PLC0415
    from autograder.reports.audit import audit_html, audit_page, show_audit  # noqa: PLC0415
    from autograder.worker.client import Zygote  # noqa: PLC0415

    for path in filter(None, (solutions, exercises, check)):
        require_path(path)
    if only and (page or check):
        raise UserError("--page and --check are about all exercises; leave out --only.")
    chosen = select_exercises(only)
    with Zygote(insist=False) as zygote:
        cache = Cache(cache_folder())
        audits = audit_exercises(chosen, solutions, exercises, zygote, cache, fresh=fresh)
        found = list(audits)
    if as_json:
        sys.stdout.buffer.write(encode_json(found))
    else:
        show_audit(found, make_console(), remarks=bool(only) or show_all, matrices=show_all)
    for place, text in ((page, audit_page), (html, audit_html)):
        if place:
            with writing(place):
                write_atomically(place, text(found).encode())
    if check and check.read_text(encoding="utf-8") != audit_page(found):
        raise UserError(f"{check} is out of date. Run `make audit` and commit.")
    raise typer.Exit(1 if any(each.faults for each in found) else 0)
