"""The figures of a class are those that pandas and scipy find in the same records."""

import random
from collections import Counter

import msgspec
import pandas as pd
import pytest
from classes import analyse, class_of
from pages import BROKEN, HELD, RECORD, RIGHT, STUB, WRONG
from scipy import stats

from autograder.classroom.analysis import pseudonyms
from autograder.records import Diagnosis

RESULTS = list(class_of(120, faults=3))
STUDENTS = [result.student for result in RESULTS]
ANALYSIS = analyse(RESULTS, STUDENTS)
KNOWN = [result for result in RESULTS if result.status != "grader_error"]


def changed(record, **changes):
    return msgspec.structs.replace(record, **changes)


def named(student, *functions, **changes):
    return changed(RECORD, student=student, functions=functions, **changes)


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """A row for each student and property that was tried, and for each exercise attempted."""
    rows = []
    for result in KNOWN:
        for f in result.functions:
            if f.status not in ("not_attempted", "missing"):
                rows.append(
                    (result.student, f.name, "", f.status == "passed", f.score, result.score)
                )
            rows.extend(
                (result.student, f.name, p.id, p.status == "passed", p.points, result.score)
                for p in f.properties
                if p.status != "not_reached"
            )
    names = ["student", "exercise", "property", "passed", "points", "total"]
    return pd.DataFrame(rows, columns=names)


def test_attempts_and_difficulties_are_those_of_pandas(frame):
    by_item = frame.groupby(["exercise", "property"])["passed"].agg(["size", "sum", "mean"])
    items = {(i.exercise, i.property): i for i in (*ANALYSIS.exercises, *ANALYSIS.properties)}

    assert set(by_item.index) <= set(items)
    for key, row in by_item.iterrows():
        item = items[key]
        assert (item.attempted, item.passed) == (row["size"], row["sum"])
        assert item.difficulty.value == pytest.approx(row["mean"], abs=1e-6)
        interval = stats.binomtest(int(row["sum"]), int(row["size"])).proportion_ci(method="wilson")
        assert (item.difficulty.low, item.difficulty.high) == pytest.approx(interval, abs=1e-6)


def test_item_rest_correlations_are_those_of_pandas(frame):
    found = 0
    for item in (*ANALYSIS.exercises, *ANALYSIS.properties):
        rows = frame[(frame["exercise"] == item.exercise) & (frame["property"] == item.property)]
        rest = rows["total"] - rows["points"]
        if len(rows) < 10 or len(set(rows["passed"])) == 1:
            assert item.item_rest is None
            continue
        expected = rows["passed"].astype(float).corr(rest.astype(float))
        assert item.item_rest.value == pytest.approx(expected, abs=1e-6)
        interval = stats.pearsonr(rows["passed"].astype(float), rest).confidence_interval()
        assert (item.item_rest.low, item.item_rest.high) == pytest.approx(interval, abs=1e-5)
        found += 1
    assert found > 100


def test_discrimination_is_the_difference_of_the_tails(frame):
    compared = 0
    for item in (*ANALYSIS.exercises, *ANALYSIS.properties):
        rows = frame[(frame["exercise"] == item.exercise) & (frame["property"] == item.property)]
        size = round(0.27 * len(rows))
        ordered = rows.sort_values("total")
        totals = ordered["total"].to_numpy()
        if totals[size - 1] == totals[size] or totals[-size] == totals[-size - 1]:
            continue  # a tie, for which there is a test of its own
        expected = ordered["passed"][-size:].mean() - ordered["passed"][:size].mean()
        assert item.discrimination.value == pytest.approx(expected, abs=1e-6)
        compared += 1
    assert compared > 100


def test_what_fails_together_is_what_pandas_correlates(frame):
    called = frame[frame["property"] != ""][["student", "exercise"]].drop_duplicates()
    wide = (
        frame[frame["property"] == ""]
        .merge(called)
        .pivot_table(index="student", columns="exercise", values="passed", aggfunc="first")
    )
    assert len(ANALYSIS.co_failures) > 200
    for pair in ANALYSIS.co_failures:
        both = wide[[pair.first, pair.second]].dropna().astype(bool)
        failed = ~both
        assert pair.called == len(both)
        assert pair.both == (failed[pair.first] & failed[pair.second]).sum()
        assert pair.only_first == (failed[pair.first] & both[pair.second]).sum()
        assert pair.only_second == (both[pair.first] & failed[pair.second]).sum()
        if pair.phi:
            expected = failed[pair.first].astype(float).corr(failed[pair.second].astype(float))
            assert pair.phi.value == pytest.approx(expected, abs=1e-6)


def test_the_distribution_is_that_of_pandas():
    percents = pd.Series([100 * r.score / r.max_score for r in KNOWN])
    d = ANALYSIS.distribution

    assert (d.count, sum(d.bins)) == (len(KNOWN), len(KNOWN))
    assert (d.mean, d.deviation) == pytest.approx((percents.mean(), percents.std()), abs=1e-5)
    assert d.quartiles == pytest.approx(tuple(percents.quantile([0.25, 0.5, 0.75])), abs=1e-5)
    assert (d.lowest, d.highest) == pytest.approx((percents.min(), percents.max()), abs=1e-5)
    cut = pd.cut(percents, range(0, 101, 10), right=False).value_counts(sort=False).tolist()
    cut[-1] += int((percents == 100).sum())
    assert list(d.bins) == cut


def test_misconceptions_are_counted_by_exercise():
    expected = Counter((f.name, f.diagnosis.id) for r in KNOWN for f in r.functions if f.diagnosis)
    assert {(m.exercise, m.id): len(m.students) for m in ANALYSIS.mistakes} == expected
    counts = [m.costing for m in ANALYSIS.mistakes]
    assert counts == sorted(counts, reverse=True)


def test_the_order_of_the_records_does_not_matter():
    shuffled = random.Random(3).sample(RESULTS, len(RESULTS))

    assert analyse(shuffled, set(STUDENTS)) == ANALYSIS


def test_faults_of_the_grader_are_named_and_in_no_figure():
    without = analyse(KNOWN, [r.student for r in KNOWN])

    assert len(ANALYSIS.grader_errors) == 3
    for field in ("distribution", "exercises", "properties", "mistakes", "co_failures", "groups"):
        assert getattr(ANALYSIS, field) == getattr(without, field)
    scores = {row.student: row.score for row in ANALYSIS.students}
    assert {scores[student] for student in ANALYSIS.grader_errors} == {None}


def test_an_unreadable_submission_counts_with_nothing():
    assert len(ANALYSIS.unreadable) == 1
    assert {row.score for row in ANALYSIS.students if row.status == "unreadable"} == {0}
    assert ANALYSIS.distribution.lowest == 0


def test_who_has_no_record_is_not_graded_yet():
    assert analyse(RESULTS[:2], STUDENTS[:4]).not_graded == tuple(sorted(STUDENTS[2:4]))


def test_a_class_of_nobody_has_no_figures():
    empty = analyse([], [])

    assert (empty.distribution, empty.exercises, empty.topics, empty.groups) == (None, (), (), ())


def test_one_student_has_a_mean_and_no_deviation():
    d = analyse([RECORD], ["ada"]).distribution

    assert (d.count, d.deviation) == (1, None)
    assert d.quartiles == pytest.approx((58.333333,) * 3)


def test_the_same_wrong_behaviour_makes_a_group_whatever_the_files_are_called():
    moved = changed(WRONG, module="utils", file="utils.py", message="Found in utils.py.", output="")
    other = changed(WRONG, properties=(HELD, changed(BROKEN, counterexample=None)))
    records = [named("ada", WRONG), named("bob", moved), named("eve", other)]
    (group,) = analyse(records, ["ada", "bob", "eve"]).groups

    assert group.students == ("ada", "bob")
    assert (group.failed_exercises, group.failed_properties) == (("softmax",), 1)
    assert group.mistakes == ("softmax-total-sum",)


def test_those_who_broke_nothing_make_no_group():
    stubs = [named(student, RIGHT, STUB) for student in ("ada", "bob")]

    assert analyse(stubs, ["ada", "bob"]).groups == ()


def test_a_mistake_that_costs_only_a_badge_is_told_apart():
    book = changed(RIGHT, diagnosis=Diagnosis("overflow", "no maximum", "Try 1000."))
    mistakes = analyse([named("ada", book), named("bob", book)], ["ada", "bob"]).mistakes

    assert [(m.id, len(m.students), m.costing) for m in mistakes] == [("overflow", 2, 0)]


def test_what_to_teach_is_where_wrong_functions_cost_most():
    stopped = changed(STUB, name="accuracy", status="import_error")
    records = [named(f"s{i}", WRONG, stopped, RIGHT) for i in range(5)]
    (topic,) = analyse(records, [r.student for r in records]).topics

    assert (topic.exercise, topic.attempted, topic.failed, topic.lost) == ("softmax", 5, 5, 5 * 350)
    assert topic.hardest.property == "rows-sum-to-one"
    assert topic.mistake.id == "softmax-total-sum"


def test_pseudonyms_depend_on_the_key_and_neither_on_names_nor_on_their_order():
    names = pseudonyms(STUDENTS, b"key")

    assert names == pseudonyms(STUDENTS[::-1], b"key")
    assert names != pseudonyms(STUDENTS, b"another key")
    assert sorted(names.values()) == [f"Student {i:03d}" for i in range(1, len(STUDENTS) + 1)]
    assert [names[s] for s in sorted(STUDENTS)] != sorted(names.values())


def test_without_names_no_name_is_left_and_every_figure_is_the_same():
    hidden = analyse(RESULTS, STUDENTS, key=b"key")
    text = msgspec.json.encode(hidden).decode()

    assert not [student for student in STUDENTS if student in text]
    assert (hidden.exercises, hidden.properties) == (ANALYSIS.exercises, ANALYSIS.properties)
    assert hidden.distribution == ANALYSIS.distribution
    assert sorted(row.score or 0 for row in hidden.students) == sorted(
        row.score or 0 for row in ANALYSIS.students
    )
