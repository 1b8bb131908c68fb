"""What is copied into other repositories: it parses, and its commands do what they say."""

import io
import os
import runpy
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from autograder.authoring.bundle import gradescope_zip
from autograder.corpus import PUBLIC_SEED

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "autograder" / "templates"
ADA = ROOT / "examples" / "class" / "ada"
YAML = [
    TEMPLATES / "github" / "grade.yml",
    TEMPLATES / "gitlab" / "gitlab-ci.yml",
    ROOT / ".github" / "workflows" / "ci.yml",
    ROOT / ".pre-commit-hooks.yaml",
]
SHELL = [TEMPLATES / "gradescope" / "setup.sh", TEMPLATES / "gradescope" / "run_autograder"]


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def commands_of(document):
    """Everything in a document that a shell is given."""
    for job in document.get("jobs", {}).values():
        yield from (step["run"] for step in job["steps"] if "run" in step)
    if "grade" in document:
        yield "\n".join(document["grade"]["before_script"] + document["grade"]["script"])


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_it_is_yaml_whose_commands_are_shell(path):
    document = read(path)
    commands = list(commands_of(document)) if isinstance(document, dict) else ["true"]
    assert commands
    for command in commands:
        subprocess.run(["bash", "-n"], input=command, text=True, check=True)


@pytest.mark.parametrize("path", SHELL, ids=lambda path: path.name)
def test_a_script_is_shell(path):
    subprocess.run(["bash", "-n", path], check=True)


def test_the_script_for_classroom_50_is_python():
    path = TEMPLATES / "classroom50" / "autograder.py"
    compile(path.read_bytes(), path, "exec")


def test_workflows_get_no_rights_and_keep_no_credentials():
    for path in (YAML[0], YAML[2]):
        document = read(path)
        assert document["permissions"] == {"contents": "read"}
        for job in document["jobs"].values():
            assert job["timeout-minutes"]
            for step in job["steps"]:
                if step.get("uses", "").startswith("actions/checkout"):
                    assert step["with"]["persist-credentials"] is False


def test_our_own_builds_run_what_the_makefile_has_on_every_supported_python():
    jobs = read(YAML[2])["jobs"]
    assert jobs["test"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    makefile = (ROOT / "Makefile").read_text()
    for name, target in [
        ("lint", "lint"), ("test", "test-all"), ("nightly", "test-nightly"), ("audit", "audit"),
        ("benchmark", "bench"),
    ]:  # fmt: skip
        steps = [step.get("run", "") for step in jobs[name]["steps"]]
        assert any(step.startswith(f"make {target} ") for step in steps)
        assert f"\n{target}:" in makefile


def step_of(document, name):
    (step,) = [s for s in document["jobs"]["grade"]["steps"] if s.get("name") == name]
    return step


@pytest.mark.slow
def test_the_grade_step_grades_ada(tmp_path):
    """Run as the runner does, with a command in the place of what the step before installs."""
    document = read(TEMPLATES / "github" / "grade.yml")
    workspace, temporary = tmp_path / "work", tmp_path / "temp"
    shutil.copytree(ADA, workspace / "exercises")
    command = temporary / "grader" / "bin" / "autograder"
    command.parent.mkdir(parents=True)
    command.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -P -m autograder "$@"\n'
    )
    command.chmod(0o755)
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step_of(document, "Grade")["run"]],
        cwd=workspace,
        env=os.environ
        | {key: str(value) for key, value in document["env"].items()}
        | {
            "AUTOGRADER_SEED": str(PUBLIC_SEED),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_REPOSITORY": "school/hw-ada",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "RUNNER_TEMP": str(temporary),
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "::error file=exercises/softmax_regression.py,line=17,title=softmax" in done.stdout
    assert "90\\.62 of 100 points" in (tmp_path / "summary").read_text()
    assert "percent=90.6\n" in (tmp_path / "output").read_text()
    kept = step_of(document, "Keep the reports")["with"]["path"]
    assert (workspace / kept / "junit.xml").is_file()


class TestSeed:
    """Each template hands the seed on that its server keeps, or nothing."""

    def test_github_gives_the_step_a_secret_which_is_empty_if_there_is_none(self):
        step = step_of(read(TEMPLATES / "github" / "grade.yml"), "Grade")
        assert step["env"] == {"AUTOGRADER_SEED": "${{ secrets.AUTOGRADER_SEED }}"}

    def test_gitlab_gives_every_job_the_variables_of_the_group_unless_it_has_its_own(self):
        grade = read(TEMPLATES / "gitlab" / "gitlab-ci.yml")["grade"]
        assert "AUTOGRADER_SEED" not in grade["variables"]

    def test_classroom_50_passes_its_environment_on(self, monkeypatch):
        ran = []

        def run(command, **options):
            ran.append((command, options))
            return subprocess.CompletedProcess(command, 0)

        monkeypatch.setattr(subprocess, "run", run)
        with pytest.raises(SystemExit, match="0"):
            runpy.run_path(str(TEMPLATES / "classroom50" / "autograder.py"))
        command, options = ran[-1]
        assert "ci" in command
        assert "env" not in options

    @pytest.mark.parametrize("seed", [None, 0, 47110815])
    def test_gradescope_has_it_in_the_archive_or_nowhere(self, tmp_path, seed):
        archive = zipfile.ZipFile(io.BytesIO(gradescope_zip(seed=seed)))
        archive.extract("run_autograder", tmp_path)
        command = tmp_path / "source" / "venv" / "bin" / "autograder"
        command.parent.mkdir(parents=True)
        command.write_text('#!/bin/sh\necho "seed=$AUTOGRADER_SEED" "$@"\n')
        command.chmod(0o755)
        done = subprocess.run(
            ["bash", tmp_path / "run_autograder"],
            env=os.environ | {"AUTOGRADER_SEED": "12"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        given = "" if seed is None else seed
        called = "ci submission --format gradescope --out results"
        assert done.stdout == f"seed={given} {called}\n"


def test_gitlab_is_told_where_the_reports_are(tmp_path):
    grade = read(TEMPLATES / "gitlab" / "gitlab-ci.yml")["grade"]
    from autograder.reports.formats import FORMATS
    from autograder.servers import detect

    server = detect({"GITLAB_CI": "true"}, tmp_path)
    files = {name: str(server.out / FORMATS[name].file) for name in server.formats}
    reports = grade["artifacts"]["reports"]
    assert reports == {"junit": files["junit"], "codequality": files["gitlab"]}
    assert grade["artifacts"]["when"] == "always"


def test_the_hook_lets_stubs_pass(tmp_path):
    (hook,) = read(ROOT / ".pre-commit-hooks.yaml")
    assert hook["pass_filenames"] is False
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "softmax_regression.py").write_text(
        (ROOT / "exercises" / "softmax_regression.py").read_text()
    )
    program, *arguments = shlex.split(hook["entry"])
    assert program == "autograder"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder", *arguments, *hook["args"], "--only", "softmax"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
