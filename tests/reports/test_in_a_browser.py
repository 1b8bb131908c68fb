"""The pages in chromium: nothing runs, nothing leaves, all of it can be read and reached."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from classes import analyse, class_of
from pages import MARKUP, RECORD, hostile
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from tools import require

from autograder.reports.class_report import class_html
from autograder.reports.feedback import feedback_page

OPTIONS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.slow]
CONTRAST = """
const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const behind = (element) => {
  for (let e = element; e; e = e.parentElement) {
    const colour = parse(getComputedStyle(e).backgroundColor);
    if (colour.length === 3 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
};
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || element.closest("style, script, .spoken")) continue;
  const pair = [light(parse(getComputedStyle(element).color)), light(behind(element))];
  const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  if (ratio < 4.5) found.push([ratio, element.outerHTML.slice(0, 100)]);
}
return found;
"""
"""WCAG 2.2, 1.4.3: the contrast of text and what is behind it is at least 4.5."""


class Site:
    """A server with one page, which writes down whatever is asked of it."""

    def __init__(self) -> None:
        self.page = ""
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(site.page.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = require("chromium")
    for option in OPTIONS:
        options.add_argument(option)
    driver = webdriver.Chrome(options=options, service=Service(require("chromedriver")))
    yield driver
    driver.quit()


@pytest.fixture
def show(browser, site):
    """Opens a page, on a phone or a desk, light or dark."""

    def show_page(html: str, *, phone: bool = False, scheme: str = "light") -> webdriver.Chrome:
        command = browser.execute_cdp_cmd
        command("Emulation.clearDeviceMetricsOverride", {})
        if phone:
            command("Emulation.setDeviceMetricsOverride", PHONE)
        scheme_feature = {"name": "prefers-color-scheme", "value": scheme}
        command("Emulation.setEmulatedMedia", {"features": [scheme_feature]})
        site.page, site.asked = html, []
        browser.get(f"{site.address}/page.html")
        return browser

    return show_page


def class_page(count: int) -> str:
    results = list(class_of(count))
    students = [result.student for result in results]
    return class_html(
        analyse(results, students), dict.fromkeys(students, "feedback/x.html")
    ).decode()


def open_all(browser) -> None:
    browser.execute_script(
        "document.querySelectorAll('details').forEach((d) => { d.open = true; })"
    )


PAGES = {
    "feedback": lambda: feedback_page(RECORD, missing=("Landlock", "seccomp")),
    "hostile": lambda: feedback_page(hostile(MARKUP)),
    "long": lambda: feedback_page(hostile("x" * 1_000_000)),
    "class": lambda: class_page(30),
    "hostile class": lambda: class_html(analyse([hostile(MARKUP)], [MARKUP, "x" * 9999])).decode(),
}


def test_no_script_runs_and_no_request_leaves(show, site):
    """Not even where somebody has found a way to write markup into the page."""
    markup = MARKUP.replace("{address}", site.address)
    page = feedback_page(hostile(markup))
    harmful = markup.replace("http-equiv=refresh", "").encode("utf-8", "replace").decode()
    for html in (page, page.replace("</h1>", f"{harmful}</h1>")):
        browser = show(html)
        open_all(browser)

        assert browser.title not in ("hit", "1")
        assert browser.current_url == f"{site.address}/page.html"
        assert site.asked == ["/page.html"]


def test_without_its_policy_such_markup_would_do_both(show, site):
    """The test above can fail."""
    markup = MARKUP.replace("{address}", site.address).replace("http-equiv=refresh", "")
    harmful = f"<title>page</title></style>{markup.partition('</title>')[2]}"
    browser = show(harmful.encode("utf-8", "replace").decode())

    assert browser.title in ("hit", "1")
    assert len(site.asked) > 1


def test_nothing_of_a_hostile_record_becomes_an_element(show):
    browser = show(PAGES["hostile"]())
    elements = browser.find_elements(
        By.CSS_SELECTOR, "body :is(script, img, svg, iframe, base, meta)"
    )

    assert elements == []
    assert len(browser.find_elements(By.CSS_SELECTOR, "a")) == 1


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_nothing_is_wider_than_a_phone(show, make):
    browser = show(make(), phone=True)
    open_all(browser)

    assert browser.execute_script("return document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["feedback", "class"])
def test_every_text_stands_out_from_its_background(show, name, scheme):
    browser = show(PAGES[name](), scheme=scheme)
    open_all(browser)

    assert browser.execute_script(CONTRAST) == []


def test_the_stylesheet_is_taken_and_follows_the_reader(show):
    backgrounds = set()
    for scheme in ("light", "dark"):
        browser = show(PAGES["feedback"](), scheme=scheme)
        backgrounds.add(browser.execute_script("return getComputedStyle(document.body).background"))

    assert len(backgrounds) == 2


def test_hints_open_one_by_one_from_the_keyboard(show):
    browser = show(PAGES["feedback"]())
    hints = browser.find_elements(By.CSS_SELECTOR, ".hint > summary")
    texts = browser.find_elements(By.CSS_SELECTOR, ".hint > p")
    assert [text.is_displayed() for text in texts] == [False, False, False]

    for number, hint in enumerate(hints, start=1):
        reach(browser, hint)
        hint.send_keys(Keys.ENTER)
        assert [text.is_displayed() for text in texts] == [i < number for i in range(3)]


def reach(browser, element) -> None:
    """Presses Tab until the element has the focus."""
    for _ in range(60):
        active = browser.switch_to.active_element
        if active == element:
            return
        active.send_keys(Keys.TAB)
    pytest.fail("the keyboard does not get there")


def test_counterexamples_are_printed_although_they_are_folded(show):
    browser = show(feedback_page(hostile("text")))
    folded = "details:not([open]) > .example"
    assert not browser.find_element(By.CSS_SELECTOR, folded).is_displayed()

    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        height = "return document.querySelector(arguments[0]).getBoundingClientRect().height"
        assert browser.execute_script(height, folded) > 0
        visible = "return document.querySelector(arguments[0]).checkVisibility()"
        assert browser.execute_script(visible, folded)
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def column(browser, table: str, number: int) -> list[str]:
    cells = browser.find_elements(By.CSS_SELECTOR, f"{table} tbody tr > :nth-child({number})")
    return [cell.text for cell in cells]


def test_tables_sort_by_a_click_or_a_key_on_a_heading(show):
    browser = show(class_page(30))
    table = "section[aria-labelledby=exercises] table"
    before = column(browser, table, 1)
    button = browser.find_element(By.CSS_SELECTOR, f"{table} th:nth-child(3) button")

    button.click()
    right = [int(text) for text in column(browser, table, 3)]
    assert right == sorted(right)
    assert sorted(column(browser, table, 1)) == sorted(before)
    heading = browser.find_element(By.CSS_SELECTOR, f"{table} th:nth-child(3)")
    assert heading.get_attribute("aria-sort") == "ascending"

    button.send_keys(Keys.SPACE)
    right = [int(text) for text in column(browser, table, 3)]
    assert right == sorted(right, reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"


def test_names_are_sorted_as_words_and_what_has_no_figure_comes_last(show):
    browser = show(class_page(30))
    table = "section[aria-labelledby=students] table"
    for _ in range(2):
        browser.find_element(By.CSS_SELECTOR, f"{table} th:nth-child(2) button").click()
        assert column(browser, table, 2)[-1] == "\N{EN DASH}"
    browser.find_element(By.CSS_SELECTOR, f"{table} th:nth-child(1) button").click()
    assert column(browser, table, 1)[0] == "Ada 001"
