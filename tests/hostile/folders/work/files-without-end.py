# Has modules, notebooks and archives of a terabyte each, which take no room on the disk.
# $ check . --only softmax
# 0: 7 / 7
for name in ("linear_regression.py", "work.ipynb", "work.zip", "image_dataset.py"):
    with Path(name).open("wb") as file:
        file.truncate(1 << 40)
