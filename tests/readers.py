"""Independent readers of the formats: each takes a text and gives what a program finds in it.

What they give are plain lists, dictionaries, numbers and texts, so that two documents can be
compared, and all the texts of one be looked at.
"""

import csv
import io
import json
import re
from functools import cache
from pathlib import Path

import junitparser
import xmlschema
from hostile_texts import Seen
from markdown_it import MarkdownIt

XSD = Path(__file__).parent / "reports" / "junit.xsd"
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
COMMAND = re.compile(r"^::(error|warning|notice) ?([^:]*)::(.*)$")
SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


@cache
def schema():
    return xmlschema.XMLSchema10(XSD)


def read_junit(text):
    schema().validate(text)
    suites = junitparser.JUnitXml.fromstring(text.encode())
    return [
        {
            "name": suite.name,
            "properties": {p.name: p.value for p in suite.properties()},
            "cases": [
                {
                    "name": case.name,
                    "result": [[type(r).__name__, r.type, r.message, r.text] for r in case.result],
                }
                for case in suite
            ],
            "counts": [suite.tests, suite.failures, suite.errors, suite.skipped],
            "out": suite.system_out if hasattr(suite, "system_out") else None,
        }
        for suite in suites
    ]


def read_github(text):
    """As the runner of GitHub takes lines for commands."""
    found = []
    for line in text.splitlines():
        match = COMMAND.match(line)
        assert match, line
        level, given, message = match.groups()
        properties = dict(pair.split("=", 1) for pair in given.split(",") if pair)
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert properties.get("line", "1").isdigit()
        meant = {key: percent_decoded(value) for key, value in properties.items()}
        found.append({"level": level, **meant, "message": percent_decoded(message)})
    assert sum(each["level"] == "error" for each in found) <= 10
    assert sum(each["level"] == "notice" for each in found) <= 10
    return found


def percent_decoded(text):
    for sign in "\r\n:,%":
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def read_markdown(text):
    assert len(text.encode()) < 1 << 20
    seen = Seen(MARKDOWN.render(text))
    assert set(seen.tags) <= {
        *("h2", "p", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "strong"),
        *("details", "summary", "pre", "code", "em"),
    }
    assert {name for name, _ in seen.attributes} <= {"style", "class"}
    return {"tags": seen.tags, "text": seen.text}


def read_gitlab(text):
    entries = json.loads(text)
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in SEVERITIES
        assert entry["location"]["lines"]["begin"] >= 1
        assert "\n" not in entry["description"]
        assert entry["location"]["path"]
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    return [entry | {"fingerprint": ""} for entry in entries]


def read_gradescope(text):
    document = json.loads(text)
    assert set(document) <= {
        *("score", "execution_time", "output", "output_format", "test_output_format"),
        *("test_name_format", "visibility", "stdout_visibility", "extra_data", "tests"),
        "leaderboard",
    }
    assert document["output_format"] == document["test_output_format"] == "text"
    assert "score" in document or any("score" in t for t in document["tests"]) or faulty(document)
    for test in document["tests"]:
        assert set(test) <= {
            *("score", "max_score", "status", "name", "name_format", "number", "output"),
            *("output_format", "tags", "visibility", "extra_data"),
        }
        assert test["status"] in {"passed", "failed"}
        assert 0 <= test.get("score", 0) <= test.get("max_score", 0)
    return document


def faulty(document):
    return document["extra_data"]["status"] == "grader_error"


def read_classroom50(text):
    document = json.loads(text)
    assert document["schema"] == "classroom50/result/v1"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document.pop("datetime"))
    for test in document["tests"]:
        assert {"test-name", "passed", "score", "max-score"} <= set(test)
        assert isinstance(test["passed"], bool)
    for scored in (document, *document["tests"]):
        assert type(scored["score"]) is type(scored["max-score"]) is int
    return document


def read_classroom(text):
    document = json.loads(text)
    assert set(document) == {"version", "status", "max_score", "tests"}
    assert document["status"] in {"pass", "fail", "error"}
    for test in document["tests"]:
        assert {"name", "status", "score", "message"} <= set(test)
        assert test["status"] in {"pass", "fail", "error"}
    return document


def read_exercism(text):
    document = json.loads(text)
    assert document["version"] == 3
    assert document["status"] in {"pass", "fail", "error"}
    assert ("message" in document) == (document["status"] == "error")
    for test in document["tests"]:
        assert test["status"] in {"pass", "fail", "error"}
        assert len(test.get("output", "")) <= 500
    return document


def read_table(text):
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    for row in rows:
        assert len(row) == len(header)
        for cell in row:
            assert not cell.startswith(("=", "+", "-1", "@", "\t", "\r"))
            assert "\n" not in cell
    return [header, *rows]


READERS = {
    "junit": read_junit,
    "github": read_github,
    "markdown": read_markdown,
    "gitlab": read_gitlab,
    "gradescope": read_gradescope,
    "classroom50": read_classroom50,
    "classroom": read_classroom,
    "exercism": read_exercism,
    "csv": read_table,
    "otter": read_table,
    "canvas": read_table,
    "moodle": read_table,
}


def texts_of(found):
    """Every text in what a reader gave."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for key, value in found.items():
            yield from (*texts_of(key), *texts_of(value))
    elif isinstance(found, list):
        for item in found:
            yield from texts_of(item)


def shape_of(found):
    """What a reader gave, without its texts."""
    if isinstance(found, str):
        return "text"
    if isinstance(found, dict):
        return [shape_of(value) for value in found.values()]
    return [shape_of(item) for item in found] if isinstance(found, list) else found
