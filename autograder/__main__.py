"""`python -m autograder` is the same as `autograder`."""

import sys
from pathlib import Path

# `python -m` puts the current folder first on the path, where a student's own
# `random.py` or `numpy.py` would be imported instead of the real module.
if sys.path and Path(sys.path[0]).resolve() == Path.cwd():
    sys.path.pop(0)

from autograder.start import main

main()
