# Has a link to somebody's file in the place of the module, which `reset` would write a stub into.
# $ check . --only softmax
# 1: softmax_regression.py can't be read: it is a link
Path("softmax_regression.py").unlink()
Path("softmax_regression.py").symlink_to(here.parent / "outside")
