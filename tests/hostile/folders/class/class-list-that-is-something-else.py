# Has a pipe, a device, a folder and a loop of links in the place of the class list.
# $ grade class --roster pipe.csv
# 2: pipe.csv can't be read: it is not a regular file
# $ grade class --roster device.csv
# 2: device.csv can't be read: it is not a regular file
# $ grade class --roster folder.csv
# 2: folder.csv can't be read: it is not a regular file
# $ grade class --roster loop.csv
# 2: loop.csv can't be read: Too many levels of symbolic links
os.mkfifo("pipe.csv")
Path("device.csv").symlink_to("/dev/zero")
Path("folder.csv").mkdir()
Path("loop.csv").symlink_to("loop.csv")
