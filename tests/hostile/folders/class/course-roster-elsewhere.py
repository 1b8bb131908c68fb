# Says that the class list is a pipe, a device, something that is no path, or a path without end.
# $ grade class --course pipe.toml
# 2: pipe can't be read: it is not a regular file
# $ grade class --course device.toml
# 2: /dev/zero can't be read: it is not a regular file
# $ grade class --course null.toml
# 2: can't be read: embedded null byte
# $ grade class --course long.toml
# 2: The class list
# $ grade class --course loop.toml
# 2: can't be read: Too many levels of symbolic links
os.mkfifo("pipe")
Path("loop").symlink_to("loop")
for name, roster in {
    "pipe": "pipe",
    "device": "/dev/zero",
    "null": r"a\u0000b",
    "long": "a/" * 2040,
    "loop": "loop",
}.items():
    Path(f"{name}.toml").write_text(f'roster = "{roster}"')
