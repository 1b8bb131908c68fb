# Hands in archives that are encrypted, overlap, lie about their sizes, lead out, or hold links.
# $ grade class
# 0: 9 submissions
import stat
import warnings
import zipfile


warnings.simplefilter("ignore")  # of names that are there twice


def write(student, *members):
    with zipfile.ZipFile(f"class/{student}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text, mode in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, text)


HOME = "softmax_regression.py"
FILE = stat.S_IFREG | 0o644
write("link", (HOME, "/etc/passwd", stat.S_IFLNK | 0o777))
write("device", (HOME, "", stat.S_IFCHR | 0o644))
write("out", ("../../outside/x.py", "x", FILE), ("/etc/x.py", "x", FILE), (r"C:\x.py", "x", FILE))
write("twice", (HOME, "raise SystemExit", FILE), (HOME, SOFTMAX, FILE))
write("bomb", (HOME, "#" * (1 << 26), FILE))
write("inner", ("work.zip", Path("class/bomb.zip").read_bytes(), FILE))
write("encrypted", (HOME, SOFTMAX, FILE))
data = bytearray(Path("class/encrypted.zip").read_bytes())
data[6] |= 1
data[data.find(b"PK\1\2") + 8] |= 1
Path("class/encrypted.zip").write_bytes(data)
