"""JUnit XML, which continuous integration shows: each case and each rule of the policy is a test."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from evals.outcomes import NO_ANSWER, CaseOutcome
from evals.policy import Judged, Verdict
from evals.reporting.html import rule_limit, rule_name, say_reason
from evals.reporting.report import Report
from evals.reporting.text import printable

COUNTED = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def write_junit(report: Report, path: Path) -> None:
    root = Element("testsuites", name=report.run.name)
    cases = SubElement(root, "testsuite", name="cases")
    for case in report.outcomes.cases:
        _case(cases, case)
    rules = SubElement(root, "testsuite", name="policy")
    for judged in report.judgement.rules:
        _rule(rules, judged, judged in report.judgement.unmet)
    for counted in (cases, rules, root):
        _count(counted)
    # the schema knows skipped tests of a suite only
    del root.attrib["skipped"]
    indent(root)
    ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _case(suite: Element, case: CaseOutcome) -> None:
    test = SubElement(
        suite, "testcase", classname=case.topic or "cases", name=case.id, time=f"{case.seconds:.3f}"
    )
    told = "; ".join(map(say_reason, case.reasons))
    if case.status == NO_ANSWER:
        _outcome(test, "error", told)
    elif not case.passed:
        _outcome(test, "failure", told)


def _rule(suite: Element, judged: Judged, blocks: bool) -> None:
    test = SubElement(suite, "testcase", classname="policy", name=rule_name(judged.rule))
    reached = "not measured" if judged.value is None else f"{judged.value:.3f} in {judged.measured} cases"
    told = f"{reached}, must be {rule_limit(judged.rule)}; {judged.errored} failed to be measured"
    if blocks:
        _outcome(test, "failure", told)
    elif judged.verdict is Verdict.NOT_MEASURED:
        _outcome(test, "skipped", told)


def _outcome(test: Element, kind: str, message: str) -> None:
    """Some programs show the attribute, some the text, and some want a type."""
    told = printable(message)
    SubElement(test, kind, message=told, type=kind).text = told


def _count(suite: Element) -> None:
    tests = suite.findall(".//testcase")
    suite.set("tests", str(len(tests)))
    for kind, name in COUNTED.items():
        suite.set(name, str(sum(test.find(kind) is not None for test in tests)))
    suite.set("time", f"{sum(float(test.get('time', 0)) for test in tests):.3f}")
