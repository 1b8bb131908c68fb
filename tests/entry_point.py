"""The program that pip makes of the project's entry point, for where pip has not made it."""

import sys

from autograder.start import main

if __name__ == "__main__":
    sys.exit(main())
