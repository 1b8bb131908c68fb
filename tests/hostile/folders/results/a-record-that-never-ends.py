# Has a device, a pipe and a terabyte of nothing in the place of records.
# $ report grades
# 2: ada.json is not a result record: it is not a regular file
# $ report grades --student bob
# 2: bob.json is not a result record: it has 1099511627776 bytes
# $ grade class
# 0: 2 submissions
Path("grades/results/ada.json").unlink()
Path("grades/results/ada.json").symlink_to("/dev/zero")
with Path("grades/results/bob.json").open("wb") as file:
    file.truncate(1 << 40)
