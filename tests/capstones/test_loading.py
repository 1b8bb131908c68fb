"""A pass is measured outside the sandbox, with the student's consent."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from matplotlib.image import imread
from terminals import terminal
from torch.utils.data import DataLoader, TensorDataset

from autograder.capstones.data import FILES
from autograder.capstones.loading import WORKERS
from autograder.capstones.passes import one_pass, with_workers
from autograder.idx import idx_bytes

ROOT = Path(__file__).parents[2]
MODULE = "linear_regression_concise.py"
RIGHT = (ROOT / "solutions" / MODULE).read_text()
IMPORTS = "import torch\nfrom torch.utils.data import DataLoader, TensorDataset\n"
each_language = pytest.mark.parametrize(
    ("language", "said"), [("en", "Nothing was run."), ("zh", "没有运行任何代码")]
)
ROW = re.compile(r"^ +(\d+) +(\d+\.\d\d) +([\d,]+)$", re.MULTILINE)


@pytest.fixture
def run(tmp_path):
    """Measures a module, with some images of the data set that is on the disk."""
    images = np.arange(500 * 6, dtype=np.uint8).reshape(500, 2, 3)
    for name, array in zip(FILES, [images, images[:, 0, 0] % 10] * 2, strict=True):
        (tmp_path / name).write_bytes(idx_bytes(array))

    def measure(code, *options, answer="", **variables):
        (tmp_path / MODULE).write_text(code)
        command = ["capstone", "loading", MODULE, "--data", ".", *options]
        return subprocess.run(
            [sys.executable, "-P", "-m", "autograder", *command], cwd=tmp_path, input=answer,
            capture_output=True, encoding="utf-8", check=False,
            env=os.environ | {"PYTHONUTF8": "1"} | variables,
        )  # fmt: skip

    return measure


@pytest.mark.parametrize("workers", [0, 2])
def test_other_processes_read_the_same_batches(workers):
    images, labels = torch.arange(10.0).reshape(10, 1), torch.arange(10)
    loader = DataLoader(TensorDataset(images, labels), 4, shuffle=True)
    batches = list(with_workers(loader, workers))
    assert [len(X) for X, _ in batches] == [4, 4, 2]
    assert sorted(torch.cat([y for _, y in batches]).tolist()) == list(range(10))
    assert all((X[:, 0] == y).all() for X, y in batches)
    told = one_pass(loader, workers)
    assert (told["workers"], told["images"]) == (workers, 10)
    assert told["seconds"] > 0


def test_without_a_yes_nothing_is_run(run, tmp_path):
    path = tmp_path / "ran"
    assert run(IMPORTS + OUTSIDE.format(path=str(path))).returncode == 2
    assert not path.exists()


@pytest.mark.slow
def test_a_pass_is_measured_with_each_number_of_workers_and_drawn(run, tmp_path):
    done = run(RIGHT, "--no-sandbox")
    assert done.returncode == 0, done.stderr
    assert "500 images of 2 x 3 pixels in memory, batches of 256\n" in done.stdout
    assert [int(row[0]) for row in ROW.findall(done.stdout)] == list(WORKERS)
    assert "in a sandbox" not in done.stdout
    assert imread(tmp_path / "capstones" / "loading-workers.png").shape[2] == 4


@pytest.mark.slow
def test_without_a_data_set_there_are_as_many_images_as_the_chapter_has(tmp_path):
    command = ["capstone", "loading", ROOT / "solutions", "--no-sandbox", "--format", "svg"]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder", *map(str, command)], cwd=tmp_path,
        capture_output=True, encoding="utf-8", check=False, env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "60,000 images of 28 x 28 pixels in memory, batches of 256; made up" in done.stdout
    assert (tmp_path / "capstones" / "loading-workers.svg").is_file()


OUTSIDE = """
import pathlib
def make_loader(features, labels, batch_size, shuffle):
    pathlib.Path({path!r}).touch()
    return DataLoader(TensorDataset(features, labels), batch_size, shuffle=shuffle)
"""


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["", "n\n", "\n"])
@each_language
def test_nothing_runs_without_a_yes(run, tmp_path, answer, language, said):
    path = tmp_path / "ran"
    done = run(IMPORTS + OUTSIDE.format(path=str(path)), "--lang", language, answer=answer)
    assert done.returncode == 2
    assert said in done.stderr
    assert not path.exists()


@pytest.mark.slow
def test_a_yes_runs_it_with_the_rights_of_the_student(run, tmp_path):
    path = tmp_path / "ran"
    assert run(IMPORTS + OUTSIDE.format(path=str(path)), answer="y\n").returncode == 0
    assert path.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return [(features, labels)]", "gave a list; expected a DataLoader"),
        ("return DataLoader(TensorDataset(features, labels), None)", "expected a DataLoader"),
        ("raise ValueError('a\\x1b[31m\\nb')", "It stopped: ValueError: a"),
        ("import os; os._exit(0)", "Your code ended the process"),
        ("raise SystemExit", "Your code ended the process"),
        ("import os; os.write(1, b'{}\\n')", "It stopped"),
        (
            "return DataLoader(TensorDataset(features, labels), batch_size, drop_last=True)",
            "The loader gave 256 images in a pass; there are 500.",
        ),
    ],
)
def test_what_goes_wrong_is_said(run, tmp_path, body, said):
    code = f"{IMPORTS}\ndef make_loader(features, labels, batch_size, shuffle):\n    {body}\n"
    done = run(code, "--no-sandbox")
    assert done.returncode == 1, done.stderr
    assert said in done.stdout
    assert "\x1b" not in done.stdout
    assert not (tmp_path / "capstones").exists()


@pytest.mark.slow
@pytest.mark.parametrize("module", ["raise NotImplementedError", "pass", None])
def test_a_loader_that_is_not_written_runs_nothing(run, module):
    code = "x = 1\n" if module is None else f"def make_loader(a, b, c, d):\n    {module}\n"
    done = run(code, "--no-sandbox")
    assert done.returncode == 2
    assert "make_loader is still to be written." in done.stderr


@pytest.mark.slow
def test_prints_of_the_student_are_no_measurements(run):
    code = RIGHT + '\nprint(\'{"workers": 9, "seconds": 1, "images": 500}\')\n'
    done = run(code, "--no-sandbox")
    assert [int(row[0]) for row in ROW.findall(done.stdout)] == list(WORKERS)
    assert '"workers": 9' in done.stderr


@pytest.mark.slow
def test_the_others_stay_in_the_sandbox(run):
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder", "capstone", "line", ROOT / "solutions",
         "--no-sandbox"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "line runs in the sandbox" in done.stderr


@pytest.mark.slow
class TestTerminal:
    def test_it_asks_and_says_what_that_means(self, tmp_path):
        (tmp_path / MODULE).write_text(RIGHT)
        with terminal(tmp_path, width=80) as shown:
            shown.run("capstone", "loading", MODULE)
            screen = shown.wait_for(f"Run {MODULE} outside the sandbox? [y/N]: ".strip())
            text = " ".join(screen.split())
            assert "Your code can then do whatever you can" in text
            assert "images/s" not in text
            shown.type("n")
            assert "Nothing was run." in " ".join(shown.wait_for("ended with 2").split())
            shown.run("capstone", "loading", MODULE)
            shown.wait_for("[y/N]:")
            shown.type("y")
            screen = shown.wait_for("ended with 0")
            assert [int(row[0]) for row in ROW.findall(screen)] == list(WORKERS)

    def test_in_chinese(self, tmp_path):
        (tmp_path / MODULE).write_text(RIGHT)
        with terminal(tmp_path, width=80) as shown:
            shown.run("capstone", "loading", MODULE, "--lang", "zh")
            shown.wait_for(f"要在沙箱之外运行 {MODULE} 吗？ [y/N]:")
            shown.press("C-c")
            assert "没有运行任何代码" in shown.wait_for("ended with")

    def test_ctrl_c_ends_all_of_its_processes(self, tmp_path):
        told = tmp_path / "processes"
        code = f"""{IMPORTS}
import os, time
class Slow(torch.utils.data.Dataset):
    def __len__(self): return 60000
    def __getitem__(self, place):
        with open({str(told)!r}, "a") as file: file.write(f"{{os.getpid()}}\\n")
        time.sleep(1)
        return torch.zeros(1), 0
def make_loader(features, labels, batch_size, shuffle): return DataLoader(Slow(), 1)
"""
        (tmp_path / MODULE).write_text(code)
        with terminal(tmp_path) as shown:
            shown.run("capstone", "loading", MODULE, "--no-sandbox")
            ends = time.monotonic() + 120
            while not told.exists():
                assert time.monotonic() < ends
                time.sleep(0.1)
            shown.press("C-c")
            shown.wait_for("ended with 130")
        process = int(told.read_text().split()[0])
        while Path(f"/proc/{process}").exists():
            assert time.monotonic() < ends
            time.sleep(0.1)
