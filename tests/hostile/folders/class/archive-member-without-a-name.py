# Hands in an archive with a member that has no name, or one of a null byte, beside the right work.
# $ grade class
# 0: 4 submissions
import zipfile

for student, name in {"eve": "", "mallory": "\0.py"}.items():
    with zipfile.ZipFile(f"class/{student}.zip", "w") as archive:
        archive.writestr("softmax_regression.py", SOFTMAX)
        archive.writestr("N.py", "x = 1")
    data = Path(f"class/{student}.zip").read_bytes()
    if name:
        data = data.replace(b"N.py", b"\0.py")
    else:
        data = data.replace(b"\x04\0\0\0N.py", b"\0\0\4\0N.py").replace(b"N.py", b"N.py")
        place = data.rfind(b"PK\1\2") + 28
        data = data[:place] + b"\0\0\4\0" + data[place + 4 :]
    Path(f"class/{student}.zip").write_bytes(data)
