# Has a pipe, a device, a folder and a terabyte of nothing in the place of the course file.
# $ grade class --course pipe.toml
# 2: pipe.toml can't be read: it is not a regular file
# $ grade class --course device.toml
# 2: device.toml can't be read: it is not a regular file
# $ grade class --course folder.toml
# 2: folder.toml can't be read: it is not a regular file
# $ grade class --course large.toml
# 2: large.toml can't be read: it has 1099511627776 bytes; at most 65536 are read
# $ grade class --course loop.toml
# 2: loop.toml can't be read: Too many levels of symbolic links
os.mkfifo("pipe.toml")
Path("device.toml").symlink_to("/dev/zero")
Path("folder.toml").mkdir()
with Path("large.toml").open("wb") as file:
    file.truncate(1 << 40)
Path("loop.toml").symlink_to("loop.toml")
