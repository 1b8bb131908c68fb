"""Makes the pictures of docs/ci.md: summaries as GitHub shows them.

python docs/images/make.py
"""

import dataclasses
import shutil
import subprocess
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt

from autograder.catalogue import EXERCISES
from autograder.grading import Grader
from autograder.intake.submission import read_submission
from autograder.reports.markdown import markdown
from autograder.worker.client import Zygote

HERE = Path(__file__).parent
ADA = HERE.parents[1] / "examples" / "class" / "ada"
SHOWN = ("data_iter", "sgd", "train_step", "softmax", "cross_entropy", "accuracy")
STYLE = """
body { font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
       color: #1f2328; margin: 24px; max-width: 850px; }
h2 { font-size: 1.5em; border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; margin-top: 0; }
table { border-collapse: collapse; margin: 16px 0; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; }
tr:nth-child(2n) { background: #f6f8fa; }
blockquote { border-left: .25em solid #d1d9e0; color: #59636e; margin: 0 0 16px; padding: 0 1em; }
pre { background: #f6f8fa; border-radius: 6px; padding: 16px; font-size: 85%; overflow: auto;
      font-family: "DejaVu Sans Mono", monospace; line-height: 1.45; }
details { margin: 8px 0; } summary { cursor: pointer; }
"""


@dataclasses.dataclass
class Picture:
    name: str
    height: int
    opened: str = ""


def main() -> None:
    exercises = [exercise for exercise in EXERCISES if exercise.name in SHOWN]
    told = []
    with Zygote() as zygote:
        graded = Grader(zygote, exercises).grade(read_submission(ADA, "ada"), told.append)
    draw(Picture("summary", 875, opened="softmax"), markdown(graded))
    draw(Picture("summary-of-a-stopped-build", 490), markdown(told[4]))


def draw(picture: Picture, text: str) -> None:
    """Takes a picture of a page of Markdown; the details of one function are open."""
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    if picture.opened:
        closed = f"<details><summary>{picture.opened}:"
        body = body.replace(closed, closed.replace("<details>", "<details open>"))
    page = f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>{body}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "page.html")
        file.write_text(page, encoding="utf-8")
        subprocess.run(
            [
                shutil.which("chromium") or "chromium",
                *("--headless", "--no-sandbox"),
                *("--disable-gpu", "--no-first-run", "--disable-background-networking"),
                *(f"--user-data-dir={folder}/profile", "--hide-scrollbars"),
                *(f"--window-size=900,{picture.height}", file.as_uri()),
                f"--screenshot={HERE / picture.name}.png",
            ],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
