"""The texts of a module in another language; everything else of it as it was."""

import ast
import doctest
import io
import json
import os
import re
import subprocess
import sys
import tokenize
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from english import is_chinese
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.notebooks import make_notebooks
from autograder.authoring.release import make_stubs
from autograder.authoring.stub_texts import (
    UNBROKEN,
    columns,
    is_prose,
    paragraphs,
    translated,
    wording,
    wrapped,
)
from autograder.catalogue import EXERCISES

SOLUTIONS = Path(__file__).parents[2] / "solutions"
PATHS = sorted(SOLUTIONS.glob("*.py"))
each_solution = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
SOURCE = r'''
# %% [markdown]
# # Twice (section 1.2)
#
# A number is doubled, or
# it is added to itself.
#
# | in | out of it |
# |---|---|
# | $x$ | a number |

# %% [markdown] tags=["notebook"]
# $$2x = x +
# x$$
#
# $$\text{twice} = 2$$


# %%
def double(x, times=1):
    r"""Twice x.

    However large it is, and
    whatever its sign.

    Args:
        x: a number; it is
            not modified.
        times: how often.

    Returns:
        note: no argument.

    Raises:
        ValueError: it is
            none.

    Afterwards x is the same.

    Example: a small number.
        >>> double(2)
        Returns: 4

    Example:
        >>> double(3)
        6
    """
    ### BEGIN SOLUTION: multiply by two
    # a comment of the answer
    return x * 2
    ### END SOLUTION


def helper(x):
    """Does nothing."""
    # TODO: leave it
    return "# not TODO: a text"
'''
HEADINGS = ("Args:", "Returns:", "Raises:", "Example:")
CHINESE = {
    "Args:": "参数：",
    "Returns:": "返回：",
    "Raises:": "异常：",
    "Example:": "示例：",
    "Twice (section 1.2)": "两倍（第 1.2 节）",
    "A number is doubled, or it is added to itself.": "把一个数加倍，或者加上它自己。",
    "| in | out of it |": "| 输入 | 输出 |",
    "| $x$ | a number |": "| $x$ | 一个数 |",
    r"$$\text{twice} = 2$$": r"$$\text{两倍} = 2$$",
    "Twice x.": "x 的两倍。",
    "However large it is, and whatever its sign.": "不论它有多大，是什么符号。",
    "a number; it is not modified.": "一个数；不改动它。",
    "how often.": "次数。",
    "note: no argument.": "注意：不是参数。",
    "it is none.": "不是数。",
    "Afterwards x is the same.": "之后 x 不变。",
    "a small number.": "一个小的数。",
    "multiply by two": "乘以二",
    "Does nothing.": "什么也不做。",
    "leave it": "保持原样",
}
IN_CHINESE = r'''
# %% [markdown]
# # 两倍（第 1.2 节）
#
# 把一个数加倍，或者加上它自己。
#
# | 输入 | 输出 |
# |---|---|
# | $x$ | 一个数 |

# %% [markdown] tags=["notebook"]
# $$2x = x +
# x$$
#
# $$\text{两倍} = 2$$


# %%
def double(x, times=1):
    r"""x 的两倍。

    不论它有多大，是什么符号。

    参数：
        x: 一个数；不改动它。
        times: 次数。

    返回：
        注意：不是参数。

    异常：
        ValueError: 不是数。

    之后 x 不变。

    示例：一个小的数。
        >>> double(2)
        Returns: 4

    示例：
        >>> double(3)
        6
    """
    ### BEGIN SOLUTION: 乘以二
    # a comment of the answer
    return x * 2
    ### END SOLUTION


def helper(x):
    """什么也不做。"""
    # TODO: 保持原样
    return "# not TODO: a text"
'''


def test_paragraphs_are_found_in_their_order_and_without_their_line_breaks():
    headings = [text for text in paragraphs(SOURCE) if text in HEADINGS]
    assert headings == ["Args:", "Returns:", "Raises:", "Example:", "Example:"]
    texts = [text for text in paragraphs(SOURCE) if text not in HEADINGS]
    assert texts == [text for text in CHINESE if text not in HEADINGS]


def test_each_paragraph_is_replaced_where_it_stands_and_all_else_stays():
    assert translated(SOURCE, CHINESE.__getitem__) == IN_CHINESE


@pytest.mark.parametrize("missing", [text for text in CHINESE if text not in HEADINGS])
def test_a_paragraph_without_a_translation_stays_line_by_line(missing):
    def say(text):
        return text if text == missing else CHINESE[text]

    mixed = translated(SOURCE, say).splitlines()
    assert mixed != IN_CHINESE.splitlines()
    kept = [line for line in mixed if line not in IN_CHINESE.splitlines()]
    assert {line.replace("示例：", "Example: ") for line in kept} <= set(SOURCE.splitlines())


def test_a_long_paragraph_is_wrapped_below_where_it_begins():
    said = translated(
        SOURCE, lambda text: "长" * 60 if text in {"how often.", "Twice x."} else text
    )
    assert f'    r"""{"长" * 46}\n    {"长" * 14}\n' in said
    assert f"        times: {'长' * 42}\n            {'长' * 18}\n" in said


def test_a_task_is_never_wrapped_and_markdown_only_if_wanted():
    def say(text):
        return "长" * 60 if text == "leave it" or text.startswith("A number") else text

    assert f"    # TODO: {'长' * 60}\n" in translated(SOURCE, say)
    assert f"# {'长' * 49}\n# {'长' * 11}\n" in translated(SOURCE, say)
    assert f"# {'长' * 60}\n" in translated(SOURCE, say, markdown_width=1000)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("$x$ is a number", True),
        ("| 0 | $n$ |", False),
        ("|---|---|", False),
        (r"$$\mathbf{x} = \operatorname{softmax}(x)$$", False),
        (r"$$\frac{\text{hits}_b}{n}$$", True),
    ],
)
def test_a_formula_is_prose_only_if_it_has_words(text, prose):
    assert is_prose(text) == prose


WORDS = st.sampled_from(["形状", "为", "(n, d)", " x + y ", "，", "。", "（", "）", " softmax"])


@given(st.lists(WORDS, min_size=1, max_size=60).map("".join).map(str.strip).filter(bool))
def test_lines_are_full_and_break_beside_chinese_without_losing_anything(text):
    lines = wrapped(text, "  - ", "    ", 40)
    bare = [line[4:] for line in lines]
    assert re.sub(r"\s", "", "".join(bare)) == re.sub(r"\s", "", text)
    for line, following in pairwise(bare):
        first = UNBROKEN.findall(following)[0]
        assert columns(line) <= 36 or len(UNBROKEN.findall(line)) == 1
        assert columns(f"{line} {first}") > 36
        assert following[0] not in "，。）"
        assert re.search("[\u3000-\uffef]", line[-1] + following[0])


@each_solution
def test_in_english_a_solution_stays_byte_for_byte(path):
    source = path.read_text()
    assert translated(source, wording("en")) == source
    assert translated(source, wording("en"), markdown_width=1000) == source


def in_chinese(path):
    return translated(path.read_text(), wording("zh"))


def without_texts(source):
    """A module's code and its examples, without docstrings, comments and what a stub says."""
    tree = ast.parse(source)
    examples = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.unparse(node):
            node.exc.args.clear()
        if isinstance(node, ast.FunctionDef) and (docstring := ast.get_docstring(node)):
            node.body.pop(0)
            found = doctest.DocTestParser().get_examples(docstring)
            examples.append([(node.name, example.source, example.want) for example in found])
    return ast.dump(tree), examples


def texts_of_code(source):
    """The paragraphs of docstrings, without examples, and the blocks of comments."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and (docstring := ast.get_docstring(node)):
            parts = doctest.DocTestParser().parse(docstring)
            prose = "".join(part for part in parts if isinstance(part, str))
            yield from re.split(r"\n\s*\n|^ {4}\w+: |(?<=[:：])$", prose, flags=re.MULTILINE)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.findall(".*(?:still to be written|尚未编写)", node.value)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token for token in tokens if token.type == tokenize.COMMENT]
    blocks = groupby(enumerate(comments), key=lambda pair: pair[1].start[0] - pair[0])
    for _, block in blocks:
        lines = [token.string.removeprefix("# TODO:").strip("# ") for _, token in block]
        kept = [line for line in lines if not line.startswith(("%%", "fmt:"))]
        yield from re.split(r"\n\n", "\n".join(kept))


def texts_of_markdown(source):
    """Its paragraphs and rows of tables; of a formula only its words."""
    texts = [words_of(text) for text in re.split(r"\n\n|\n(?=\|)", source)]
    return [text for text in texts if re.search(r"\w", text)]


def words_of(text):
    formula = r"\$+([^$]+)\$+"
    return re.sub(formula, lambda found: " ".join(re.findall(r"text\{(.*?)\}", found[1])), text)


def without_blanks(texts):
    return re.sub(r"\s", "", "".join(texts))


def not_chinese(texts):
    """Those with English in them that is neither marked as code nor the name of an editor."""
    bare = [" ".join(text.split()) for text in texts]
    names = r"`[^`]+`|VS Code"
    return [text for text in bare if text and not is_chinese(re.sub(names, "", text))]


@cache
def stubs_in(language):
    return {stub.path.name: stub.text for stub in make_stubs(SOLUTIONS, Path(), language)}


@cache
def notebooks_in(language):
    made = make_notebooks(SOLUTIONS, Path(), EXERCISES, language)
    return {stub.path.name: stub.text for stub in made}


def cells_of(notebook):
    return [(c["cell_type"], "".join(c["source"])) for c in json.loads(notebook)["cells"]]


def texts_of_notebook(notebook):
    for kind, source in cells_of(notebook):
        yield from texts_of_markdown(source) if kind == "markdown" else texts_of_code(source)


@each_solution
class TestOfThisRepository:
    def test_code_and_examples_are_the_same_in_chinese(self, path):
        assert in_chinese(path) != path.read_text()
        assert without_texts(in_chinese(path)) == without_texts(path.read_text())

    def test_a_stub_has_chinese_in_every_paragraph_and_no_english(self, path):
        assert not_chinese(texts_of_code(stubs_in("zh")[path.name])) == []

    def test_a_notebook_has_chinese_in_every_paragraph_and_no_english(self, path):
        notebook = notebooks_in("zh")[f"{path.stem}.ipynb"]
        assert not_chinese(texts_of_notebook(notebook)) == []

    def test_a_paragraph_left_in_english_would_be_found(self, path):
        stub = stubs_in("en")[path.name]
        notebook = notebooks_in("en")[f"{path.stem}.ipynb"]
        for left, whole in (
            (not_chinese(texts_of_code(stub)), stub),
            (not_chinese(texts_of_notebook(notebook)), path.read_text()),
        ):
            found = without_blanks(left)
            assert [p for p in paragraphs(whole) if without_blanks(words_of(p)) not in found] == []

    def test_no_line_of_a_chinese_stub_is_too_wide(self, path):
        stub = stubs_in("zh")[path.name]
        assert max(columns(line) for line in stub.splitlines()) <= 100

    def test_a_notebook_has_its_ids_and_code_cells_in_both_languages(self, path):
        english, chinese = (
            json.loads(notebooks_in(language)[f"{path.stem}.ipynb"])["cells"]
            for language in ("en", "zh")
        )
        assert [cell["id"] for cell in english] == [cell["id"] for cell in chinese]
        for one, other in zip(english, chinese, strict=True):
            if one["cell_type"] == "code":
                codes = [without_texts("".join(cell["source"])) for cell in (one, other)]
                assert codes[0] == codes[1]


NAMES = [exercise.name for exercise in EXERCISES]


@pytest.mark.parametrize("made", [stubs_in, notebooks_in], ids=["modules", "notebooks"])
def test_chinese_stubs_count_as_not_attempted_and_have_no_points(made, grade):
    result = grade(made("zh"), *NAMES)
    assert result.score == 0
    assert [f.name for f in result.functions if f.status == "not_attempted"] == NAMES


@pytest.fixture
def chinese_stubs(tmp_path):
    """A folder with the Chinese stubs as modules, and one with the notebooks."""
    for folder, made in (("modules", stubs_in), ("notebooks", notebooks_in)):
        (tmp_path / folder).mkdir()
        for name, text in made("zh").items():
            (tmp_path / folder / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["modules", "notebooks"])
def test_commands_take_chinese_stubs_for_what_they_are(chinese_stubs, folder):
    done = command("check", chinese_stubs / folder, "--json")
    assert done.returncode == 0, done.stderr
    states = {function["status"] for function in json.loads(done.stdout)["functions"]}
    assert states == {"not_attempted"}
    assert "占位代码" not in done.stderr
    listed = command("list", chinese_stubs / folder, "--fresh", "--lang", "zh")
    assert listed.stdout.count("还没有写") >= len(NAMES)
    hint = command("hint", "softmax", chinese_stubs / folder, "--lang", "zh")
    assert "读一读文档字符串" in hint.stdout


@pytest.mark.slow
def test_a_function_that_calls_a_chinese_stub_waits_for_it(chinese_stubs):
    path = chinese_stubs / "modules" / "softmax_regression.py"
    written = "\n\ndef softmax_net(X, W, b):\n    return softmax(X.reshape(len(X), -1) @ W + b)\n"
    path.write_text(path.read_text() + written)
    done = command("check", path, "--only", "softmax_net", "--json", "--lang", "zh")
    (function,) = json.loads(done.stdout)["functions"]
    assert function["status"] != "passed"
    assert function["diagnosis"] is None
    assert "softmax" in function["message"]


@pytest.mark.slow
def test_reset_takes_a_chinese_stub_for_the_stub(chinese_stubs):
    done = command("reset", "softmax", chinese_stubs / "modules", "--lang", "zh")
    assert done.stdout.strip() == "softmax 已经是占位代码，没有改动任何内容。"


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-P", "-m", "autograder", *map(str, arguments)],
        capture_output=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip


def test_solutions_with_chinese_docstrings_have_full_marks_and_all_badges(grade):
    result = grade({path.stem: in_chinese(path) for path in PATHS}, *NAMES)
    assert {f.name: f.status for f in result.functions} == dict.fromkeys(NAMES, "passed")
    assert (result.score, result.stretch) == (result.max_score, result.max_stretch)
