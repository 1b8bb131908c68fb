"""Grades with a pinned version of the autograder; Classroom 50 runs this in the student's checkout.

Copy it to CLASSROOM/autograders/ASSIGNMENT/autograder.py, and put your version below.
"""

import subprocess
import sys
import tempfile

AUTOGRADER = "https://github.com/YOUR-ORGANISATION/autograder"
COMMIT = "FULL-COMMIT-SHA"
EXERCISES = "exercises"
# A build of torch for the CPU alone; PyPI's own is gigabytes larger.
TORCH = ["--index-url", "https://download.pytorch.org/whl/cpu"]
OTHERS = ["--extra-index-url", "https://pypi.org/simple"]

# -I keeps Python from importing the files of the checkout, which is the working directory.
with tempfile.TemporaryDirectory() as folder:
    source, python = f"{folder}/source", f"{folder}/grader/bin/python"
    subprocess.run(["git", "clone", "--quiet", AUTOGRADER, source], check=True)
    subprocess.run(["git", "-C", source, "checkout", "--quiet", COMMIT], check=True)
    subprocess.run([sys.executable, "-I", "-m", "venv", f"{folder}/grader"], check=True)
    tested = ["-c", f"{source}/constraints.txt"]
    pip = [python, "-I", "-m", "pip", "install", "--quiet", *tested]
    subprocess.run([*pip, "torch", *TORCH, *OTHERS], check=True)
    subprocess.run([*pip, source], check=True)
    # AUTOGRADER_SEED, which decides on the examples, is passed on if the runner has it as a secret;
    # without one, each build draws its own.
    done = subprocess.run([python, "-I", "-m", "autograder", "ci", EXERCISES], check=False)

# 0 and 1 tell of the student's work, which result.json does as well; the rest is no score.
sys.exit(0 if done.returncode in (0, 1) else done.returncode)
