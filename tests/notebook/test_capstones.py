"""The exercise notebooks end with a training run of what was written, in a real kernel."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from english import english_in
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from autograder.authoring.notebooks import student_notebooks
from autograder.catalogue import EXERCISES

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions"
PNG = b"\x89PNG"
RUNS = {
    "linear_regression": ("line", 2, ("A line through 1000 points", "normal_equation")),
    "linear_regression_concise": ("concise", 2, ("The same line with torch's own parts",)),
    "image_dataset": ("images", 3, ("Handwritten digits, read from files",)),
    "softmax_regression": ("digits", 3, ("Handwritten digits, 8 x 8 pixels", "is due")),
}
pytestmark = [
    pytest.mark.slow,
    # The client's own, of packages that it needs.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """The students' notebooks as they are when all is written, by language; in folders."""

    def write(language="en"):
        folder = tmp_path_factory.mktemp("exercises") / "notebooks"
        folder.mkdir()
        for path, notebook in student_notebooks(SOLUTIONS, EXERCISES, language):
            nbformat.write(notebook, folder / f"{path.stem}.ipynb")
        return folder

    return write


def run(path, *, without_checks=True, language="en"):
    """The notebook after all of its cells have run, as Jupyter would run them."""
    notebook = nbformat.read(path, 4)
    if without_checks:
        notebook.cells = [c for c in notebook.cells if not c.source.startswith("check(")]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "LC_ALL": f"{language}.UTF-8", "HOME": str(path.parents[1]),
    }  # fmt: skip
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    asyncio.run(client.async_execute(env=environment))
    return notebook


def printed_by(cell):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def pictures_of(cell):
    return [
        o.data for o in cell.outputs if o.output_type == "display_data" and "image/png" in o.data
    ]


@pytest.mark.parametrize("stem", RUNS)
def test_a_notebook_ends_with_a_training_run_and_its_curves(solved, stem):
    name, pictures, said = RUNS[stem]
    notebook = run(solved() / f"{stem}.ipynb")
    assert "make lab" in notebook.cells[1].source
    last = notebook.cells[-1]
    assert last.source == f'capstone("{name}")'
    text = printed_by(last)
    assert all(part in text for part in (*said, "★", "epoch"))
    assert "━" not in text, "a bar is drawn anew in a place that a notebook does not have"
    assert len(pictures_of(last)) == pictures


def test_in_chinese_it_says_all_in_chinese(solved):
    last = run(solved("zh") / "linear_regression.ipynb", language="zh_CN").cells[-1]
    assert "★ 过 1000 个点的直线（第 3.2 节）：已获得。" in printed_by(last)
    assert english_in(printed_by(last).replace("normal_equation", "")) == []


def test_what_the_cells_define_counts_and_not_what_was_saved(solved):
    folder = solved()
    path = folder / "linear_regression.ipynb"
    notebook = nbformat.read(path, 4)
    wrong = "def squared_loss(y_hat, y):\n    return (y_hat - y.reshape(-1)) ** 2 / 2"
    notebook.cells.insert(-2, nbformat.v4.new_code_cell(wrong))
    nbformat.write(notebook, folder / "other.ipynb")
    (folder.parent / "linear_regression.py").write_text(
        (SOLUTIONS / "linear_regression.py").read_text()
    )
    last = run(folder / "other.ipynb").cells[-1]
    assert "more than 0.01 from the analytic ones" in printed_by(last)


@pytest.mark.parametrize("place", ["..", "."])
def test_what_they_lack_is_found_in_the_modules(solved, place):
    folder = solved()
    (folder / "linear_regression.ipynb").unlink()
    module = (SOLUTIONS / "linear_regression.py").read_text()
    (folder / place / "linear_regression.py").write_text(module)
    last = run(folder / "softmax_regression.ipynb").cells[-1]
    assert "★" in printed_by(last)


def test_what_is_nowhere_is_named(solved):
    folder = solved()
    (folder / "linear_regression.ipynb").unlink()
    last = run(folder / "softmax_regression.ipynb").cells[-1]
    assert "has no data_iter, init_params" in printed_by(last)
    assert pictures_of(last) == []


def test_a_pass_is_measured_outside_the_sandbox_only_where_the_cell_says_so(solved):
    folder = solved()
    path = folder / "linear_regression_concise.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[-1].source = 'capstone("loading")'
    nbformat.write(notebook, path)
    with pytest.raises(CellExecutionError) as raised:
        run(path)
    assert "Your code can then do whatever you can" in " ".join(str(raised.value).split())
    assert 'capstone("loading", sandbox=False) says yes' in str(raised.value)
    notebook.cells[-1].source = 'capstone("loading", sandbox=False)'
    nbformat.write(notebook, path)
    last = run(path).cells[-1]
    assert "60,000 images of 28 x 28 pixels" in printed_by(last)
    assert len(pictures_of(last)) == 1


def test_elsewhere_than_in_a_notebook_it_says_what_to_do():
    program = "from autograder.notebook import capstone; capstone('line')"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert "This works in a notebook" in done.stderr
