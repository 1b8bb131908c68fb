"""The commands, run as commands: exit code, what they print, what they leave behind.

Where it does not matter that a command is a process, it is called within this one.
"""

import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from machines import lacking
from shapes import notebook_of, zip_of

from autograder.catalogue import EXERCISES
from autograder.cli import main
from autograder.cli.commands import program_name
from autograder.corpus import PUBLIC_SEED, cache_key
from autograder.grading import Grader, faulty
from autograder.i18n import speaking
from autograder.records import decode_result
from autograder.replay import Token, encode
from autograder.values import File
from autograder.worker import client

ROOT = Path(__file__).parents[1]
SOLUTIONS = ROOT / "solutions"
WRONG = "def softmax(X):\n    E = X.exp()\n    return E / E.sum()\n"
PUBLIC = ("--seed", str(PUBLIC_SEED))
"""Its examples are drawn already."""


@pytest.fixture
def run(tmp_path):
    """Runs the command in a folder of its own."""

    def run_command(*arguments, prefix=(), **environment):
        return subprocess.run(
            [*prefix, sys.executable, "-P", "-m", "autograder", *map(str, arguments)],
            cwd=tmp_path,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run_command


@pytest.fixture
def call(tmp_path, zygote, monkeypatch, capfd):
    """Calls the command within this process, in a folder of its own, with a zygote at hand."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(client, "Zygote", lambda **_: contextlib.nullcontext(zygote))

    def call_command(*arguments):
        words = [*map(str, arguments)]
        with speaking("en"), pytest.raises(SystemExit) as ended:
            main(words)
        return subprocess.CompletedProcess(words, ended.value.code, *capfd.readouterr())

    return call_command


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    """Copies of the solutions and of the stubs, because a check leaves its state beside them."""
    folder = tmp_path_factory.mktemp("copies")
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*"))
    return folder


@pytest.fixture
def example(grade_function):
    """The counterexample of what WRONG gets wrong first."""
    return grade_function("softmax", WRONG).properties[0].counterexample


def one_line_of(run) -> str:
    """The only line on standard error; nothing is on standard output."""
    assert run.stdout == ""
    (line,) = run.stderr.splitlines()
    return line


class TestProtections:
    """What is said and refused where Landlock or seccomp is missing."""

    def test_doctor_names_the_essential_ones_and_that_they_hold(self, run):
        done = run("doctor")
        assert (done.returncode, done.stderr) == (0, "")
        for name in ("Landlock", "seccomp", "memory limit"):
            assert re.search(rf"^✓ +{name} +refused: ", done.stdout, re.MULTILINE)

    @pytest.mark.parametrize(
        ("walls", "named"),
        [
            (["landlock"], "Landlock"),
            (["seccomp"], "seccomp"),
            (["landlock", "seccomp"], "Landlock and seccomp"),
        ],
    )
    def test_doctor_fails_where_one_is_missing(self, run, walls, named):
        done = run("doctor", "--json", prefix=lacking(*walls))
        assert done.returncode == 2
        assert done.stderr.startswith(f"autograder: {named} can't be relied on here")
        protections = {p["name"]: p for p in json.loads(done.stdout)}
        assert protections["Landlock"]["holds"] == ("landlock" not in walls)
        assert protections["seccomp"]["holds"] == ("seccomp" not in walls)

    def test_a_filter_that_is_switched_off_is_missing_too(self, run):
        done = run("doctor", AUTOGRADER_SECCOMP="off")
        assert done.returncode == 2
        assert "it is switched off" in done.stdout

    def test_and_who_switched_it_off_is_told(self, run):
        line = one_line_of(run("grade", ROOT / "examples" / "class", AUTOGRADER_SECCOMP="off"))
        assert "Without seccomp, which AUTOGRADER_SECCOMP=off switches off, a student" in line

    def test_an_unknown_filter_is_refused(self, run):
        done = run("doctor", AUTOGRADER_SECCOMP="strict")
        assert done.returncode == 2
        assert "'strict'; it can be allow, deny, off" in one_line_of(done)

    def test_a_class_is_not_graded_without_them(self, run, tmp_path):
        done = run("grade", ROOT / "examples" / "class", prefix=lacking("landlock"))
        assert done.returncode == 2
        line = one_line_of(done)
        assert "Without Landlock, which this machine lacks" in line
        assert "--no-sandbox" in line
        assert not (tmp_path / "grades").exists()

    @pytest.mark.slow
    def test_if_that_is_accepted_every_report_says_so_and_a_sound_machine_grades_again(
        self, run, tmp_path
    ):
        (tmp_path / "class" / "ada").mkdir(parents=True)
        (tmp_path / "class" / "ada" / "softmax_regression.py").write_text(WRONG)
        arguments = ["grade", "class", "--only", "softmax", "--jobs", "1", *PUBLIC]
        done = run(*arguments, "--no-sandbox", prefix=lacking("landlock", "seccomp"))
        assert done.returncode == 0
        notice = "No sandbox: without Landlock and seccomp, the graded code could"
        assert notice in done.stdout
        assert notice in run("report", "grades").stdout
        assert notice in run("report", "grades", "--student", "ada").stdout
        before = json.loads((tmp_path / "grades" / "run.json").read_bytes())
        assert before["missing_protections"] == ["Landlock", "seccomp"]
        done = run(*arguments)
        assert "No sandbox" not in done.stdout
        after = json.loads((tmp_path / "grades" / "run.json").read_bytes())
        assert after["missing_protections"] == []
        assert after["submissions"] != before["submissions"]

    def test_ones_own_code_is_checked_all_the_same_with_a_line_about_it(self, run, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        done = run("check", "softmax_regression.py", "--only", "softmax", prefix=lacking("seccomp"))
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert line.startswith("autograder: No sandbox: without seccomp, the graded code could")
        assert "Next: change softmax in softmax_regression.py" in done.stdout


class TestCheck:
    @pytest.mark.slow
    def test_the_solutions_have_full_marks_and_every_badge(self, run, copies):
        done = run("check", copies / "solutions")
        assert done.returncode == 0
        points = sum(exercise.points for exercise in EXERCISES) // 100
        badges = sum(len(exercise.stretch_properties) for exercise in EXERCISES)
        assert f"{points} of {points} points, {badges} of {badges} badges" in done.stdout
        assert "Everything is right." in done.stdout

    def test_the_stubs_are_not_attempted_which_is_no_mistake(self, run, copies):
        done = run("check", copies / "exercises", "--all")
        assert done.returncode == 0
        assert done.stdout.count("not attempted") == len(EXERCISES)
        assert "Next: write normal_equation in linear_regression.py" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr

    def test_a_mistake_is_shown_with_call_result_expectation_and_next_step(self, call, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        done = call("check", "softmax_regression.py", "--only", "softmax")
        assert done.returncode == 1
        assert "softmax(tensor([[0.], [0.]]))" in done.stdout
        assert re.search(r"got +tensor\(\[\[0\.5\*\]", done.stdout)
        assert re.search(r"expected +tensor\(\[\[1\.\]", done.stdout)
        assert "Next: change softmax in softmax_regression.py" in done.stdout

    def test_only_one_function_is_checked_if_asked(self, call, copies):
        done = call("check", copies / "solutions", "--only", "accuracy")
        assert "4 of 4 points" in done.stdout
        assert "softmax " not in done.stdout

    def test_json_prints_the_record_the_same_every_time(self, run, call, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        first, second = (how("check", tmp_path, "--json") for how in (run, call))
        assert first.stdout == second.stdout
        result = decode_result(first.stdout.encode())
        assert result.schema == "autograder/result/v1"
        assert result.student == tmp_path.name

    def test_colours_are_only_for_terminals(self, run, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        assert "\x1b" not in run("check", tmp_path).stdout

    def test_a_function_that_calls_the_library_is_told_so_unless_that_is_allowed(
        self, call, tmp_path
    ):
        source = "import torch\ndef softmax(X):\n    return torch.softmax(X, 1)\n"
        (tmp_path / "softmax_regression.py").write_text(source)
        refused = call("check", tmp_path, "--only", "softmax")
        assert refused.returncode == 1
        assert "Line 3 calls torch's own softmax" in refused.stdout
        allowed = call("check", tmp_path, "--only", "softmax", "--allow", "softmax")
        assert allowed.returncode == 0, allowed.stdout
        assert "Did you mean: softmax, softmax_net?" in one_line_of(
            call("check", tmp_path, "--allow", "softmac")
        )

    def test_one_module_is_checked_for_its_own_functions(self, call, copies):
        done = call("check", copies / "solutions" / "softmax_regression.py")
        assert done.returncode == 0
        assert "35 of 35 points" in done.stdout

    @pytest.mark.parametrize(
        "name", ["softmax_regression.ipynb", "Softmax-Regression (1).py", "softmax_regression.zip"]
    )
    def test_a_notebook_a_misnamed_module_and_an_archive_are_checked_too(
        self, call, tmp_path, name
    ):
        source = (SOLUTIONS / "softmax_regression.py").read_text()
        data = {".ipynb": notebook_of(source), ".py": source.encode(),
                ".zip": zip_of({"work/softmax_regression.py": source.encode()})}  # fmt: skip
        (tmp_path / name).write_bytes(data[Path(name).suffix])
        done = call("check", name)
        assert done.returncode == 0
        assert "35 of 35 points" in done.stdout

    def test_a_mistake_in_a_notebook_is_shown_with_its_cell(self, call, tmp_path):
        cells = ["import torch", "def softmax(X):\n    return X.nothing()"]
        (tmp_path / "softmax_regression.ipynb").write_bytes(notebook_of(*cells, "x = ("))
        done = call("check", ".", "--only", "softmax")
        assert "Note: softmax_regression.ipynb: cell 3, line 1: SyntaxError" in done.stdout
        assert "in cell 2, line 2 of softmax_regression.ipynb: return X.nothing()" in done.stdout
        assert "Next: change softmax in softmax_regression.ipynb" in done.stdout

    def test_open_badges_are_named(self, call, tmp_path):
        right = WRONG.replace("E.sum()", "E.sum(1, keepdim=True)")
        (tmp_path / "softmax_regression.py").write_text(right)
        done = call("check", tmp_path, "--only", "softmax")
        assert "☆ softmax: logits as large as 1000" in done.stdout

    @pytest.mark.slow
    def test_a_terminal_without_unicode_gets_an_answer_too(self, run, copies):
        done = run(
            "check",
            copies / "solutions",
            "--only",
            "accuracy",
            PYTHONIOENCODING="ascii",
            LC_ALL="C",
        )
        assert done.returncode == 0
        assert "4 of 4 points" in done.stdout
        assert "+ accuracy" in done.stdout
        assert "?" not in done.stdout

    def test_a_fault_of_ours_is_exit_code_3_and_says_so(self, run, tmp_path, copies):
        broken = tmp_path / "sitecustomize.py"
        broken.write_text("import numpy, sys\nif '-s' not in sys.orig_argv: numpy.arange = None\n")
        done = run("check", copies / "solutions", PYTHONPATH=str(tmp_path))
        assert done.returncode == 3
        assert "A fault of the grader" in done.stderr

    def test_the_printed_commands_name_the_path(self, call, tmp_path):
        (tmp_path / "my work {x}").mkdir()
        (tmp_path / "my work {x}" / "softmax_regression.py").write_text(WRONG)
        done = call("check", "my work {x}", "--only", "softmax", "--all")
        token = re.search(r" autograder replay (\S+) 'my work {x}'\n", done.stdout)[1]
        assert "run  autograder check 'my work {x}' --only softmax\n" in done.stdout
        assert call("replay", token, "my work {x}").returncode == 1

    def test_a_printed_command_shows_all_of_a_path_and_takes_it_for_no_option(self, call, tmp_path):
        name = "-x\x1b[2J\n\u202e'"
        (tmp_path / name).mkdir()
        (tmp_path / name / "softmax_regression.py").write_text(WRONG)
        done = call("check", f"./{name}", "--only", "softmax")
        quoted = r"$'./-x\033[2J\012\342\200\256\047'"
        assert f"run  autograder check {quoted} --only softmax\n" in done.stdout

    def test_a_class_is_checked_as_one_submission_with_a_hint_at_the_other_verb(
        self, call, tmp_path
    ):
        for student in ("ada", "bob"):
            (tmp_path / "class" / student).mkdir(parents=True)
            (tmp_path / "class" / student / "softmax_regression.py").write_text(WRONG)
        assert "use: autograder grade class" in call("check", "class", "--only", "sgd").stderr
        assert call("check", "class/ada", "--only", "sgd").stderr == ""


class TestOutput:
    """What becomes of a command whose output nobody takes, or not all of it."""

    @pytest.mark.slow
    def test_a_full_disk_is_one_line_and_no_fault_of_ours(self, tmp_path, copies):
        with Path("/dev/full").open("w") as full:
            for arguments in (
                ["check", copies / "solutions", "--only", "sgd"],
                ["doctor", "--json"],
            ):
                done = subprocess.run(
                    [sys.executable, "-P", "-m", "autograder", *arguments],
                    cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
                )  # fmt: skip
                assert (done.returncode, done.stderr) == (
                    2, "autograder: The output can't be written: No space left on device.\n",
                )  # fmt: skip

    def test_a_reader_who_has_enough_ends_it_quietly(self, tmp_path, copies):
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(
            [
                *(sys.executable, "-P", "-m", "autograder"),
                *("check", copies / "solutions", "--only", "sgd"),
            ],
            cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        os.close(writer)
        assert (done.returncode, done.stderr) == (141, "")


class TestProgramName:
    @pytest.mark.parametrize("found", [True, False])
    def test_it_is_what_a_shell_finds_or_else_as_it_was_typed(self, tmp_path, monkeypatch, found):
        program = tmp_path / "autograder"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "argv", [str(program)])
        monkeypatch.setenv("PATH", str(tmp_path) if found else os.defpath)
        assert program_name() == ("autograder" if found else str(program))

    @pytest.mark.parametrize("found", [True, False])
    def test_it_is_python_with_a_safe_path_where_that_was_typed_and_a_shell_finds_no_other(
        self, run, tmp_path, found
    ):
        program = tmp_path / "bin" / "autograder"
        program.parent.mkdir()
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        path = str(program.parent) if found else os.defpath
        done = run("check", "softmax_regression.py", "--only", "softmax", PATH=path)
        words = "autograder" if found else f"{shlex.quote(sys.executable)} -P -m autograder"
        assert f"run  {words} check softmax_regression.py --only softmax\n" in done.stdout


class TestReplay:
    def test_a_token_runs_the_same_call_again(self, run, example, tmp_path):
        module = tmp_path / "softmax_regression.py"
        module.write_text(WRONG)
        wrong = run("replay", example.replay, tmp_path)
        assert wrong.returncode == 1
        assert example.call in wrong.stdout
        module.write_text(WRONG.replace("E.sum()", "E.sum(1, keepdim=True)"))
        right = run("replay", example.replay, tmp_path)
        assert right.returncode == 0
        assert "no longer breaks it" in right.stdout

    @pytest.mark.slow
    def test_a_token_runs_on_a_notebook_too(self, run, example, tmp_path):
        (tmp_path / "softmax_regression.ipynb").write_bytes(notebook_of("# Title", WRONG))
        done = run("replay", example.replay, tmp_path)
        assert (done.returncode, example.call in done.stdout) == (1, True)

    def test_a_damaged_token_is_refused(self, run, tmp_path):
        assert "not a whole replay token" in one_line_of(run("replay", "abc", SOLUTIONS))

    @pytest.mark.parametrize("option", ["--script", "--debug"])
    def test_code_in_a_token_is_refused(self, call, tmp_path, option):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        inside = File("\");__import__('os').system('touch PWNED')#", b"")
        token = encode(Token("softmax", "matches-reference", {"X": inside}))
        done = call("replay", option, token, tmp_path)
        assert "not a whole replay token" in one_line_of(done)
        assert done.returncode == 2

    @pytest.mark.slow
    def test_a_script_is_printed_and_runs_beside_the_module(self, run, example, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        done = run("replay", "--script", example.replay, tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        (tmp_path / "again.py").write_text(done.stdout)
        again = subprocess.run(
            [sys.executable, "again.py"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert again.stdout == "tensor([[0.5000],\n        [0.5000]])\n"

    @pytest.mark.slow
    def test_the_debugger_is_one_of_a_notebook_too(self, run, example, tmp_path):
        (tmp_path / "softmax_regression.ipynb").write_bytes(notebook_of("# Title", WRONG))
        done = run("replay", "--debug", example.replay, tmp_path)
        assert "without the sandbox" in done.stdout
        assert "softmax()" in done.stdout


class TestReset:
    def test_a_stub_comes_back_without_a_question_if_that_is_wanted(self, run, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        done = run("reset", "softmax", tmp_path, "--yes")
        assert done.returncode == 0
        assert "softmax_regression.py.before-reset" in done.stdout
        assert "still to be written" in (tmp_path / "softmax_regression.py").read_text()
        kept = tmp_path / "softmax_regression.py.before-reset"
        assert kept.read_text() == WRONG
        assert "is the stub already" in run("reset", "softmax", tmp_path).stdout
        assert "needs at the top of the file:  from torch import Tensor" in done.stdout

    def test_the_stub_is_in_the_language_that_is_asked_for(self, run, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        assert run("reset", "softmax", tmp_path, "--yes", "--lang", "zh").returncode == 0
        text = (tmp_path / "softmax_regression.py").read_text(encoding="utf-8")
        assert "# TODO: 计算 exp(X)" in text
        assert "已经是占位代码" in run("reset", "softmax", tmp_path, "--lang", "zh").stdout

    def test_a_link_in_a_folder_is_not_followed_and_one_that_is_named_is(self, run, tmp_path):
        mine = tmp_path / "elsewhere.py"
        mine.write_text(WRONG)
        (tmp_path / "work").mkdir()
        (tmp_path / "work" / "softmax_regression.py").symlink_to(mine)
        done = run("reset", "softmax", tmp_path / "work", "--yes")
        assert done.returncode == 2
        assert "softmax_regression.py is a link" in done.stderr
        assert mine.read_text() == WRONG
        named = tmp_path / "work" / "softmax_regression.py"
        assert run("reset", "softmax", named, "--yes").returncode == 0
        assert "still to be written" in mine.read_text()

    def test_no_answer_is_a_no(self, run, tmp_path):
        (tmp_path / "softmax_regression.py").write_text(WRONG)
        done = run("reset", "softmax", tmp_path)
        assert "Nothing was changed." in done.stdout
        assert (tmp_path / "softmax_regression.py").read_text() == WRONG

    @pytest.mark.parametrize(
        ("arguments", "line"),
        [
            (["sofmax", "."], "Did you mean: softmax, softmax_net?"),
            (["softmax", "nowhere"], "nowhere does not exist."),
            (["softmax", "work.ipynb"], "work.ipynb is not a module"),
        ],
    )
    def test_what_can_not_be_reset_is_refused(self, run, tmp_path, arguments, line):
        (tmp_path / "work.ipynb").write_text("{}")
        done = run("reset", *arguments)
        assert done.returncode == 2
        assert line in one_line_of(done)


class TestSeveralPaths:
    """Modules, notebooks and folders that are one work."""

    @pytest.fixture
    def work(self, tmp_path):
        folder = tmp_path / "work"
        folder.mkdir()
        (folder / "softmax_regression.py").write_text(WRONG)
        shutil.copy(SOLUTIONS / "image_dataset.py", folder)
        shutil.copy(SOLUTIONS / "linear_regression.py", folder)
        return folder

    def test_modules_are_checked_together(self, run, work):
        done = run("check", "work/softmax_regression.py", "work/image_dataset.py", "--json")
        functions = decode_result(done.stdout.encode()).functions
        assert {function.module for function in functions} == {
            "softmax_regression",
            "image_dataset",
        }
        assert {f.path for f in functions} == {"softmax_regression.py", "image_dataset.py"}

    def test_commands_and_what_is_remembered_are_those_of_their_folder(self, run, work):
        done = run("check", "work/softmax_regression.py", "work/image_dataset.py")
        assert "hint softmax work" in done.stdout
        assert (
            "check work/softmax_regression.py work/image_dataset.py --only softmax" in done.stdout
        )
        assert "softmax " in run("list", "work").stdout

    def test_folders_keep_their_names(self, run, tmp_path, work):
        shutil.move(work / "image_dataset.py", tmp_path / "image_dataset.py")
        done = run(
            "check",
            "work",
            "image_dataset.py",
            "--only",
            "flatten",
            "--only",
            "first_batch",
            "--json",
        )
        paths = {f.name: f.path for f in decode_result(done.stdout.encode()).functions}
        assert paths == {"flatten": "work/softmax_regression.py", "first_batch": "image_dataset.py"}

    def test_one_that_is_not_there_is_named(self, run, work):
        done = run("check", "work", "nowhere.py")
        assert done.returncode == 2
        assert "nowhere.py does not exist" in one_line_of(done)


class TestCompletion:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("autograder check --only soft", {"softmax", "softmax_net"}),
            ("autograder hint cross", {"cross_entropy"}),
            ("autograder reset tra", {"train_step", "train_epoch"}),
            ("autograder wat", {"watch"}),
            ("autograder capstone d", {"digits"}),
        ],
    )
    def test_a_shell_is_told_names_of_functions_and_verbs(self, run, words, found):
        done = run(
            _AUTOGRADER_COMPLETE="complete_bash",
            COMP_WORDS=words,
            COMP_CWORD=str(len(words.split()) - 1),
        )
        assert set(done.stdout.split()) == found

    def test_the_script_for_a_shell_can_be_shown(self, run):
        done = run("--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
        assert "_AUTOGRADER_COMPLETE=complete_bash" in done.stdout


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

    def test_a_class_gets_records_a_table_and_a_reason_for_each_loss_and_a_report_in_full(
        self, run, call, classroom, tmp_path
    ):
        done = run("grade", classroom, "--out", "out", "--jobs", "1")
        assert done.returncode == 0
        assert re.search(r"right +35 +35\.0", done.stdout)
        assert "softmax(tensor([[0.], [0.]]))" in done.stdout
        assert sorted(p.name for p in (tmp_path / "out" / "results").iterdir()) == [
            "right.json",
            "wrong.json",
        ]
        header, right, _ = (tmp_path / "out" / "grades.csv").read_text().splitlines()
        names = ",".join(exercise.name for exercise in EXERCISES)
        assert header == f"student,total,percent,status,{names}"
        assert right.startswith("right,35,35.0,graded,0,0,")
        assert right.endswith(",7,2,2,3,3,5,4,4,5")
        settings = json.loads((tmp_path / "out" / "run.json").read_text())
        assert settings["seed"] > 0
        assert set(settings["submissions"]) == {"right", "wrong"}
        shown = call("report", "out", "--student", "wrong")
        assert shown.stdout.startswith("wrong\n")
        assert f"check {classroom / 'wrong'} --only" in shown.stdout
        assert "each row sums to one" in shown.stdout
        refused = call("report", "out", "--student", "nobody")
        assert "no student named 'nobody', but right, wrong." in one_line_of(refused)

    @pytest.mark.slow
    def test_a_second_run_grades_only_what_changed(self, run, classroom, tmp_path):
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "softmax", *PUBLIC)
        records = tmp_path / "out" / "results"
        before = {p.name: p.stat().st_mtime_ns for p in records.iterdir()}
        (classroom / "wrong" / "softmax_regression.py").write_text(WRONG.replace("E.sum()", "1"))
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "softmax", *PUBLIC)
        after = {p.name: p.stat().st_mtime_ns for p in records.iterdir()}
        assert after["right.json"] == before["right.json"]
        assert after["wrong.json"] != before["wrong.json"]

    @pytest.mark.slow
    def test_what_is_allowed_is_written_down_and_replaces_no_grades_by_accident(
        self, run, classroom
    ):
        sgd = "import torch\ndef sgd(p, lr, n): torch.optim.SGD(p, lr=lr / n).step()\n"
        (classroom / "wrong" / "linear_regression.py").write_text(sgd)
        command = ("grade", classroom, "--out", "out", "--jobs", "1", "--only", "sgd", *PUBLIC)
        assert "an optimizer of torch.optim" in run(*command).stdout
        refused = run(*command, "--allow", "sgd")
        assert refused.returncode == 2
        assert "out holds grades with no --allow" in one_line_of(refused)
        assert "of torch.optim" not in run(*command, "--allow", "sgd", "--fresh").stdout
        assert json.loads((classroom.parent / "out" / "run.json").read_text())["allowed"] == ["sgd"]

    @pytest.mark.slow
    def test_a_second_run_says_how_many_were_graded_before(self, run, tmp_path):
        for student in ("ada", "bob"):
            shutil.copytree(SOLUTIONS, tmp_path / "students" / student)
        command = ("grade", "students", "--only", "flatten", "--out", "out", "--seed", "1")
        cache = {"AUTOGRADER_CACHE": str(tmp_path / "cache"), "AUTOGRADER_CACHE_MIB": "9"}
        assert "2 submissions, written to out" in run(*command, **cache).stdout
        module = tmp_path / "students" / "bob" / "softmax_regression.py"
        module.write_text(module.read_text() + "\n# changed\n")
        said = "2 submissions, 1 of them graded before, written to out"
        assert said in run(*command, **cache).stdout
        elsewhere = [*command[:-3], "elsewhere", "--seed", "1"]
        said = "2 submissions, 2 of them graded before, written to elsewhere"
        assert said in run(*elsewhere, **cache).stdout

    @pytest.mark.slow
    def test_the_seed_of_a_folder_is_kept(self, run, classroom, tmp_path):
        def seed():
            return json.loads((tmp_path / "out" / "run.json").read_text())["seed"]

        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        first = seed()
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        assert seed() == first
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy", "--seed", "5")
        assert seed() == 5

    @pytest.mark.slow
    def test_a_student_who_left_is_not_in_the_table_any_more(self, run, classroom, tmp_path):
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        (classroom / "wrong" / "softmax_regression.py").unlink()
        (classroom / "wrong").rmdir()
        run("grade", classroom, "--out", "out", "--jobs", "1", "--only", "accuracy")
        assert "wrong" not in (tmp_path / "out" / "grades.csv").read_text()

    @pytest.mark.slow
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

    def test_results_do_not_go_into_what_a_student_handed_in(self, run, classroom):
        student = next(path for path in sorted(classroom.iterdir()) if path.is_dir())
        within = run("grade", classroom, "--out", student / "grades")
        there = run("grade", classroom, "--out", student)
        assert within.returncode == there.returncode == 2
        assert f"is in the submission of {student.name}" in one_line_of(within)
        assert "holds code, as a submission does" in one_line_of(there)
        assert [path.name for path in student.iterdir()] == ["softmax_regression.py"]

    @pytest.mark.slow
    def test_results_may_lie_among_the_submissions(self, run, classroom):
        for _ in range(2):
            run("grade", classroom, "--out", classroom / "out", "--jobs", "1", "--only", "accuracy")
        assert len((classroom / "out" / "grades.csv").read_text().splitlines()) == 3

    @pytest.mark.slow
    def test_archives_are_students_and_what_belongs_to_nobody_is_named(
        self, run, classroom, tmp_path
    ):
        source = (SOLUTIONS / "softmax_regression.py").read_bytes()
        (classroom / "zoë.zip").write_bytes(zip_of({"softmax_regression.py": source}))
        (classroom / "softmax\x1b[2J.py").write_bytes(source)
        done = run("grade", classroom, "--out", tmp_path / "out", "--only", "softmax")
        assert done.returncode == 0
        assert r"belongs to no student: softmax\x1b[2J.py" in done.stderr
        rows = (tmp_path / "out" / "grades.csv").read_text().splitlines()
        assert rows[3].startswith("zoë,7,100.0,graded")

    def test_a_fault_of_the_grader_is_exit_code_3_and_no_score(self, run, classroom, tmp_path):
        broken = tmp_path / "lib" / "sitecustomize.py"
        broken.parent.mkdir()
        broken.write_text("import numpy, sys\nif '-s' not in sys.orig_argv: numpy.exp = None\n")
        done = run(
            "grade", classroom, "--out", "out", "--jobs", "1", "--only", "softmax",
            PYTHONPATH=str(broken.parent),
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
            (["check", SOLUTIONS, "--only", "sofmax"], "Did you mean: softmax, softmax_net?"),
            (["grade", "nowhere"], "nowhere does not exist."),
            (["grade", "."], ". holds no submissions"),
            (
                ["grade", SOLUTIONS / "pictures"],
                "holds the work of one student, `autograder check`",
            ),
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

    @pytest.mark.slow
    def test_a_damaged_cache_is_set_aside_so_that_the_next_run_succeeds(self, run, tmp_path):
        cache = tmp_path / "cache"
        cache.mkdir()
        accuracy = next(e for e in EXERCISES if e.name == "accuracy")
        (cache / f"{cache_key(accuracy, 1)}.msgpack").write_bytes(b"junk")
        students = tmp_path / "class"
        shutil.copytree(SOLUTIONS, students / "ada")
        command = ("grade", students, "--out", "out", "--seed", "1", "--only", "accuracy")
        done = run(*command, AUTOGRADER_CACHE=str(cache))
        assert done.returncode == 2
        assert "are damaged" in one_line_of(done)
        assert not (tmp_path / "out" / "run.json").exists()
        assert run(*command, AUTOGRADER_CACHE=str(cache)).returncode == 0


@pytest.mark.slow
class TestRelease:
    def test_the_stubs_in_the_repository_are_those_of_the_solutions(self, run):
        done = run(
            "release",
            "--check",
            "--solutions",
            SOLUTIONS,
            "--exercises",
            ROOT / "exercises",
            "--docs",
            ROOT / "docs",
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


@pytest.mark.slow
def test_the_examples_in_the_docstrings_of_the_solutions_are_true():
    modules = sorted(SOLUTIONS.glob("*.py"))
    done = subprocess.run(
        [sys.executable, "-m", "doctest", *modules], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert all(">>>" in path.read_text() for path in modules)


@pytest.mark.slow
def test_a_module_in_the_current_folder_does_not_replace_a_library(run, tmp_path, copies):
    (tmp_path / "numpy.py").write_text("raise SystemExit('imported')")
    (tmp_path / "random.py").write_text("raise SystemExit('imported')")
    assert run("check", copies / "solutions", "--only", "accuracy").returncode == 0


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "A fault of the grader, not of the student's work: softmax: It broke."),
        ("zh", "评分程序出了故障，不是学生作业的问题：softmax: It broke."),
    ],
)
def test_a_hint_on_what_we_failed_to_grade_says_so(monkeypatch, capsys, lang, said):
    softmax = [exercise for exercise in EXERCISES if exercise.name == "softmax"]
    failed = faulty("solutions", softmax, "It broke.")
    monkeypatch.setattr(Grader, "grade", lambda *_: failed)
    with speaking("en"), pytest.raises(SystemExit) as ended:
        main(["hint", "softmax", str(SOLUTIONS), "--lang", lang])
    assert ended.value.code == 3
    assert capsys.readouterr().err == f"autograder: {said}\n"


def test_windows_is_told_where_to_go(monkeypatch, capsys):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit) as ended:
        main(["doctor"])
    assert ended.value.code == 2
    assert "Subsystem for Linux" in capsys.readouterr().err
