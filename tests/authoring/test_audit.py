"""The audit finds what is weak: versions that come out wrong, properties that can't fail, gaps."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from autograder.authoring import audit as module
from autograder.authoring.audit import (
    ExerciseAudit,
    Explanation,
    Row,
    Survivor,
    explanations,
    faults,
    faults_of_mutants,
    remarks,
)
from autograder.authoring.audits import audit
from autograder.authoring.mutants import mutants
from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES
from autograder.corpus import Cache
from autograder.errors import UserError
from autograder.misconceptions import Misconception
from autograder.reports.audit import audit_html, audit_page, conclusion, counts

ROOT = Path(__file__).parents[2]
EXERCISE = {exercise.name: exercise for exercise in EXERCISES}
ACCURACY = EXERCISE["accuracy"]
ALL = tuple(prop.id for prop in ACCURACY.properties)
KNOWN = Misconception("acc", "1", "why", "counts", "数", en=("a", "b", "c"), zh=("一", "二", "三"))
SHOWN = Row("acc", "wrong", (ALL[0],), ("acc",), ("acc",))
SOUND = [
    Row("stub", "stub", ("NotImplementedError",)),
    Row("solution", "solution", ()),
    *(Row(name, "right", ()) for name in ("book", "loop", "numpy", "library")),
    *(Row(f"no-{identifier}", "wrong", (identifier,)) for identifier in ALL),
    SHOWN,
]


@pytest.fixture(scope="module")
def audited(zygote, cache_folder):
    def run(exercise, solutions=ROOT / "solutions", stubs=ROOT / "exercises"):
        (found,) = audit([exercise], solutions, stubs, zygote, Cache(cache_folder))
        return found

    return run


class TestFaults:
    @pytest.fixture
    def found(self, monkeypatch):
        """The faults of an exercise with these rows, where one misconception is known."""

        def faults_of(rows, known=KNOWN):
            entries = {known.id: known} if known else {}
            monkeypatch.setattr(module, "misconceptions", lambda _: entries)
            return list(faults(ACCURACY, rows))

        return faults_of

    def test_there_are_none_where_all_come_out_right(self, found):
        assert found(SOUND) == []

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (Row("stub", "stub", ()), "the stub is taken for an attempt"),
            (Row("solution", "solution", ("rescaling",)), "the solution loses rescaling"),
            (Row("new", "right", ("rescaling",)), "new is right and loses rescaling"),
            (Row("new", "wrong", ()), "new is wrong and loses nothing"),
            (Row("new", "stretch", ("rescaling",)), "new should lose badges and nothing else"),
            (Row("new", "stretch", ()), "new should lose badges and nothing else"),
            (
                Row("acc-2", "wrong", (ALL[0],), ("acc",)),
                "acc-2 is taken for nothing that is known",
            ),
            (
                Row("acc-2", "wrong", (ALL[0],), ("acc",), ("other", "third")),
                "acc-2 is taken for other or third",
            ),
            (
                Row("new", "wrong", (ALL[0],), (), ("acc",)),
                "new is taken for acc, which its name does not say",
            ),
        ],
    )
    def test_a_version_that_comes_out_otherwise_is_one(self, row, fault, found):
        assert found([*SOUND, row]) == [fault]

    def test_a_right_version_that_is_taken_for_a_mistake_that_costs_points_is_one(self, found):
        row = Row("new", "right", (), (), ("acc",))
        assert found([*SOUND, row]) == ["new is right and taken for acc"]

    def test_a_right_version_may_make_a_mistake_that_costs_a_badge(self, found):
        shown = [
            msgspec.structs.replace(row, kind="stretch") if row == SHOWN else row for row in SOUND
        ]
        assert "taken for" not in "".join(found([*shown, Row("new", "right", (), (), ("acc",))]))

    def test_a_property_that_rejects_nothing_is_one(self, found):
        rows = [row for row in SOUND if row.name != f"no-{ALL[-1]}"]
        assert f"{ALL[-1]} rejects no version" in found(rows)

    def test_a_misconception_that_no_version_shows_alone_is_one(self, found):
        both = Row("acc+other", "wrong", (ALL[0],), ("acc", "other"), ("acc", "other"))
        assert found([*SOUND[:-1], both]) == ["no version shows the misconception acc"]

    def test_no_misconception_at_all_is_one(self, found):
        (fault,) = found(SOUND[:-1], known=None)
        assert fault.startswith("no misconception is known")

    def test_few_versions_are_one(self, found):
        rows = [row for row in SOUND if row.name in {"stub", "solution", "book", "acc"}]
        said = found(rows)
        assert "1 right versions are too few; 4 or more mean something" in said
        assert "1 wrong versions are too few; 8 or more mean something" in said

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            ({"title": ""}, "acc has no title in English"),
            ({"title_zh": ""}, "acc has no title in Chinese"),
            ({"en": ("a", "", "c")}, "acc lacks hints in English"),
            ({"zh": ("", "", "")}, "acc lacks hints in Chinese"),
        ],
    )
    def test_a_text_that_is_missing_in_a_language_is_one(self, change, fault, found):
        assert found(SOUND, known=msgspec.structs.replace(KNOWN, **change)) == [fault]


class TestFaultsOfMutants:
    @pytest.fixture(autouse=True)
    def _written_down(self, monkeypatch):
        known = {
            "f": {"a -> b": Explanation("badge", "why"), "c -> d": Explanation("equivalent", "why")}
        }
        monkeypatch.setattr(module, "explanations", lambda: known)

    def survivors(self, *, stretch=("large",), of=("a -> b", "c -> d")):
        known = module.explanations()["f"]
        return [
            Survivor(7, change, stretch if change == "a -> b" else (), known.get(change))
            for change in of
        ]

    def test_there_are_none_where_each_survivor_is_explained(self):
        assert list(faults_of_mutants("f", self.survivors(), {"a -> b", "c -> d"})) == []

    def test_a_survivor_without_an_explanation_is_one(self):
        survivors = [*self.survivors(), Survivor(9, "x -> y", ())]
        assert list(faults_of_mutants("f", survivors, {"a -> b", "c -> d", "x -> y"})) == [
            "no property notices a change of line 9 of the solution: x -> y"
        ]

    def test_a_badge_that_does_not_tell_is_one(self):
        (fault,) = faults_of_mutants("f", self.survivors(stretch=()), {"a -> b", "c -> d"})
        assert fault == "survivors.toml is wrong: no badge notices a -> b"

    def test_an_explanation_of_a_mutant_that_is_noticed_or_gone_is_one(self):
        assert list(faults_of_mutants("f", self.survivors(of=()), {"a -> b"})) == [
            "survivors.toml explains a mutant that is noticed: a -> b",
            "survivors.toml explains a mutant that is none: c -> d",
        ]


def test_a_property_that_is_never_alone_is_remarked():
    rows = [Row("a", "wrong", (ALL[0], ALL[1])), Row("b", "wrong", (ALL[1],))]
    found = list(remarks(ACCURACY, rows))
    assert f"{ALL[0]} is never the only one to reject a version" in found
    assert f"{ALL[1]} is never the only one to reject a version" not in found


def test_misconceptions_that_the_same_properties_reject_are_remarked():
    rows = [Row(name, "wrong", (ALL[0],), (name,)) for name in ("one", "two")]
    *_, last = remarks(ACCURACY, rows)
    assert last == "the same properties reject one, two: none tells them apart"


@pytest.fixture(scope="module")
def sound(audited):
    return audited(ACCURACY)


def test_an_exercise_of_the_catalogue_has_no_faults(sound):
    assert sound.faults == ()
    assert sound.mutants >= 5
    assert sound.survivors == ()


def test_with_fewer_properties_mutants_survive(audited):
    weak = dataclasses.replace(
        ACCURACY, properties=[p for p in ACCURACY.properties if p.id == "between-0-and-1"]
    )
    found = audited(weak)
    assert found.gaps
    assert any("is wrong and loses nothing" in fault for fault in found.faults)
    assert any(fault.startswith("no property notices") for fault in found.faults)


@pytest.mark.slow
def test_a_wrong_solution_and_a_solved_stub_are_noticed(audited, tmp_path):
    solved = (ROOT / "solutions" / "softmax_regression.py").read_text()
    wrong = solved.replace("y_hat.argmax(dim=1) == y", "y_hat.argmin(dim=1) == y")
    assert wrong != solved
    (tmp_path / "softmax_regression.py").write_text(wrong)
    found = audited(ACCURACY, solutions=tmp_path, stubs=ROOT / "solutions")
    assert "the stub is taken for an attempt" in found.faults
    assert any(fault.startswith("the solution loses") for fault in found.faults)


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"module": "not_there"}, "not_there.py: its solution"),
        ({"name": "not_there"}, "not_there.py: right and wrong versions"),
    ],
)
def test_a_file_that_is_still_to_be_written_is_named(audited, change, lacks):
    with pytest.raises(UserError, match=f"lacks .*{lacks}"):
        audited(dataclasses.replace(ACCURACY, **change))


def test_a_stub_that_is_still_to_be_made_is_named(audited, tmp_path):
    with pytest.raises(UserError, match="its stub, which `autograder release` makes"):
        audited(ACCURACY, stubs=tmp_path)


def test_mutants_are_counted_by_what_became_of_them():
    survivors = (
        Survivor(1, "a", (), Explanation("equivalent", "")),
        Survivor(2, "b", ("large",), Explanation("badge", "")),
        Survivor(3, "c", ()),
    )
    found = ExerciseAudit("f", (), (), (), 10, survivors, (), ())
    assert (found.killed, found.set_aside, len(found.gaps)) == (7, 1, 1)
    assert conclusion([found]) == (
        "Of 10 mutants, 1 change nothing that the contract speaks of, and 1 what only a badge "
        "asks for. The core properties reject 7 of the other 8 (87.5%)."
    )


class TestPages:
    def test_the_page_has_a_line_for_each_exercise_and_property(self, sound):
        page = audit_page([sound])
        assert "| accuracy | 30 |" in page
        assert all(f"| {identifier} |" in page for identifier in ALL)

    def test_the_page_for_browsers_has_a_cell_for_each_version_and_property(self, sound):
        cells: Counter = Counter()

        class Cells(HTMLParser):
            def handle_starttag(self, tag, attributes):
                cells[tag, dict(attributes).get("class")] += 1

        page = audit_html([sound])
        Cells().feed(page)
        assert cells["td", "x"] == sum(
            identifier in ALL for row in sound.rows for identifier in row.killed_by
        )
        assert cells["th", "property"] == len(ALL)
        assert not re.search(r"""(src|href)=["'](?!#)""", page), "it stands alone"

    def test_names_are_no_tags(self):
        row = Row("<b>", "wrong", ("<i>",))
        page = audit_html([ExerciseAudit("f", ("<i>",), (), (row,), 0, (), ("<u>",), ())])
        assert not re.search("<[biu]>", page)


class TestCommand:
    @pytest.fixture
    def run(self, cache_folder):
        def run_command(*arguments):
            return subprocess.run(
                [sys.executable, "-P", "-m", "autograder", "audit", *map(str, arguments)],
                cwd=ROOT,
                env=os.environ | {"AUTOGRADER_CACHE": str(cache_folder)},
                capture_output=True,
                text=True,
                check=False,
            )

        return run_command

    @pytest.mark.slow
    def test_it_prints_remarks_and_writes_the_matrix(self, run, tmp_path):
        done = run("--only", "pair_titles", "--all", "--html", tmp_path / "audit.html")
        assert done.returncode == 0, done.stderr
        assert "pt-nested" in done.stdout
        assert "· pair_titles: list-of-str is never the only one" in done.stdout
        assert "pt-nested" in (tmp_path / "audit.html").read_text()

    def test_json_has_all_of_it(self, run):
        (found,) = json.loads(run("--only", "pair_titles", "--json").stdout)
        nested = next(row for row in found["rows"] if row["name"] == "pt-nested")
        assert nested["mistakes"] == nested["taken_for"] == ["pt-nested"]

    @pytest.mark.parametrize("option", ["--page", "--check"])
    def test_the_page_is_about_all_exercises(self, run, option):
        done = run("--only", "pair_titles", option, "docs/audit.md")
        assert done.returncode == 2
        assert "leave out --only" in done.stderr


class TestTheCommittedPage:
    """What can be told without running anything; `audit --check` compares all of it."""

    PAGE = (ROOT / "docs" / "audit.md").read_text()

    @pytest.mark.parametrize("name", EXERCISE)
    def test_it_counts_the_versions_and_mutants_that_there_are(self, name):
        exercise = EXERCISE[name]
        solution = (ROOT / "solutions" / f"{exercise.module}.py").read_text()
        rows = tuple(Row(v.name, v.verdict, ()) for v in read_versions(name))
        changed = list(mutants(solution, {name}))
        now = ExerciseAudit(name, (), (), rows, len(changed), (), (), ())
        assert f"| {name} | {' | '.join(counts(now)[:4])} |" in self.PAGE

    def test_it_lists_the_survivors_that_are_explained(self):
        section = self.PAGE.partition("## Mutants that survive")[2].partition("\n## ")[0]
        listed = re.findall(
            r"^\| (\w+) \| \d+ \| `(.+)` \| (\w+) \| (.+) \|$", section, re.MULTILINE
        )
        known = {
            (name, change.replace("|", "\\|"), explanation.kind, explanation.why)
            for name, changes in explanations().items()
            for change, explanation in changes.items()
        }
        assert set(listed) == known

    @pytest.mark.parametrize("name", EXERCISE)
    def test_it_lists_the_properties_that_there_are(self, name):
        section = self.PAGE.partition(f"### {name}\n")[2].partition("###")[0]
        listed = re.findall(r"^\| ([\w-]+) \| \d", section, re.MULTILINE)
        assert listed == [prop.id for prop in EXERCISE[name].properties]
