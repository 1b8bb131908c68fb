# Has files and folders that their owner may not read.
# $ check . --only softmax
# 0: 7 / 7
for name in ("closed", "closed-too"):
    Path(name).mkdir()
    Path(name, "x.py").write_text("x = 1")
    Path(name).chmod(0)
Path("linear_regression.py").write_text("x = 1")
Path("linear_regression.py").chmod(0)
