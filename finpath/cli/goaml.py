"""`finpath goaml`: at the reporting member, write its reports as its FIU wants them, and check them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from finpath.cli.console import JSON, answer, say
from finpath.cli.day import day
from finpath.dissemination import goaml
from finpath.dissemination.goaml.check import check_file
from finpath.dissemination.goaml.files import write_reports
from finpath.dissemination.goaml.names import COLUMNS, KEYS
from finpath.dissemination.goaml.rates import Rates, read_rates
from finpath.dissemination.goaml.shape import SHAPES, columns
from finpath.dissemination.goaml.starter import code_lists_of_schema
from finpath.dissemination.package_parts import read_parts
from finpath.errors import ConfigError
from finpath.output.folder import write_atomically

app = typer.Typer(help="Reports in goAML 5.0.2, at the member that reports them.", no_args_is_help=True)

DIALECT = Annotated[Path, typer.Option(help="The folder of the FIU's dialect pack: dialect.toml, codes.csv, XSD.")]
SHOWN = 5
"""Faults told of each report; the table holds all."""


@app.command("write")
def write_command(
    run: Annotated[Path, typer.Argument(help="A run folder, or the package that was sent to you.")],
    out: Annotated[Path, typer.Option(help="The folder to write the reports to.")],
    dialect: DIALECT,
    reporter: Annotated[Path, typer.Option(help="A file that says who reports.")],
    subjects: Annotated[Path | None, typer.Option(help="Your own names by merchant_id or token; else a draft.")] = None,
    rates: Annotated[Path | None, typer.Option(help="currency,date,eur; the ECB's when left out.")] = None,
    form: Annotated[str, typer.Option(help="STR (with transactions) or SAR (activity-based).")] = "STR",
    case: Annotated[list[str] | None, typer.Option(help="The id of a case; all of yours when left out.")] = None,
    on: Annotated[str | None, typer.Option(help="The day of the report; the as-of date when left out.")] = None,
    amendment: Annotated[int, typer.Option(min=0, help="1 for the first amendment; needs --fiu-number.")] = 0,
    fiu_number: Annotated[str, typer.Option(help="What the FIU gave the report that is amended.")] = "",
    rejected_number: Annotated[str, typer.Option(help="What the FIU called the report that it rejected.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    as_json: JSON = False,
) -> None:
    """Write the reports of your own accounts; what lacks something is a draft that says what. Nothing is ever sent.

    Exit code 1 says that a draft is among them. For example:
    finpath goaml write run --dialect fiu-nl --reporter reporter.toml --subjects subjects.csv --out reports
    """
    if form not in goaml.FORMS:
        raise ConfigError(f"--form {form} is unknown: known are {', '.join(goaml.FORMS)}.")
    filing = goaml.Filing(
        form,
        goaml.read_dialect(dialect),
        goaml.read_reporter(reporter),
        goaml.read_names(subjects) if subjects else goaml.Names(),
        read_rates(rates) if rates else Rates(),
        on=None if on is None else day("--on", on),
        amendment=_amendment(amendment, fiu_number, case or []),
        rejected=_rejected(rejected_number, case or []),
    )
    made = [goaml.build_report(part, filing) for part in read_parts(run, filing.reporter.member, case or ())]
    with write_atomically(out, force=force) as folder:
        write_reports(made, folder)
    if as_json:
        answer({"folder": str(out), "reports": [_to_record(each) for each in made]})
        raise typer.Exit(any(each.draft for each in made))
    _tell(made, out)


@app.command("check")
def check_command(
    file: Annotated[Path, typer.Argument(help="A report in goAML, of finpath or not.")],
    dialect: DIALECT,
    as_json: JSON = False,
) -> None:
    """Check a report by its FIU's codes, rules and schema, each apart. Exit code 1 says that something is wrong.

    For example: finpath goaml check report.xml --dialect fiu-nl
    """
    faults = check_file(file, goaml.read_dialect(dialect))
    if as_json:
        answer({"file": str(file), "faults": [str(fault) for fault in faults]})
    else:
        sys.stdout.write("".join(f"{fault}\n" for fault in faults) or f"{file}: nothing is wrong.\n")
    if faults:
        raise typer.Exit(1)


@app.command("columns")
def columns_command(as_json: JSON = False) -> None:
    """Name every column of subjects.csv, and the elements that it fills.

    For example: finpath goaml columns
    """
    fills: dict[str, dict[str, None]] = {name: {} for name in COLUMNS}
    for kind, slots in SHAPES.items():
        for column, tag in columns(slots):
            fills[column][f"{kind.removesuffix('_my_client')}/{tag}"] = None
    keys = {"merchant_id": "of a merchant", "token": "of a payer", "kind": "entity or person", "client": "yes or no"}
    if as_json:
        answer({column: keys.get(column) or list(tags) for column, tags in fills.items()})
        return
    wide = max(map(len, COLUMNS))
    for column, tags in fills.items():
        told = keys[column] if column in KEYS else ", ".join(tags)
        sys.stdout.write(f"{column:<{wide}}  {told}\n")


@app.command("codes")
def codes_command(schema: Annotated[Path, typer.Argument(help="The XSD that the FIU publishes.")]) -> None:
    """Print the codes.csv that a schema's enumerations hold, to begin a dialect pack with.

    For example: finpath goaml codes goAMLSchema.xsd
    """
    sys.stdout.write(code_lists_of_schema(schema))


def _amendment(number: int, fiu_number: str, cases: list[str]) -> goaml.Amendment | None:
    if not number and not fiu_number:
        return None
    if not number or not fiu_number.strip() or len(cases) != 1:
        raise ConfigError("An amendment needs --amendment 1 or more, --fiu-number and one --case: name all three.")
    return goaml.Amendment(number, fiu_number.strip())


def _rejected(number: str, cases: list[str]) -> str:
    if number and len(cases) != 1:
        raise ConfigError("A report in place of a rejected one needs --rejected-number and one --case: name both.")
    return number.strip()


def _to_record(report: goaml.GoamlReport) -> dict[str, object]:
    """What was written, for another program."""
    return {
        "reference": report.reference,
        "draft": report.draft,
        "faults": [str(fault) for fault in report.faults],
    }


def _tell(made: list[goaml.GoamlReport], out: Path) -> None:
    drafts = [each for each in made if each.draft]
    for each in drafts:
        say.print(f"! {each.reference} is a draft: {len(each.faults)} thing(s) to mend.", markup=False, soft_wrap=True)
        for fault in each.faults[:SHOWN]:
            say.print(f"    {fault}", markup=False, soft_wrap=True)
    sys.stdout.write(f"{len(made)} report(s) in {out}, {len(drafts)} of them a draft.\n")
    if drafts:
        sys.stdout.write(f"What to mend: {out / 'faults.csv'}\n")
        raise typer.Exit(1)
