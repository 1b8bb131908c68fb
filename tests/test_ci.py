"""`autograder ci`, run as a build server runs it."""

import base64
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import EXERCISE
from machines import lacking
from readers import READERS, read_github

from autograder import servers
from autograder.corpus import PUBLIC_SEED, cache_key
from autograder.errors import UserError
from autograder.grading import UNFINISHED
from autograder.records import decode_result
from autograder.reports.formats import FORMATS, ForEach
from autograder.reports.wording import FAULT, explanation
from autograder.servers import Reports, detect

ROOT = Path(__file__).parents[1]
ADA = ROOT / "examples" / "class" / "ada"
SERVERS = ("GITHUB_", "GITLAB_", "CI", "CLASSROOM", "SUBMISSION_TAG", "ASSIGNMENT", "OWNER")
SGD = (
    "def sgd(params, lr, batch_size):\n"
    "    for p in params:\n        p.data -= lr * p.grad / batch_size\n"
)
RIGHT = "def softmax(X):\n    E = X.exp()\n    return E / E.sum(1, keepdim=True)\n"
WRONG = "def softmax(X):\n    E = X.exp()\n    return E / E.sum()\n"
ENDLESS = "def softmax(X):\n    while True:\n        pass\n"


def environment(**given):
    """The variables of a build server, and a seed, so that each run is the same."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(SERVERS)}
    kept["AUTOGRADER_SEED"] = str(PUBLIC_SEED)
    return kept | {key: str(value) for key, value in given.items()}


@pytest.fixture
def run(tmp_path):
    """Runs `autograder ci` in a folder of its own, with these variables of a build server."""

    def run_ci(*arguments, prefix=(), **given):
        return subprocess.run(
            [*prefix, sys.executable, "-P", "-m", "autograder", "ci", *map(str, arguments)],
            cwd=tmp_path,
            env=environment(**given),
            capture_output=True,
            text=True,
            check=False,
        )

    return run_ci


def write(folder, softmax):
    (folder / "exercises").mkdir()
    (folder / "exercises" / "linear_regression.py").write_text(SGD)
    (folder / "exercises" / "softmax_regression.py").write_text(softmax)


class TestDetection:
    """Which build server an environment tells of."""

    @pytest.mark.parametrize(
        ("given", "name", "formats"),
        [
            ({"GITHUB_ACTIONS": "true"}, "GitHub", ("github", "markdown", "junit")),
            ({"GITLAB_CI": "true"}, "GitLab", ("junit", "gitlab")),
            (
                {"GITHUB_ACTIONS": "true", "CLASSROOM": "cs", "SUBMISSION_TAG": "submit/1"},
                "Classroom 50",
                ("classroom50", "github", "markdown"),
            ),
        ],
    )
    def test_by_its_variables(self, given, name, formats, tmp_path):
        server = detect(given, tmp_path)
        assert (server.name, server.formats) == (name, formats)

    def test_gradescope_by_its_file_which_names_the_students(self, tmp_path):
        (tmp_path / "autograder").mkdir()
        metadata = tmp_path / "autograder" / "submission_metadata.json"
        people = [{"name": "Ada", "email": "a@b", "id": 1}, {"name": "Bob"}]
        metadata.write_text(json.dumps({"id": 7, "users": people, "submission_method": "upload"}))
        server = detect({}, tmp_path)
        assert server.formats == ("gradescope",)
        assert server.out == tmp_path / "autograder" / "results"
        assert server.student == "Ada and Bob"
        metadata.write_text("not JSON")
        assert detect({}, tmp_path).student == ""

    def test_or_none(self, tmp_path):
        assert detect({}, tmp_path) is None

    def test_two_formats_of_one_file_are_refused(self, tmp_path, monkeypatch):
        twin = ForEach("results.json", str)
        monkeypatch.setattr(servers, "FORMATS", dict(FORMATS) | {"twin": twin})
        with pytest.raises(UserError, match="gradescope and twin both write results"):
            Reports(["junit", "gradescope", "twin"], tmp_path, {})


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runner")
    (folder / "summary").write_text("# from another command\n")
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "autograder", "ci", "examples/class/ada"),
            *("--only", "softmax", "--only", "sgd", "--threshold", "60"),
            *("--format", "github", "--format", "markdown", "--format", "junit"),
            *("--format", "classroom", "--out", folder / "out"),
        ],
        cwd=ROOT,
        env=environment(
            GITHUB_ACTIONS="true",
            GITHUB_WORKSPACE=ROOT,
            GITHUB_REPOSITORY="school/hw-ada",
            GITHUB_STEP_SUMMARY=folder / "summary",
            GITHUB_OUTPUT=folder / "output",
        ),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done, folder


class TestOnGitHub:
    """With GITHUB_* set as a runner sets them."""

    def test_enough_points_succeed_and_nothing_is_on_standard_error(self, graded):
        done, _ = graded
        assert (done.returncode, done.stderr) == (0, "")

    def test_annotations_are_on_the_students_own_lines(self, graded):
        done, _ = graded
        commands = "\n".join(line for line in done.stdout.splitlines() if line.startswith("::"))
        error, points = read_github(commands)
        assert error["file"] == "examples/class/ada/softmax_regression.py"
        source = (ADA / "softmax_regression.py").read_text().splitlines()
        assert source[int(error["line"]) - 1].startswith("def softmax")
        assert error["title"] == "softmax: 3.64 of 7 points"
        assert "It behaves like code that divides by the sum of" in error["message"]
        assert points["message"].startswith("10.64 of 14 points")

    def test_the_summary_is_added_to_what_was_there(self, graded):
        _, folder = graded
        text = (folder / "summary").read_text()
        head, _, ours = text.partition("\n")
        assert head == "# from another command"
        READERS["markdown"](ours)
        assert "10\\.64 of 14 points" in ours
        assert ours.count("<details>") == 1

    def test_later_steps_get_the_score(self, graded):
        _, folder = graded
        lines = (folder / "output").read_text().splitlines()
        values = dict(line.split("=", 1) for line in lines)
        payload = base64.b64decode(values.pop("result")).decode()
        assert values == {
            "status": "graded", "score": "10.64", "max-score": "14", "percent": "76.0",
        }  # fmt: skip
        assert READERS["classroom"](payload)["max_score"] == 14

    def test_junit_names_the_repository(self, graded):
        _, folder = graded
        text = (folder / "out" / "junit.xml").read_text()
        READERS["junit"](text)
        assert "autograder: hw-ada" in text


class TestExitCodes:
    """0, 1, 2 and 3, and what is written in each case."""

    def test_right_is_0_and_wrong_is_1_without_a_threshold(self, run, tmp_path):
        write(tmp_path, RIGHT)
        options = ("--format", "junit", "--only", "softmax")
        assert run(*options).returncode == 0
        (tmp_path / "exercises" / "softmax_regression.py").write_text(WRONG)
        assert run(*options).returncode == 1
        assert run(*options, "--threshold", "52").returncode == 0
        assert run(*options, "--threshold", "52.1").returncode == 1
        assert (tmp_path / "autograder-results" / "junit.xml").exists()

    def test_no_build_server_and_no_format_is_wrong_use(self, run, tmp_path):
        write(tmp_path, RIGHT)
        done = run()
        assert done.returncode == 2
        assert "say what to write with --format: junit, github" in done.stderr

    def test_an_unknown_format_is_wrong_use_and_names_a_near_one(self, run, tmp_path):
        write(tmp_path, RIGHT)
        done = run("--format", "junitxml")
        assert done.returncode == 2
        assert "There is no format named 'junitxml'. Did you mean: junit" in done.stderr

    def test_a_folder_that_cannot_be_written_is_wrong_use(self, run, tmp_path):
        write(tmp_path, RIGHT)
        (tmp_path / "file").write_text("")
        done = run("--format", "junit", "--out", "file")
        assert done.returncode == 2
        assert "can't be written" in done.stderr

    @pytest.mark.slow
    def test_without_a_sandbox_it_refuses_and_the_reports_say_why(self, run, tmp_path):
        write(tmp_path, RIGHT)
        options = ("--format", "gradescope", "--format", "junit", "--only", "softmax")
        done = run(*options, prefix=lacking("landlock"))
        assert done.returncode == 2
        assert "--no-sandbox" in done.stderr
        out = tmp_path / "autograder-results"
        document = READERS["gradescope"]((out / "results.json").read_text())
        assert "score" not in document
        assert "Without Landlock" in document["tests"][0]["output"]
        done = run(*options, "--no-sandbox", prefix=lacking("landlock"))
        assert done.returncode == 0
        for file in ("results.json", "junit.xml"):
            assert "No sandbox: without Landlock" in (out / file).read_text()
        assert "No sandbox: without Landlock" in done.stdout

    def test_a_fault_of_the_grader_is_3_and_no_report_calls_it_a_score(self, run, tmp_path):
        write(tmp_path, RIGHT)
        (tmp_path / "sitecustomize.py").write_text(
            "from autograder import grading\n"
            "from autograder.errors import GraderFault\n"
            "def fail(self, submission, tell=None): raise GraderFault('no worker')\n"
            "grading.Grader.grade = fail\n"
        )
        done = run(
            "--format", "gradescope", "--only", "softmax",
            PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]),
        )  # fmt: skip
        assert done.returncode == 3, done.stderr
        text = (tmp_path / "autograder-results" / "results.json").read_text()
        assert "score" not in READERS["gradescope"](text)
        assert "no worker" in text


def test_a_report_that_cannot_be_written_costs_neither_the_grading_nor_the_others(run, tmp_path):
    """The disk is full from the second write on, for one of the files."""
    write(tmp_path, RIGHT)
    (tmp_path / "sitecustomize.py").write_text(
        "import errno, os\n"
        "from autograder import servers\n"
        "original, seen = servers.write_atomically, []\n"
        "def write(path, data):\n"
        "    seen.extend([path] if path.name == 'junit.xml' else [])\n"
        "    if len(seen) > 1 and path == seen[0]:\n"
        "        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))\n"
        "    original(path, data)\n"
        "servers.write_atomically = write\n"
    )
    done = run(
        "--format", "junit", "--format", "gradescope", "--only", "softmax",
        PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]),
    )  # fmt: skip
    out = Path("autograder-results")
    assert done.returncode == 2
    assert "7 of 7 points" in done.stdout
    assert "Written" not in done.stdout
    assert done.stderr == (
        f"autograder: {out / 'junit.xml'} can't be written: No space left on device. "
        "Make room on that disk, then run the same command again.\n"
    )
    document = READERS["gradescope"]((tmp_path / out / "results.json").read_text())
    assert document["score"] == 7
    assert UNFINISHED in (tmp_path / out / "junit.xml").read_text()


class TestSeed:
    """Where the examples come from, and who is told; see tests/test_table.py as well."""

    @pytest.mark.slow
    def test_one_that_is_drawn_is_in_every_report_and_its_examples_are_not_kept(
        self, run, tmp_path
    ):
        write(tmp_path, WRONG)
        cache = tmp_path / "cache"
        chosen = ("junit", "markdown", "gradescope", "classroom50", "classroom", "exercism")
        formats = [word for name in chosen for word in ("--format", name)]
        done = run(*formats, "--only", "softmax", AUTOGRADER_SEED="", AUTOGRADER_CACHE=cache)
        assert done.returncode == 1, done.stderr
        (told, again) = re.findall(r"check (?:exercises )?--seed (\d+)", done.stdout)
        assert told == again
        for name in chosen:
            text = (tmp_path / "autograder-results" / FORMATS[name].file).read_text()
            READERS[name](text)
            assert f"--seed {told}" in text.replace("\\", "")
        assert list(cache.rglob("*.msgpack")) == []

    def test_the_secret_of_the_server_is_used_kept_in_the_cache_and_not_told(self, run, tmp_path):
        write(tmp_path, WRONG)
        cache = tmp_path / "cache"
        secret = 7260358111
        done = run(
            *("--format", "junit", "--format", "gradescope", "--only", "softmax"),
            AUTOGRADER_SEED=secret, AUTOGRADER_CACHE=cache,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        assert cache_key(EXERCISE["softmax"], secret) in {p.stem for p in cache.rglob("*.msgpack")}
        written = [p.read_text() for p in (tmp_path / "autograder-results").iterdir()]
        assert len(written) == 2
        assert not any(str(secret) in text for text in (done.stdout, done.stderr, *written))

    @pytest.mark.slow
    def test_the_same_seed_finds_the_same_here_and_in_a_students_own_check(self, run, tmp_path):
        write(tmp_path, WRONG)
        options = ("--only", "softmax", "--seed", "4")
        run(*options, "--format", "gradescope")
        report = json.loads((tmp_path / "autograder-results" / "results.json").read_text())
        checked = subprocess.run(
            [sys.executable, "-P", "-m", "autograder", "check", *options, "--json"],
            cwd=tmp_path, capture_output=True, check=False,
        )  # fmt: skip
        record = decode_result(checked.stdout)
        assert report["score"] == record.score / 100
        assert explanation(record.functions[0]) == report["tests"][0]["output"]

    def test_one_that_is_none_is_wrong_use_and_is_not_shown(self, run, tmp_path):
        write(tmp_path, RIGHT)
        done = run("--format", "junit", AUTOGRADER_SEED="hunter2")
        assert (done.returncode, done.stdout) == (2, "")
        assert "AUTOGRADER_SEED is not a seed" in done.stderr
        assert "hunter2" not in done.stderr


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM], ids=lambda s: s.name)
@pytest.mark.slow
def test_a_build_that_is_killed_leaves_valid_files_that_say_so(tmp_path, ending):
    """Killed for real, within the second of two functions."""
    write(tmp_path, ENDLESS)
    chosen = [name for name in FORMATS if name != "github"]
    out = tmp_path / "out"
    process = subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "autograder", "ci", "--out", out),
            *("--only", "sgd", "--only", "softmax"),
            *(word for name in chosen for word in ("--format", name)),
        ],
        cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    while "sgd: 7 of 7" not in graded_first(out) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(ending)
    _, said = process.communicate()
    if ending == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL, said
    else:
        assert process.returncode == 128 + signal.SIGTERM, said
        assert said == b"autograder: Stopped. The reports show what was graded until then.\n"
    for name in chosen:
        text = (out / FORMATS[name].file).read_text()
        READERS[name](text)
        if name in ("junit", "markdown", "gradescope", "classroom50", "classroom", "exercism"):
            assert FAULT in text.replace("\\", "")
    gradescope = json.loads((out / "results.json").read_text())
    assert [test.get("score") for test in gradescope["tests"]] == [7.0, None]
    assert UNFINISHED in gradescope["tests"][1]["output"]
    assert "No score: 1 of 2 functions were graded." in gradescope["output"]


def graded_first(out):
    """What of the first function is known by now."""
    try:
        document = json.loads((out / "results.json").read_text())
    except (OSError, ValueError):
        return ""
    test = document["tests"][0]
    return f"{test['name']}: {test.get('score', 0):g} of {test.get('max_score', 0):g}"
