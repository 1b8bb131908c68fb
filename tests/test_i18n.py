"""Texts in two languages: which one, how fields meet Chinese, and that no English is left."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from english import english_in, is_chinese

from autograder import i18n
from autograder.authoring.versions import read_versions
from autograder.catalogue import EXERCISES
from autograder.corpus import PUBLIC_SEED, Cache, examples_for
from autograder.engine import Plan, examine
from autograder.errors import UserError
from autograder.expect import Mismatch, close
from autograder.grading import Grader
from autograder.heard import MESSAGES, in_readers_language
from autograder.hints import hints_for
from autograder.i18n import Phrase, _, language_of, ngettext, sentence_start, speaking, use_language
from autograder.intake.submission import read_submission
from autograder.session import Session
from autograder.worker.client import Limits
from autograder.worker.protocol import Modules
from exercises import EXERCISE, each_exercise

ROOT = Path(__file__).parents[1]
CLASS = ROOT / "examples" / "class"
LIMITS = Limits(call_seconds=0.5, load_seconds=10.0, submission_seconds=600.0)


@pytest.fixture
def chinese():
    with speaking("zh"):
        yield


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_locale_decides_on_the_language(environment, language):
    assert language_of(environment) == language


def test_a_language_that_is_not_there_is_wrong_use_and_changes_nothing():
    with pytest.raises(UserError, match="no language 'xx'; expected en or zh"):
        use_language("xx")
    assert i18n.language() == "en"


def test_the_empty_text_is_not_the_header_of_the_catalogue(chinese):
    assert _("") == ""


def test_a_phrase_follows_the_language_of_the_time_when_it_is_shown():
    phrase = Phrase("The learning rate of {name}", name=Phrase("parameter {number}", number=0))
    assert str(phrase) == "The learning rate of parameter 0"
    with speaking("zh"):
        assert str(phrase) == "参数 0 的学习率"
    assert str(phrase) == "The learning rate of parameter 0"


def test_a_space_keeps_chinese_apart_from_letters_and_digits_but_not_from_chinese(chinese):
    shape = "{what} has shape {found}; expected {due}."
    assert str(Phrase(shape, what="W", found="(1,)", due="(2,)")) == "W 的形状是 (1,)，应为 (2,)。"
    said = str(Phrase(shape, what=Phrase("The result"), found="(1,)", due="(2,)"))
    assert said == "结果的形状是 (1,)，应为 (2,)。"


def test_chinese_has_one_form_for_all_numbers_and_no_capital_letters(chinese):
    assert {ngettext("class", "classes", number) for number in (1, 2)} == {"类"}
    assert sentence_start("y 的偏置") == "y 的偏置"


def test_a_mismatch_reads_as_a_chinese_sentence(chinese):
    with pytest.raises(Mismatch) as caught:
        close([[0.5, 0.5]], [[0.25, 0.5]], axes=("row", "class"))
    assert caught.value.message == "结果在第 0 行、第 0 类处是 0.5，而不是 0.25。"


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("it is nested too deep", "它嵌套得太深"),
        ("it is not a notebook: it is JSON without cells", "它不是笔记本：它是 JSON，但没有单元格"),
        ("still running after 5 s", "运行了 5 s 还没有结束"),
        ("list index out of range", "list index out of range"),
    ],
)
def test_what_a_worker_says_is_translated_if_the_words_are_ours(chinese, said, heard):
    assert in_readers_language(said) == heard


def test_what_a_worker_says_stays_as_it_is_in_english():
    assert in_readers_language("it has too many names") == "it has too many names"


@pytest.mark.parametrize("message", MESSAGES)
def test_what_a_worker_is_heard_to_say_is_said_by_one(message):
    """Its words between the fields are in the code of the worker, however that is broken up."""
    code = "".join(path.read_text() for path in (ROOT / "autograder" / "worker").glob("*.py"))
    made_of_parts = {"train, graph", "train, no graph", "eval, graph", "eval, no graph"}
    of_the_catalogue = {"unknown"}
    pieces = re.split(r"\{\w+\}", message)
    assert message in made_of_parts | of_the_catalogue or all(
        letters(piece) in letters(code) for piece in pieces
    )


def letters(text):
    return re.sub(r"[^a-z]", "", text.lower())


@pytest.mark.parametrize(
    "text",
    [
        "The result is 3 instead of 4.",
        "结果是 3 instead of 4",
        "运行 a.py 时，它 ended the process",
        "所有 examples are there",
    ],
)
def test_the_detector_finds_english(text):
    assert english_in(text)
    assert not is_chinese(text)


@pytest.mark.parametrize(
    "text",
    [
        "结果是 torch.Tensor，应为 Python 的 float（如 .item() 所返回的）。",
        "调用引发了 TypeError，位于 a.py 的第 3 行：for x in the list of numbers",
        "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'",
        "linreg(X, w, b) 加上 X 每行的和",
        "dtype 与 logits 的 dtype 相同",
    ],
)
def test_the_detector_lets_code_and_the_words_of_python_pass(text):
    assert not english_in(text)


@pytest.mark.slow
@each_exercise
def test_all_that_is_said_of_every_known_wrong_version_is_chinese(
    name, zygote, cache_folder, chinese
):
    exercise = EXERCISE[name]
    said = [_(prop.title) for prop in exercise.properties]
    values = []
    for finding in findings_on_versions(exercise, zygote, Cache(cache_folder)):
        said.append(finding.message)
        values += [finding.got, finding.expected]
    assert len(said) > len(exercise.properties)
    assert [text for text in said if not is_chinese(text)] == []
    assert [text for text in values if english_in(text)] == []


def findings_on_versions(exercise, zygote, cache):
    """What is wrong with each version, all run as modules of one submission."""
    plan = Plan(exercise, examples_for(exercise, PUBLIC_SEED, cache))
    solutions = {path.stem: path.read_bytes() for path in (ROOT / "solutions").glob("*.py")}
    versions = {f"version_{i}": v.source for i, v in enumerate(read_versions(exercise.name))}
    with Session(zygote, Modules({**solutions, **versions}), LIMITS) as session:
        for stem in versions:
            session.module(stem)
            session.start_function(stem)
            found = examine(plan, session.ask).findings
            session.end_function(sound=not found)
            yield from found.values()


@pytest.fixture(scope="module")
def class_in_chinese(zygote, cache_folder):
    """The records of the sample class."""
    grader = Grader(zygote, EXERCISES, limits=LIMITS, cache=Cache(cache_folder))
    students = sorted(path.name for path in CLASS.iterdir())
    with speaking("zh"):
        return [grader.grade(read_submission(CLASS / name, name)) for name in students]


@pytest.mark.xdist_group("class in Chinese")
@pytest.mark.slow
def test_the_records_of_the_sample_class_have_no_english(class_in_chinese):
    sentences, values = [], []
    for result in class_in_chinese:
        sentences += result.notes
        for function in result.functions:
            sentences += function.message.split("\n")[:1] if function.message else []
            sentences += [prop.title for prop in function.properties]
            if function.diagnosis:
                with speaking("zh"):
                    sentences += hints_for(function)[1]
            for example in (p.counterexample for p in function.properties):
                if example:
                    sentences.append(example.message)
                    values += [example.got, example.expected]
    assert len(sentences) > 1000
    assert sorted({text for text in sentences if not is_chinese(text)}) == []
    assert sorted({text for text in values if english_in(text)}) == []


def test_the_command_line_speaks_the_language_that_is_asked_for(tmp_path):
    for lang, said in (("en", "does not exist."), ("zh", "不存在。")):
        done = autograder("check", str(tmp_path / "nowhere"), "--lang", lang)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.endswith(f"{said}\n")


def test_the_command_line_speaks_the_language_of_the_locale(tmp_path):
    done = autograder("hint", "nothing", str(tmp_path), LC_ALL="zh_CN.UTF-8")
    assert done.returncode == 2
    assert "没有名为 'nothing' 的函数" in done.stderr


@pytest.mark.parametrize(
    "verb", [["check"], ["hint", "softmax"], ["replay", "x"], ["capstone", "x"]]
)
def test_an_unknown_language_is_one_clear_line_of_wrong_use(verb):
    done = autograder(*verb, "--lang", "xx")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "autograder: There is no language 'xx'; expected en or zh.\n"


def autograder(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-P", "-m", "autograder", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PYTHONUTF8": "1", **environment},
    )
