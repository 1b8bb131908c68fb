"""Notebooks are the solutions without answers, the same on every run, and right for nbgrader."""

import base64
import json
import re
from pathlib import Path

import nbformat
import pytest
from english import is_chinese
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum
from typer.testing import CliRunner

from autograder.authoring.course import make_course
from autograder.authoring.notebooks import make_notebooks, make_sources
from autograder.capstones.tasks import CAPSTONES
from autograder.catalogue import EXERCISES
from autograder.cli import app
from autograder.errors import UserError

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions"
PICTURE = b"\x89PNG\r\n\x1a\n"
SOLUTION = '''\
# %% [markdown]
# # Numbers

# %%
import torch

# %% [markdown]
# ## Softmax (section 3.6.3)

# %% [markdown] tags=["notebook"]
# $e^x$ and ![a picture](attachment:it.png)


# %%
def softmax(X):
    """Softmax."""
    ### BEGIN SOLUTION: do it
    return X  # the answer
    ### END SOLUTION


# %%
def helper(X):
    return X
'''


@pytest.fixture
def solutions(tmp_path):
    folder = tmp_path / "solutions"
    (folder / "pictures").mkdir(parents=True)
    (folder / "softmax_regression.py").write_text(SOLUTION)
    (folder / "pictures" / "it.png").write_bytes(PICTURE)
    return folder


def cells_of(stubs):
    (stub,) = stubs
    return {cell["id"]: cell for cell in json.loads(stub.text)["cells"]}


def source(cell):
    return "".join(cell["source"])


def test_a_function_is_followed_by_its_check(solutions, tmp_path):
    cells = cells_of(make_notebooks(solutions, tmp_path, EXERCISES))
    assert list(cells) == [
        "about-numbers", "how-to-begin", "imports", "import-check", "about-softmax",
        "about-softmax-more", "softmax", "softmax-check", "helper", "about-training", "training",
    ]  # fmt: skip
    assert source(cells["softmax"]).splitlines()[1:] == [
        '    """Softmax."""',
        "    # TODO: do it",
        '    raise NotImplementedError("still to be written")',
    ]
    assert source(cells["softmax-check"]) == "check(softmax)"
    assert source(cells["helper"]) == "def helper(X):\n    return X"


def test_a_notebook_says_how_to_begin_and_ends_with_training(solutions, tmp_path):
    cells = cells_of(make_notebooks(solutions, tmp_path, EXERCISES))
    for word in ("`make lab`", "`jupyter lab`", "VS Code", "Colab"):
        assert word in source(cells["how-to-begin"])
    assert source(cells["training"]) == 'capstone("digits")'
    assert source(cells["import-check"]) == "from autograder.notebook import capstone, check"


def test_every_notebook_of_this_repository_ends_with_a_capstone():
    for path in sorted((ROOT / "exercises" / "notebooks").glob("*.ipynb")):
        *_, text, code = nbformat.read(path, 4).cells
        assert text.source.startswith("## Train")
        assert code.source.removeprefix('capstone("').removesuffix('")') in CAPSTONES


def test_a_picture_that_a_text_names_is_put_into_its_cell(solutions, tmp_path):
    cells = cells_of(make_notebooks(solutions, tmp_path, EXERCISES))
    attached = cells["about-softmax-more"]["attachments"]
    assert base64.b64decode(attached["it.png"]["image/png"]) == PICTURE


def test_a_picture_that_is_missing_is_named(solutions, tmp_path):
    (solutions / "pictures" / "it.png").unlink()
    with pytest.raises(UserError, match=r"it\.png can't be read: No such file"):
        make_notebooks(solutions, tmp_path, EXERCISES)


def test_the_source_of_a_course_has_the_answer_and_a_cell_for_its_points(solutions, tmp_path):
    cells = cells_of(make_sources(solutions, tmp_path, EXERCISES))
    assert "### BEGIN SOLUTION\n    return X  # the answer" in source(cells["softmax"])
    assert cells["softmax"]["metadata"]["nbgrader"]["grade_id"] == "softmax-solution"
    graded = cells["softmax-points"]
    assert source(graded) == 'from autograder.notebook import points\n\npoints("softmax")'
    marks = graded["metadata"]["nbgrader"]
    assert (marks["grade_id"], marks["points"], marks["grade"]) == ("softmax", 7.0, True)
    assert "import-check" not in cells


@pytest.mark.parametrize("make", [make_notebooks, make_sources])
def test_the_same_solutions_give_the_same_bytes(make, tmp_path):
    assert make(SOLUTIONS, tmp_path, EXERCISES) == make(SOLUTIONS, tmp_path, EXERCISES)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "exercises" / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)
class TestOfThisRepository:
    def test_it_is_up_to_date(self, path):
        made = make_notebooks(SOLUTIONS, path.parent, EXERCISES)
        assert [stub.is_current() for stub in made if stub.path == path] == [True]

    def test_it_is_a_notebook_with_the_marks_that_nbgrader_expects(self, path):
        notebook = nbformat.read(path, 4)
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)
        marked = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
        for cell in marked:
            assert cell.metadata.nbgrader.checksum == compute_checksum(cell)
        functions = {e.name for e in EXERCISES if e.module == path.stem}
        assert {cell.id for cell in marked} == functions

    def test_nothing_of_an_answer_is_in_it(self, path):
        """Every line of a solution's answer that is in no other place of the module is gone."""
        solved = (SOLUTIONS / f"{path.stem}.py").read_text()
        answers = "\n".join(re.findall(r"### BEGIN SOLUTION.*\n([\s\S]*?)### END", solved))
        rest = re.sub(r"### BEGIN SOLUTION.*\n[\s\S]*?### END SOLUTION", "", solved)
        code = "\n".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "code")
        secret = {line.strip() for line in answers.splitlines() if len(line.strip()) > 9}
        assert secret
        assert [line for line in secret if line in code and line not in rest] == []

    def test_its_pictures_are_small(self, path):
        assert path.stat().st_size < 100_000


class TestCourse:
    def test_what_the_instructor_has_changed_stays(self, solutions, tmp_path):
        (tmp_path / "nbgrader_config.py").write_text("mine")
        made = make_course(solutions, tmp_path, "week-1", EXERCISES)
        assert [str(stub.path.relative_to(tmp_path)) for stub in made] == [
            "source/week-1/softmax_regression.ipynb", "README.md",
        ]  # fmt: skip

    @pytest.mark.parametrize("name", ["", "a/b", "../x", "two words"])
    def test_a_name_that_is_none_is_wrong_use(self, solutions, tmp_path, name):
        with pytest.raises(UserError, match="An assignment can't be named"):
            make_course(solutions, tmp_path, name, EXERCISES)

    def test_it_is_there_in_chinese_with_the_same_marks(self, tmp_path):
        english, chinese = (
            make_course(SOLUTIONS, tmp_path, "week-1", EXERCISES, language)
            for language in ("en", "zh")
        )
        for one, other in zip(english, chinese, strict=True):
            if one.path.suffix == ".ipynb":
                cells = [cells_of([stub]) for stub in (one, other)]
                assert list(cells[0]) == list(cells[1])
                assert [c["metadata"] for c in cells[0].values()] == [
                    c["metadata"] for c in cells[1].values()
                ]
                assert "请编写这些函数" in other.text
                assert "Fill in the functions" not in other.text


class TestCommand:
    def run(self, *arguments, **variables):
        return CliRunner().invoke(app, ["release", *map(str, arguments)], env=variables)

    @pytest.mark.parametrize(
        ("more", "locale", "task", "said"),
        [
            (["--lang", "zh"], "en_US.UTF-8", "TODO: 计算 exp(X)", "都是最新的"),
            ([], "zh_CN.UTF-8", "TODO: compute exp(X)", "are up to date"),
        ],
    )
    def test_stubs_are_in_the_language_that_is_asked_for_whatever_the_locale(
        self, tmp_path, more, locale, task, said
    ):
        places = ["--solutions", SOLUTIONS, "--exercises", tmp_path, "--docs", ROOT / "docs"]
        done = self.run(*places, *more, LC_ALL=locale)
        assert done.exit_code == 0
        assert task in (tmp_path / "softmax_regression.py").read_text(encoding="utf-8")
        notebook = (tmp_path / "notebooks" / "softmax_regression.ipynb").read_bytes()
        assert nbformat.reads(notebook.decode(), 4).cells
        assert task in notebook.decode()
        assert said in self.run(*places, *more, "--check").output

    def test_it_answers_in_the_language_of_the_stubs(self, solutions, tmp_path):
        places = ["--solutions", solutions, "--exercises", tmp_path / "x", "--docs", tmp_path]
        assert "共 4 个文件，其中 4 个有变化。" in self.run(*places, "--lang", "zh").output
        assert "4 个文件都是最新的。" in self.run(*places, "--lang", "zh", "--check").output
        stale = self.run(*places, "--check")
        assert str(stale.exception).startswith("Out of date: ")
        (solutions / "bad.py").write_text("    ### END SOLUTION\n")
        for language, said in (("en", "this solution has no beginning."), ("zh", "没有开头")):
            assert said in str(self.run(*places, "--lang", language).exception)

    def test_a_chinese_course_says_all_in_chinese(self, tmp_path):
        course = tmp_path / "course"
        done = self.run("--solutions", SOLUTIONS, "--nbgrader", course, "--lang", "zh")
        assert "已写入" in done.output
        readme = re.sub("```.*?```", "", (course / "README.md").read_text(), flags=re.DOTALL)
        prose = re.split(r"\n\n+", re.sub("`.*?`", "", readme).strip())
        assert [text for text in prose if not is_chinese(text)] == []
        config = (course / "nbgrader_config.py").read_text()
        assert 'NotImplementedError("尚未编写")' in config

    @pytest.mark.parametrize(
        ("name", "old", "new"),
        [
            ("softmax_regression.py", "raise NotImplementedError", "return X or ValueError"),
            (
                "notebooks/softmax_regression.ipynb",
                "raise NotImplementedError",
                "return X or ValueError",
            ),
            ("softmax_regression.py", "def helper(X)", "def softmax(X): return X\ndef helper(X)"),
            ("softmax_regression.py", "def helper(X)", "def helper(X"),
        ],
        ids=["module", "notebook", "below-the-stub", "does-not-parse"],
    )
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_what_somebody_has_written_is_replaced_only_with_consent(
        self, solutions, tmp_path, name, old, new, language
    ):
        folder = tmp_path / "x"
        command = ["release", "--solutions", solutions, "--exercises", folder, "--docs", tmp_path]
        command = [*map(str, command), "--lang", language]
        run = CliRunner().invoke
        assert run(app, command).exit_code == 0
        path = folder / name
        stub = path.read_text()
        work = stub.replace(old, new)
        path.write_text(work)
        said = {
            "en": (f"{path} holds what somebody has written: ", "Replace it by stubs?"),
            "zh": (f"{path} 中有已经编写的内容：", "要用占位代码替换这些内容吗？"),
        }[language]
        for answer in ("", "n\n"):
            refused = run(app, command, input=answer)
            assert isinstance(refused.exception, UserError)
            assert all(text in refused.output for text in said)
            assert path.read_text() == work
        assert run(app, command, input="y\n").exit_code == 0
        assert path.read_text() == stub
        path.write_text(work)
        unasked = run(app, [*command, "--yes"])
        assert unasked.exit_code == 0
        assert said[1] not in unasked.output
        assert path.read_text() == stub

    def test_stubs_of_another_language_or_of_older_solutions_are_replaced_unasked(
        self, solutions, tmp_path
    ):
        places = ["--solutions", solutions, "--exercises", tmp_path / "x", "--docs", tmp_path]
        assert self.run(*places).exit_code == 0
        assert self.run(*places, "--lang", "zh").exit_code == 0
        (solutions / "softmax_regression.py").write_text(
            SOLUTION.replace("do it", "do that").replace("helper", "other")
            + "\n\ndef helper(X):\n    return X\n"
        )
        done = self.run(*places)
        assert done.exit_code == 0
        assert "somebody" not in done.output

    def test_a_language_that_is_not_there_is_refused_and_nothing_is_written(self, tmp_path):
        done = self.run("--solutions", SOLUTIONS, "--exercises", tmp_path / "x", "--lang", "xx")
        assert str(done.exception) == "There is no language 'xx'; expected en or zh."
        assert not (tmp_path / "x").exists()

    def test_files_are_written_and_then_up_to_date(self, solutions, tmp_path):
        places = [
            *("--solutions", solutions, "--exercises", tmp_path / "x", "--docs", tmp_path / "d")
        ]
        assert "4 of 4 files written" in self.run(*places).output
        assert "4 files are up to date." in self.run(*places, "--check").output
        notebook = tmp_path / "x" / "notebooks" / "softmax_regression.ipynb"
        notebook.write_text(notebook.read_text().replace("do it", "do that"))
        stale = self.run(*places, "--check")
        assert isinstance(stale.exception, UserError)
        assert "softmax_regression.ipynb" in str(stale.exception)

    def test_what_notebooks_need_is_named_and_the_rest_is_made(
        self, solutions, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(
            "autograder.authoring.notebooks.NEEDED", ("jupytext", "no_such_package")
        )
        places = [
            *("--solutions", solutions, "--exercises", tmp_path / "x", "--docs", tmp_path / "d")
        ]
        for more in ([], ["--check"]):
            output = self.run(*places, *more).output
            assert "3" in output  # a stub, and the map in two languages
            assert (
                "The notebooks were left as they are, as this needs no_such_package: "
                "pip install 'autograder[nbgrader]'." in output
            )
        assert not (tmp_path / "x" / "notebooks").exists()
        course = self.run("--solutions", solutions, "--nbgrader", tmp_path / "course")
        assert "needs no_such_package" in str(course.exception)
