"""JUnit XML as pytest's `xunit2` has it: a suite for each function, a case for each property.

Names are built from ids, which stay when a wording changes. A wrong answer is a failure; what
ended the call or the module before it could answer is an error; what was not attempted, not
tried any more, or is a badge beyond full marks is skipped.
"""

import xml.etree.ElementTree as ET

from autograder.records import FunctionResult, PropertyResult, SubmissionResult, format_points
from autograder.reports.escape import for_xml
from autograder.reports.wording import (
    counterexample_text,
    diagnosis_text,
    headline,
    one_line,
    said_of,
    why_not_reached,
)


def junit(result: SubmissionResult) -> str:
    """The document of one submission."""
    root = ET.Element("testsuites", name=for_xml(f"autograder: {result.student}"))
    suites = [_suite(function) for function in result.functions]
    root.extend([*_remarks(result), *suites])
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _remarks(result: SubmissionResult) -> list[ET.Element]:
    """A suite without cases, for what is said of the whole submission."""
    suite = ET.Element("testsuite", name="submission", tests="0", failures="0", errors="0")
    _add_properties(suite, {"status": result.status, "score": headline(result)})
    if remarks := said_of(result):
        ET.SubElement(suite, "system-out").text = for_xml("\n".join(remarks))
    return [suite]


def _suite(function: FunctionResult) -> ET.Element:
    cases = [_case(function, prop) for prop in function.properties]
    suite = ET.Element(
        "testsuite",
        name=for_xml(function.name),
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors=str(sum(case.find("error") is not None for case in cases)),
        skipped=str(sum(case.find("skipped") is not None for case in cases)),
        file=for_xml(function.path or function.file),
    )
    known = function.status != "grader_error"
    _add_properties(
        suite,
        {
            "status": function.status,
            "score": format_points(function.score) if known else "",
            "max_score": format_points(function.max_score),
            "misconception": function.diagnosis.id if function.diagnosis else "",
        },
    )
    suite.extend(cases)
    said = [function.message, diagnosis_text(function), function.output]
    if text := "\n".join(filter(None, said)):
        ET.SubElement(suite, "system-out").text = for_xml(text)
    return suite


def _add_properties(suite: ET.Element, values: dict[str, str]) -> None:
    properties = ET.SubElement(suite, "properties")
    for name, value in values.items():
        if value:
            ET.SubElement(properties, "property", name=name, value=for_xml(value))


def _case(function: FunctionResult, prop: PropertyResult) -> ET.Element:
    case = ET.Element(
        "testcase",
        name=for_xml(f"{function.name}: {prop.id}"),
        classname=for_xml(function.name),
    )
    if prop.status != "passed":
        tag, kind, message, text = _outcome(function, prop)
        outcome = ET.SubElement(case, tag, message=for_xml(message), type=kind)
        outcome.text = for_xml(text)
    return case


def _outcome(function: FunctionResult, prop: PropertyResult) -> tuple[str, str, str, str]:
    """The element, its type, its message and its text."""
    example = prop.counterexample
    why = why_not_reached(function)
    text = counterexample_text(example) if example else why
    message = f"{prop.title}: {one_line(example.message if example else why)}"
    if "grader_error" in (prop.status, function.status):
        return "error", "grader_error", message, text
    if prop.kind == "stretch":
        return "skipped", "badge", f"A badge, no points. {message}", text
    if prop.status in ("timeout", "crashed"):
        return "error", prop.status, message, text
    if prop.status == "failed" or function.status == "forbidden":
        return "failure", "failed" if example else function.status, message, text
    if function.status in ("missing", "import_error"):
        return "error", function.status, message, text
    return "skipped", function.status, message, text
