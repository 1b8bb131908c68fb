# Has pipes under the names that Python and libraries give to what is not in a file, or look for.
# $ check . --only softmax --seed 7
# 0: Everything is right
# $ reset softmax broken --yes
# 0: broken
Path("broken").mkdir()
Path("broken/softmax_regression.py").write_text(SOFTMAX + "def accuracy(:\n")
for name in ("<unknown>", "<string>", "<stdin>", ".hypothesis", "matplotlibrc", "pyproject.toml"):
    os.mkfifo(name)
