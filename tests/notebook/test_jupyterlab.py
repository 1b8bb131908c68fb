"""What a student sees in JupyterLab, in a real browser."""

import os
from pathlib import Path

import nbformat
import pytest
from jupyter import ROOT, browser, server
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from tools import require

SECONDS = 180
WRONG = "def softmax(X):\n    print('<b>hello</b>')\n    return X.exp() / X.exp().sum()"
RIGHT = "def flatten(X):\n    return X.reshape(len(X), -1)"
pytestmark = [pytest.mark.xdist_group("JupyterLab"), pytest.mark.slow]


def written(folder):
    """The exercise notebook with two functions written, one of them wrong."""
    notebook = nbformat.read(ROOT / "exercises" / "notebooks" / "softmax_regression.ipynb", 4)
    kept = ["imports", "import-check", "about-softmax", "about-softmax-more", "softmax"]
    kept += ["softmax-check", "flatten", "flatten-check"]
    cells = {cell.id: cell for cell in notebook.cells if cell.id in kept}
    cells["softmax"].source = WRONG
    cells["flatten"].source = RIGHT
    notebook.cells = [cells[name] for name in kept]
    nbformat.write(notebook, folder / "softmax_regression.ipynb")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    require("chromium")
    require("chromedriver")
    folder, home = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("home")
    written(folder)
    expose = "--LabApp.expose_app_in_browser=True"
    with server(folder, home, expose) as address, browser(home) as driver:
        driver.get(f"{address}/lab/tree/softmax_regression.ipynb?reset")
        WebDriverWait(driver, SECONDS).until(
            lambda d: d.find_elements(By.CSS_SELECTOR, ".jp-NotebookPanel .jp-CodeCell")
        )
        WebDriverWait(driver, SECONDS).until(
            lambda d: "| Idle" in d.find_element(By.ID, "jp-bottom-panel").text
        )  # else it would ask which kernel is meant
        driver.execute_script("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        WebDriverWait(driver, SECONDS).until(
            lambda d: len(d.find_elements(By.CSS_SELECTOR, ".ag-report")) >= 2
        )
        yield driver, folder


def screenshot(driver, name):
    """Kept where AUTOGRADER_SCREENSHOTS says, for whoever wants to look."""
    if folder := os.environ.get("AUTOGRADER_SCREENSHOTS"):
        driver.save_screenshot(str(Path(folder) / f"{name}.png"))


def set_theme(driver, name):
    driver.execute_async_script(
        "const [theme, done] = arguments;"
        "window.jupyterapp.commands.execute('apputils:change-theme', {theme}).then(done, done)",
        name,
    )
    light = "false" if "Dark" in name else "true"
    WebDriverWait(driver, 30).until(
        lambda d: d.find_element(By.TAG_NAME, "body").get_attribute("data-jp-theme-light") == light
    )


def colour(driver, selector):
    return driver.execute_script(
        "return getComputedStyle(document.querySelector(arguments[0])).color", selector
    )


def test_a_check_shows_points_the_smallest_input_and_what_the_mistake_is(lab):
    driver, _ = lab
    wrong, right = driver.find_elements(By.CSS_SELECTOR, ".ag-report")[:2]
    screenshot(driver, "lab-light")
    assert "3.64 / 7" in wrong.text
    assert "softmax(tensor([[0.], [0.]]))" in wrong.text
    assert "It behaves like code that divides by the sum of the whole matrix" in wrong.text
    assert "Next: change softmax in softmax_regression.ipynb, then run check(softmax)" in wrong.text
    assert "2 / 2" in right.text
    assert "Everything is right." in right.text


def test_what_a_student_printed_is_shown_as_it_is(lab):
    driver, _ = lab
    report = driver.find_element(By.CSS_SELECTOR, ".ag-report")
    assert "<b>hello</b>" in report.text
    assert not [b for b in report.find_elements(By.TAG_NAME, "b") if b.text == "hello"]


def test_a_picture_and_a_formula_are_shown(lab):
    driver, _ = lab
    pictures = driver.find_elements(By.CSS_SELECTOR, ".jp-MarkdownCell img")
    assert [p.get_property("naturalWidth") > 300 for p in pictures] == [True]
    assert driver.find_elements(By.CSS_SELECTOR, ".jp-MarkdownCell mjx-container")


def test_all_properties_can_be_opened(lab):
    driver, _ = lab
    report = driver.find_element(By.CSS_SELECTOR, ".ag-report")
    assert "each row sums to one" not in report.text
    report.find_element(By.XPATH, ".//summary[text()='All properties']").click()
    assert "each row sums to one" in report.text
    screenshot(driver, "lab-opened")


def test_the_report_takes_the_colours_of_the_page(lab):
    driver, _ = lab
    seen = []
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        set_theme(driver, theme)
        text = colour(driver, ".ag-report")
        assert text == colour(driver, ".jp-RenderedHTMLCommon p")
        seen.append((text, colour(driver, ".ag-report .ag-failed")))
        screenshot(driver, theme.replace(" ", "-").lower())
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] != seen[1][1]
