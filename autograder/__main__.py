"""`python -P -m autograder` is the same as `autograder`."""

from autograder.start import main

main()
