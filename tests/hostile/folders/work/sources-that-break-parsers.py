# Has a module that Python's parser gives up on, in ways that are no error of syntax.
# $ check . --only softmax
# 1: softmax_regression.py
Path("softmax_regression.py").write_text(SOFTMAX + "x = " + "-" * 200_000 + "1\n")
Path("linear_regression.py").write_text("x = " + "(" * 5000 + ")" * 5000)
Path("image_dataset.py").write_text("x = a" + ".b" * 100_000)
