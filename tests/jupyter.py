"""A Jupyter server and a browser, for tests that look at what a student or instructor sees."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import jupyterlab
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from tools import require

PREFIX = Path(jupyterlab.__file__).parents[4]
"""Where Jupyter is installed, which holds the files of its pages."""
ROOT = Path(__file__).parents[1]


@contextlib.contextmanager
def server(folder, home, *options, app="lab"):
    """The address of a server for a folder, which leaves the user's own settings alone."""
    environment = os.environ | {
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_PATH": str(PREFIX / "share" / "jupyter"),
        "JUPYTER_PREFER_ENV_PATH": "0",
        "IPYTHONDIR": str(home / "ipython"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "jupyter", app, "--no-browser", "--allow-root"]
    command += ["--ServerApp.port=0", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"]
    command += ["--IdentityProvider.token=", "--ServerApp.password=", *options]
    if app == "lab":
        command.append(f"--app-dir={PREFIX / 'share' / 'jupyter' / 'lab'}")
    log = (home / "server.log").open("wb")
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        yield address_of(process, home)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            log.close()


def address_of(process, home, seconds=120):
    """The address that the server tells, as soon as it answers there."""
    told = home / "runtime" / f"jpserver-{process.pid}.json"
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and process.poll() is None:
        with contextlib.suppress(OSError, ValueError):  # not yet written, not all of it, not up
            address = json.loads(told.read_text())["url"].rstrip("/")
            urllib.request.urlopen(f"{address}/api", timeout=5).close()
            return address
        time.sleep(0.2)
    raise AssertionError(f"the server did not start:\n{(home / 'server.log').read_text()[-3000:]}")


@contextlib.contextmanager
def browser(home):
    """Chromium without a window."""
    options = webdriver.ChromeOptions()
    options.binary_location = require("chromium")
    for option in (
        *("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "no-first-run"),
        *("disable-quic", "disable-background-networking", "disable-component-update"),
        *("disable-sync", "hide-scrollbars", f"user-data-dir={home / 'chromium'}"),
        "window-size=1100,1400",
    ):
        options.add_argument(f"--{option}")
    driver = webdriver.Chrome(options=options, service=Service(require("chromedriver")))
    try:
        driver.set_page_load_timeout(120)
        yield driver
    finally:
        driver.quit()
