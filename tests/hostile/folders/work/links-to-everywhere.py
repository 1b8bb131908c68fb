# Has links to the root, to itself, in circles, to nowhere and to devices, as files and as folders.
# $ check . --only softmax
# 0: 7 / 7
Path("root").symlink_to("/")
Path("self").symlink_to(".")
Path("up").symlink_to("../..")
Path("proc").symlink_to("/proc/self")
Path("a.py").symlink_to("b.py")
Path("b.py").symlink_to("a.py")
Path("dangling.py").symlink_to("/nowhere/at/all.py")
Path("zero.py").symlink_to("/dev/zero")
Path("terminal.py").symlink_to("/dev/tty")
Path("exercises").symlink_to("/")
