"""The commands, run as commands: exit code, what they print, what they leave behind."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.catalogue import EXERCISES
from autograder.corpus import PUBLIC_SEED, cache_key
from autograder.records import decode_result

ROOT = Path(__file__).parents[1]
SOLUTIONS = ROOT / "solutions"
WRONG = "def softmax(X):\n    E = X.exp()\n    return E / E.sum()\n"


@pytest.fixture
def run(tmp_path):
    """Runs the command in a folder of its own."""

    def run_command(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "autograder", *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run_command


def one_line_of(run) -> str:
    """The only line on standard error; nothing is on standard output."""
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    return line


class TestCheck:
    def test_the_solutions_have_full_marks_and_every_badge(self, run):
        done = run("check", SOLUTIONS)
        assert done.returncode == 0
        assert "23 of 23 points, 3 of 3 badges" in done.stdout
        assert "Everything is right." in done.stdout

    def test_the_stubs_are_not_attempted_which_is_no_mistake(self, run):
        done = run("check", ROOT / "exercises")
        assert done.returncode == 0
        assert done.stdout.count("not attempted") == len(EXERCISES)
        assert "Next: write sgd in linear_regression.py" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr

    def test_a_mistake_is_shown_with_call_result_expectation_and_next_step(self, run, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        done = run("check", "softmax_regression.py", "--only", "softmax")
        assert done.returncode == 1
        assert "softmax(tensor([[0.], [0.]]))" in done.stdout
        assert re.search(r"got +tensor\(\[\[0\.5\*\]", done.stdout)
        assert re.search(r"expected +tensor\(\[\[1\.\]", done.stdout)
        assert "Next: change softmax in softmax_regression.py" in done.stdout

    def test_only_one_function_is_checked_if_asked(self, run):
        done = run("check", SOLUTIONS, "--only", "accuracy")
        assert "4 of 4 points" in done.stdout
        assert "softmax " not in done.stdout

    def test_json_prints_the_record_the_same_every_time(self, run, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        first, second = (run("check", tmp_path, "--json") for _ in range(2))
        assert first.stdout == second.stdout
        result = decode_result(first.stdout.encode())
        assert result.schema == "autograder/result/v1"
        assert result.student == tmp_path.name

    def test_a_shrunk_example_is_one_that_breaks_the_property(self, run, tmp_path):
        wrong_for_many = "def softmax(X):\n    E = X.exp()\n    S = E.sum(1, keepdim=True)\n"
        wrong_for_many += "    return E / S if X.numel() < 12 else E\n"
        (tmp_path / "softmax_regression.py").write_text(wrong_for_many)
        done = run("check", tmp_path, "--only", "softmax")
        call = re.search(r"softmax\(tensor\((\[\[.*?\]\])\)\)", done.stdout)
        numbers = [number for row in json.loads(call[1].replace(".]", "]").replace(".,", ","))
                   for number in row]  # fmt: skip
        assert len(numbers) == 12
        assert set(numbers) == {0}

    def test_colours_are_only_for_terminals(self, run, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        assert "\x1b" not in run("check", tmp_path).stdout

    def test_one_module_is_checked_for_its_own_functions(self, run):
        done = run("check", SOLUTIONS / "softmax_regression.py")
        assert done.returncode == 0
        assert "16 of 16 points" in done.stdout

    def test_open_badges_are_named(self, run, tmp_path):
        right = WRONG.replace("E.sum()", "E.sum(1, keepdim=True)")
        (tmp_path / "softmax_regression.py").write_text(right)
        done = run("check", tmp_path, "--only", "softmax")
        assert "☆ softmax: logits as large as 1000" in done.stdout

    def test_a_terminal_without_unicode_gets_an_answer_too(self, run):
        done = run("check", SOLUTIONS, "--only", "accuracy", PYTHONIOENCODING="ascii", LC_ALL="C")
        assert done.returncode == 0
        assert "4 of 4 points" in done.stdout

    def test_a_fault_of_ours_is_exit_code_3_and_says_so(self, run, tmp_path):
        broken = tmp_path / "sitecustomize.py"
        broken.write_text("import numpy, sys\nif '-P' not in sys.orig_argv: numpy.arange = None\n")
        done = run("check", SOLUTIONS, PYTHONPATH=str(tmp_path))
        assert done.returncode == 3
        assert "A fault of the grader" in done.stderr


class TestReplay:
    def test_a_token_runs_the_same_call_again(self, run, tmp_path):
        module = tmp_path / "softmax_regression.py"
        module.write_text(WRONG)
        record = decode_result(run("check", tmp_path, "--json").stdout.encode())
        softmax = next(f for f in record.functions if f.name == "softmax")
        example = softmax.properties[0].counterexample
        wrong = run("replay", example.replay, tmp_path)
        assert wrong.returncode == 1
        assert example.call in wrong.stdout
        module.write_text(WRONG.replace("E.sum()", "E.sum(1, keepdim=True)"))
        right = run("replay", example.replay, tmp_path)
        assert right.returncode == 0
        assert "no longer breaks it" in right.stdout

    def test_a_damaged_token_is_refused(self, run, tmp_path):
        assert "not a whole replay token" in one_line_of(run("replay", "abc", SOLUTIONS))


class TestGrade:
    @pytest.fixture
    def classroom(self, tmp_path):
        """Two students, one right and one wrong."""
        folder = tmp_path / "class"
        for student, text in (("right", (SOLUTIONS / "softmax_regression.py").read_text()),
                              ("wrong", WRONG)):  # fmt: skip
            (folder / student).mkdir(parents=True)
            (folder / student / "softmax_regression.py").write_text(text)
        return folder

    def test_a_class_gets_records_a_table_and_a_reason_for_each_loss(
        self, run, classroom, tmp_path
    ):
        done = run("grade", classroom, "--out", "out", "--jobs", "1")
        assert done.returncode == 0
        assert re.search(r"right +16 +69\.6", done.stdout)
        assert "softmax(tensor([[0.], [0.]]))" in done.stdout
        assert sorted(p.name for p in (tmp_path / "out" / "results").iterdir()) == [
            "right.json",
            "wrong.json",
        ]
        header, right, _ = (tmp_path / "out" / "grades.csv").read_text().splitlines()
        assert header == "student,total,percent,status,sgd,softmax,cross_entropy,accuracy"
        assert right == "right,16,69.6,graded,0,7,5,4"
        settings = json.loads((tmp_path / "out" / "run.json").read_text())
        assert settings["seed"] > 0
        assert set(settings["submissions"]) == {"right", "wrong"}

    def test_a_second_run_grades_only_what_changed(self, run, classroom, tmp_path):
        run("grade", classroom, "--out", "out", "--jobs", "1")
        records = tmp_path / "out" / "results"
        before = {p.name: p.stat().st_mtime_ns for p in records.iterdir()}
        (classroom / "wrong" / "softmax_regression.py").write_text(WRONG.replace("E.sum()", "1"))
        run("grade", classroom, "--out", "out", "--jobs", "1")
        after = {p.name: p.stat().st_mtime_ns for p in records.iterdir()}
        assert after["right.json"] == before["right.json"]
        assert after["wrong.json"] != before["wrong.json"]

    def test_the_seed_of_a_folder_is_kept(self, run, classroom, tmp_path):
        def seed():
            return json.loads((tmp_path / "out" / "run.json").read_text())["seed"]

        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        first = seed()
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        assert seed() == first
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy", "--seed", "5")
        assert seed() == 5

    def test_a_student_who_left_is_not_in_the_table_any_more(self, run, classroom, tmp_path):
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        (classroom / "wrong" / "softmax_regression.py").unlink()
        (classroom / "wrong").rmdir()
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        assert "wrong" not in (tmp_path / "out" / "grades.csv").read_text()

    def test_other_functions_do_not_take_the_place_of_earlier_grades(
        self, run, classroom, tmp_path
    ):
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        before = (tmp_path / "out" / "grades.csv").read_bytes()
        done = run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "sgd")
        assert done.returncode == 2
        assert "out holds grades of accuracy" in one_line_of(done)
        assert (tmp_path / "out" / "grades.csv").read_bytes() == before

    def test_results_do_not_go_into_the_folder_of_submissions(self, run, classroom):
        done = run("grade", classroom, "--out", classroom)
        assert done.returncode == 2
        assert "a folder of their own" in one_line_of(done)

    def test_ctrl_c_ends_it_at_once_with_one_line_and_the_next_run_goes_on(
        self, run, classroom, tmp_path
    ):
        (classroom / "wrong" / "softmax_regression.py").write_text("import time; time.sleep(1000)")
        command = [sys.executable, "-m", "autograder", "grade", str(classroom), "--jobs", "2"]
        process = subprocess.Popen(
            command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        while not list(tmp_path.glob("grades/results/right.json")):
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate()
        assert process.returncode == 130
        assert output == ""
        assert errors.strip() == "autograder: Stopped. Run the same command again to go on."

    def test_results_may_lie_among_the_submissions(self, run, classroom):
        for _ in range(2):
            run("grade", classroom, "--out", classroom / "out", "--jobs", "1", "--only", "accuracy")
        assert len((classroom / "out" / "grades.csv").read_text().splitlines()) == 3

    def test_report_shows_one_student_in_full(self, run, classroom):
        run("grade", classroom, "--out", "out", "--jobs", "1")
        done = run("report", "out", "--student", "wrong")
        assert done.stdout.startswith("wrong\n")
        assert "each row sums to one" in done.stdout

    def test_a_fault_of_the_grader_is_exit_code_3_and_no_score(self, run, classroom, tmp_path):
        broken = tmp_path / "sitecustomize.py"
        broken.write_text("import numpy, sys\nif '-P' not in sys.orig_argv: numpy.exp = None\n")
        done = run(
            "grade", classroom, "--out", "out", "--jobs", "1", "--only", "softmax",
            PYTHONPATH=str(tmp_path),
        )  # fmt: skip
        assert done.returncode == 3
        assert "The grader failed on 2 of 2 submissions" in done.stderr
        rows = (tmp_path / "out" / "grades.csv").read_text().splitlines()[1:]
        assert rows == ["right,,,grader_error,", "wrong,,,grader_error,"]


class TestRefusals:
    """Bad arguments give one clear line and exit code 2, and change nothing."""

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (["check", "nowhere"], "nowhere does not exist."),
            (["check", ROOT / "Makefile"], "is not a Python module"),
            (["check", SOLUTIONS, "--only", "sofmax"], "Did you mean: softmax?"),
            (["grade", "nowhere"], "nowhere does not exist."),
            (["grade", "."], ". holds no submissions"),
            (["grade", ROOT / "examples/class", "--only", "x"], "no function named 'x'"),
            (["grade", ROOT / "examples/class", "--out", "/proc/out"], "can't be written"),
            (["report", "."], ". holds no results"),
            (["release", "--solutions", "."], "holds no solutions"),
        ],
        ids=str,
    )
    def test_a_wrong_argument(self, run, arguments, line):
        done = run(*arguments)
        assert done.returncode == 2
        assert line in one_line_of(done)
        assert one_line_of(done).startswith("autograder: ")

    @pytest.mark.parametrize("option", [["--jobs", "0"], ["--seed", "x"], ["--limit-seconds", "0"]])
    def test_an_option_out_of_range(self, run, option):
        done = run("grade", ROOT / "examples/class", *option)
        assert done.returncode == 2
        assert option[0] in done.stderr

    def test_an_output_that_is_a_file(self, run, tmp_path):
        (tmp_path / "out").write_text("mine")
        done = run("grade", ROOT / "examples/class", "--out", "out")
        assert done.returncode == 2
        assert "can't be written to out" in one_line_of(done)
        assert (tmp_path / "out").read_text() == "mine"

    def test_a_damaged_run_file_is_kept(self, run, tmp_path):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "run.json").write_text("{")
        done = run("grade", ROOT / "examples/class", "--out", "out")
        assert done.returncode == 2
        assert "run.json can't be read" in one_line_of(done)
        assert (tmp_path / "out" / "run.json").read_text() == "{"

    def test_a_damaged_cache_is_set_aside_so_that_the_next_run_succeeds(self, run, tmp_path):
        cache = tmp_path / "cache"
        cache.mkdir()
        accuracy = next(e for e in EXERCISES if e.name == "accuracy")
        (cache / f"{cache_key(accuracy, PUBLIC_SEED)}.msgpack").write_bytes(b"junk")
        command = ("check", SOLUTIONS, "--only", "accuracy")
        done = run(*command, AUTOGRADER_CACHE=str(cache))
        assert done.returncode == 2
        assert "are damaged" in one_line_of(done)
        assert run(*command, AUTOGRADER_CACHE=str(cache)).returncode == 0


class TestRelease:
    def test_the_stubs_in_the_repository_are_those_of_the_solutions(self, run):
        done = run(
            "release", "--check", "--solutions", SOLUTIONS, "--exercises", ROOT / "exercises"
        )
        assert done.returncode == 0, done.stderr

    def test_a_stub_that_is_out_of_date_fails_the_check(self, run, tmp_path):
        done = run("release", "--check", "--solutions", SOLUTIONS)
        assert done.returncode == 2
        assert "Run `make release`" in one_line_of(done)
        assert not (tmp_path / "exercises").exists()


def test_help_and_version_need_neither_torch_nor_the_catalogue():
    program = (
        "import sys\nfrom autograder.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "print(sorted({'torch', 'numpy', 'hypothesis', 'autograder.catalogue'} & set(sys.modules)))"
    )
    for arguments in (["--help"], ["version"], ["check", "--help"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1] == "[]"


def test_the_examples_in_the_docstrings_of_the_solutions_are_true():
    for path in SOLUTIONS.glob("*.py"):
        done = subprocess.run(
            [sys.executable, "-m", "doctest", path.name], cwd=SOLUTIONS, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (0, "")
        assert ">>>" in path.read_text()


def test_a_module_in_the_current_folder_does_not_replace_a_library(run, tmp_path):
    (tmp_path / "numpy.py").write_text("raise SystemExit('imported')")
    (tmp_path / "random.py").write_text("raise SystemExit('imported')")
    assert run("check", SOLUTIONS, "--only", "accuracy").returncode == 0
