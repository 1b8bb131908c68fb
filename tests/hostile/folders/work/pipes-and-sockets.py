# Has pipes, sockets, devices and folders under the names of modules, notebooks and archives.
# $ check . --only softmax
# 1: softmax_regression.py can't be read: it is not a regular file
import socket

Path("softmax_regression.py").unlink()
os.mkfifo("softmax_regression.py")
for name in ("linear_regression.py", "work.ipynb", "work.zip"):
    os.mkfifo(name)
with socket.socket(socket.AF_UNIX) as endpoint:
    endpoint.bind("image_dataset.py")
Path("linear_regression_concise.py").symlink_to("/dev/zero")
Path("a.py").mkdir()
Path("b.ipynb").mkdir()
