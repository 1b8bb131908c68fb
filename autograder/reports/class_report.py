"""The report of a class, from its analysis: a page for a browser, Markdown, JSON."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from autograder.ascii_json import encode_json
from autograder.classroom.class_record import (
    ClassAnalysis,
    CoFailure,
    Distribution,
    Group,
    Mistake,
    Topic,
)
from autograder.classroom.figures import MIN_CORRELATED, MIN_TAILED, Estimate
from autograder.misconceptions import misconceptions
from autograder.protections import notice
from autograder.records import FunctionStatus, format_points, percent
from autograder.reports.escape import for_markdown
from autograder.reports.pages import cut, render
from autograder.reports.tensors import shade

MAX_NAMED = 6
MAX_PAIRS = 10
NONE = "–"  # noqa: RUF001 - a dash, which is no minus
STATUS_WORDS: dict[FunctionStatus, str] = {
    "not_attempted": "not attempted",
    "waiting": "waiting for another",
    "missing": "missing",
    "import_error": "in a module that stops",
    "timeout": "takes too long",
    "crashed": "ends the process",
    "forbidden": "forbidden call",
}
"""Beside right and wrong, which have columns of their own."""


def class_html(analysis: ClassAnalysis, links: Mapping[str, str] | None = None) -> bytes:
    """The report as one page; `links` lead from a student to their feedback."""
    page = render(
        "class.html",
        language="en",
        script="sort.js",
        a=analysis,
        links=links or {},
        notices=notices(analysis),
        sentences=sentences(analysis),
        by_difficulty=sorted(
            analysis.properties, key=lambda p: p.difficulty.value if p.difficulty else 2
        ),
        pairs=pairs(analysis.co_failures),
        phi_map=phi_map(analysis.co_failures),
        highest=max(analysis.distribution.bins) if analysis.distribution else 0,
        estimate=estimate_text,
        number=number_text,
        statuses=statuses_text,
        several=several,
        why=why,
        scores_text=scores_text,
        points_text=points_text,
        percent_text=percent_text,
        GROUPS_NOTE=GROUPS_NOTE,
        METHOD=METHOD,
    )
    return page.encode()


def class_json(analysis: ClassAnalysis) -> bytes:
    return encode_json(analysis)


def class_markdown(analysis: ClassAnalysis) -> bytes:
    """The report as Markdown: the same, without pictures and the long tables."""
    return "\n".join(markdown_lines(analysis)).encode()


def notices(analysis: ClassAnalysis) -> list[str]:
    """What a reader has to know before any figure."""
    found = []
    if analysis.missing_protections:
        found.append(notice(analysis.missing_protections))
    if count := len(analysis.grader_errors):
        found.append(
            f"The grader failed on {submissions(count)}: {several(analysis.grader_errors)}. "
            "They have no score and are in none of the figures. Run the same command again, and "
            "report what their records say."
        )
    if count := len(analysis.not_graded):
        found.append(
            f"{submissions(count)} not graded yet: {several(analysis.not_graded)}. "
            "The same command goes on where it stopped."
        )
    if count := len(analysis.unreadable):
        found.append(
            f"Nothing could be read of {submissions(count)}: {several(analysis.unreadable)}. "
            "They count with 0 points."
        )
    return found


def sentences(analysis: ClassAnalysis) -> list[str]:
    """What is worth teaching again, and who has not tried."""
    found = [topic_sentence(topic) for topic in analysis.topics]
    if not found:
        found.append("No exercise was failed by so many that it needs a word to the whole class.")
    counted = len(analysis.students) - len(analysis.grader_errors)
    left_out = [i.exercise for i in analysis.exercises if counted - i.attempted > counted / 3]
    if left_out:
        found.append(f"Left out by more than a third of the class: {several(left_out)}.")
    return found


def topic_sentence(topic: Topic) -> str:
    called = f"the {topic.attempted} submissions in which it could be called"
    parts = [f"{topic.exercise}: wrong in {topic.failed} of {called}."]
    mistake = topic.mistake
    if mistake and mistake.costing > 1:
        reason = f": {why(mistake)}" if why(mistake) else ""
        parts.append(f"{mistake.costing} of them behave like code that {mistake.title}{reason}.")
    if topic.hardest:
        broken = topic.hardest.attempted - topic.hardest.passed
        parts.append(f"Most often broken, by {broken}: {topic.hardest.title}.")
    return " ".join(parts)


def why(mistake: Mistake) -> str:
    """How people come to a mistake, as its author sees it."""
    known = misconceptions(mistake.exercise).get(mistake.id)
    return known.why if known else ""


def submissions(count: int) -> str:
    return "1 submission" if count == 1 else f"{count} submissions"


def several(names: Sequence[str], limit: int = MAX_NAMED) -> str:
    """A few names, and how many more there are."""
    more = len(names) - limit
    text = ", ".join(map(cut, names[:limit]))
    return f"{text} and {more} more" if more > 0 else text


def number_text(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")  # noqa: RUF001 - a minus sign, as wide as a plus


def estimate_text(estimate: Estimate | None) -> str:
    """A figure with its interval: "0.45 [0.26, 0.66]"."""
    if estimate is None:
        return NONE
    text = number_text(estimate.value)
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} [{number_text(estimate.low)}, {number_text(estimate.high)}]"


def statuses_text(counts: Mapping[FunctionStatus, int]) -> str:
    """What befell an exercise beside right and wrong: "2 missing, 1 too long"."""
    found = (
        f"{n} {STATUS_WORDS[status]}" for status, n in counts.items() if status in STATUS_WORDS
    )
    return ", ".join(found)


def pairs(co_failures: Iterable[CoFailure]) -> list[CoFailure]:
    """The exercises that most often fail together, the closest first."""
    known = [c for c in co_failures if c.both > 1 and c.phi and c.phi.value > 0]
    return sorted(known, key=lambda c: -(c.phi.value if c.phi else 0))[:MAX_PAIRS]


class PhiCell(msgspec.Struct, frozen=True):
    """Two exercises on the map: a shade, a figure, and what both mean."""

    shade: str
    text: str
    title: str


def phi_map(co_failures: Iterable[CoFailure]) -> dict[str, dict[str, PhiCell]]:
    """The lower half of the matrix of all pairs, by row and column."""
    rows: dict[str, dict[str, PhiCell]] = {}
    for c in co_failures:
        rows.setdefault(c.first, {})
        phi = c.phi
        rows.setdefault(c.second, {})[c.first] = PhiCell(
            shade=shade(phi.value, 1.0) if phi else "",
            text=str(c.both),
            title=f"{c.first} and {c.second}: {c.both} of {c.called} failed both"
            + (f", phi {number_text(phi.value)}" if phi else ""),
        )
    return rows


def markdown_lines(a: ClassAnalysis) -> Iterable[str]:
    text = for_markdown
    yield "# Class report\n"
    yield from (f"> {text(said)}\n" for said in notices(a))
    yield "## What to teach again\n"
    yield from (f"- {text(sentence)}" for sentence in sentences(a))
    if a.distribution:
        yield "\n## Scores\n"
        yield f"{a.distribution.count} students: {scores_text(a.distribution)}.\n"
        bins = enumerate(a.distribution.bins)
        yield from table(
            ["percent", "students"], ([f"{10 * i} to {10 * i + 10}", str(n)] for i, n in bins)
        )
    yield "\n## Exercises\n"
    yield from table(
        ["exercise", "attempted", "right", "difficulty", "item-rest", "D", "otherwise"],
        (
            [text(i.exercise), str(i.attempted), str(i.passed), estimate_text(i.difficulty),
             estimate_text(i.item_rest), estimate_text(i.discrimination),
             statuses_text(a.statuses[i.exercise])]
            for i in a.exercises
        ),
    )  # fmt: skip
    if a.mistakes:
        yield "\n## Misconceptions\n"
        yield from table(
            [
                *("exercise", "it behaves like", "students", "of them with points lost"),
                "share of attempts",
            ],
            (
                [text(m.exercise), text(m.title), str(len(m.students)), str(m.costing),
                 estimate_text(m.share)]
                for m in a.mistakes
            ),
        )  # fmt: skip
    if a.groups:
        yield "\n## The same behaviour\n"
        yield f"{GROUPS_NOTE}\n"
        yield from (f"- {text(group_text(group))}" for group in a.groups)
    yield "\n## Students\n"
    yield from table(
        ["student", "points", "%", "badges", "attempted and not right"],
        (
            [text(cut(r.student)), points_text(r.score), percent_text(r.score, r.max_score),
             str(r.badges), text(several(r.failed, 4))]
            for r in a.students
        ),
    )  # fmt: skip
    yield f"\n{METHOD}\n"


def group_text(group: Group) -> str:
    count = group.failed_properties
    broken = "1 property" if count == 1 else f"{count} properties"
    where = several(group.failed_exercises)
    return f"{several(group.students, 12)}: {broken} broken in {where}"


GROUPS_NOTE = (
    "These submissions did the same in every call that was tried, wrong results included. That is "
    "no accusation: a common mistake alone leads many people to the same behaviour, and the fewer "
    "properties are broken the less it says. Those who broke none are left out."
)
METHOD = (
    "Difficulty is the share of right ones among those who attempted the item, so a low one is "
    "hard, with Wilson's interval. Item-rest is the correlation of being right with all other "
    "points (corrected point-biserial), with Fisher's interval, from "
    f"{MIN_CORRELATED} students on. D is the share of right ones in the upper 27 % by points less "
    f"that in the lower 27 %, with Newcombe's interval, from {MIN_TAILED} students on. Intervals "
    "cover 95 %. Submissions that the grader failed on are in no figure."
)


def scores_text(d: Distribution) -> str:
    """Mean and quartiles in a sentence."""
    spread = f" (standard deviation {d.deviation:.1f})" if d.deviation is not None else ""
    first, median, third = d.quartiles
    return (
        f"mean {d.mean:.1f} %{spread}, median {median:.1f} %, middle half from {first:.1f} to "
        f"{third:.1f} %, lowest {d.lowest:.1f} %, highest {d.highest:.1f} %"
    )


def points_text(score: int | None) -> str:
    return NONE if score is None else format_points(score)


def percent_text(score: int | None, max_score: int) -> str:
    return NONE if score is None else percent(score, max_score)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    """A table of GitHub's Markdown; cells are Markdown already."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
