"""Property-based grading of PyTorch exercises in an isolated worker."""

__version__ = "0.1.0"
