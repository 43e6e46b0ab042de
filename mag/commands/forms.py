"""``./run forms``: the burden meter, and forms as files: read one over, publish one, write one out."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from mag.agenda.burden import above_cap, burdens_of
from mag.agenda.form_documents import FormDocument
from mag.agenda.publishing import publish_form, use_form
from mag.agenda.queries import find_rule_set, form_document, form_of, get_form, list_agendas, list_forms, rule_set_document
from mag.agenda.rule_documents import RuleSetDocument
from mag.agenda_file import AgendaFileError, dump_form, parse, parse_form
from mag.agenda_file.loading import FORMS
from mag.commands.installation import open_installation
from mag.core.errors import NotFound, Refused
from mag.core.house import House

EXAMPLE = "config/forms/standaard-1.yaml"
AGENDAS = FORMS.parent / "agendas"


def arguments(parser: ArgumentParser) -> None:
    """Four acts: burden, check, publish and export."""
    acts = parser.add_subparsers(dest="act", metavar="handeling", title="handelingen", required=True)
    told = "telt per bedraggroep wat een aanvrager moet doen"
    acts.add_parser("burden", help=told, description=told.capitalize() + ".", epilog="Voorbeeld: ./run forms burden")
    told = "leest een formulier na en verandert niets"
    act = acts.add_parser("check", help=told, description=told.capitalize() + ".", epilog=f"Voorbeeld: ./run forms check {EXAMPLE}")
    act.add_argument("file", metavar="BESTAND", type=Path, help="een formulier als YAML")
    told = "publiceert een formulier en laat een set regels het gebruiken"
    act = acts.add_parser("publish", help=told, description=told.capitalize() + ".", epilog=f"Voorbeeld: ./run forms publish {EXAMPLE}")
    act.add_argument("file", metavar="BESTAND", type=Path, help="een formulier als YAML")
    act.add_argument("--rules", metavar="CODE", help="de set regels die voortaan zo vraagt, zoals stuwkr8-2020")
    act.add_argument("--reason", metavar="TEKST", default="", help="waarom het meer mag vragen dan de regels toestaan")
    told = "schrijft een formulier als bestand naar het scherm"
    act = acts.add_parser("export", help=told, description=told.capitalize() + ".", epilog="Voorbeeld: ./run forms export standaard-1")
    act.add_argument("code", metavar="CODE", help="de code van het formulier")


def run(args: Namespace) -> int:
    """Do one of the acts; exit code 1 when a file is wrong, a form is not there, or a burden lies above its cap."""
    if args.act == "check":
        return 0 if _read(args.file) else 1
    if args.act == "burden":
        return _burden()
    house = open_installation()
    try:
        return _publish(house, args) if args.act == "publish" else _export(house, args.code)
    finally:
        house.close()


def _read(path: Path) -> FormDocument | None:
    try:
        form = parse_form(path.read_bytes())
    except OSError as error:
        print(f"{path}: dit bestand is niet te lezen ({error.strerror}).", file=sys.stderr)
    except AgendaFileError as error:
        for problem in error.problems:
            print(f"{path}:{problem}", file=sys.stderr)
    else:
        print(f"{path}: goed. {form.code}: {len(form.questions)} vragen op {len(form.screens)} schermen.")
        return form
    return None


def _burden() -> int:
    is_above = False
    for rules, form in _asked():
        print(f"\n{rules.code} ({rules.label}), formulier {form.code}")
        print(f"  {'bedraggroep':<38}{'schermen':>9}{'antwoorden':>12}{'soms':>6}{'bijlagen':>10}{'inloggen':>10}{'seconden':>10}")
        for burden in burdens_of(form, rules):
            more = above_cap(burden, rules.tier(burden.tier).burden_cap)
            is_above |= bool(more)
            print(
                f"  {burden.tier + ' ' + burden.label:<38}{burden.screens:>9}{burden.inputs:>12}{burden.conditional:>6}"
                f"{burden.uploads:>10}{burden.sign_ins:>10}{burden.seconds:>10}" + (f"  MEER DAN MAG: {'; '.join(more)}" if more else "")
            )
    print("\nSoms: antwoorden die alleen na een bepaald antwoord nodig zijn. Seconden volgens de maatstaf, zonder lezen en nadenken.")
    return 1 if is_above else 0


def _asked() -> Iterator[tuple[RuleSetDocument, FormDocument]]:
    """Every rule set with the form it asks by: of this installation, or where there is none of the files that come with the program."""
    try:
        house = open_installation()
    except Refused:
        for path in sorted(AGENDAS.glob("*.yaml")):
            for rules in parse(path.read_bytes()).rule_sets:
                yield rules, parse_form((FORMS / f"{rules.form}.yaml").read_bytes())
        return
    try:
        with house.store.reading() as db:
            for agenda in list_agendas(db):
                for row in agenda.rule_sets:
                    yield rule_set_document(row), form_of(db, rule_set_document(row))
    finally:
        house.close()


def _publish(house: House, args: Namespace) -> int:
    form = _read(args.file)
    if form is None:
        return 1
    with house.store.transaction() as tx:
        publish_form(tx, form)
        if args.rules:
            row = find_rule_set(tx.db, args.rules)
            if row is None:
                print(f"Er is geen set regels {args.rules}.", file=sys.stderr)
                return 1
            use_form(tx, row.id, form.code, reason=args.reason)
    print(f"{form.code} is gepubliceerd." + (f" {args.rules} vraagt voortaan zo." if args.rules else ""))
    return 0


def _export(house: House, code: str) -> int:
    with house.store.reading() as db:
        try:
            sys.stdout.write(dump_form(form_document(get_form(db, code))))
        except NotFound:
            known = ", ".join(row.code for row in list_forms(db)) or "er is nog geen formulier"
            print(f"Dit formulier is er niet. Kies uit: {known}.", file=sys.stderr)
            return 1
    return 0
