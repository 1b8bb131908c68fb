# Hands in archives whose members have names of 64 kilobytes: signs of many bytes, endings, folders.
# $ grade class
# 0: 5 submissions
import zipfile

NAMES = {
    "eve": "\x1b\u2028" * 15_000 + ".py",
    "mallory": ".py" * 21_000 + "x",
    "trent": "a/" * 32_000 + "softmax_regression.py",
}
for student, name in NAMES.items():
    for number in range(5):
        with zipfile.ZipFile(f"class/{student}-{number}.zip", "w") as archive:
            for member in range(30):
                archive.writestr(f"{member}{name}", "x = 1")
    Path(f"class/{student}").mkdir()
    for path in Path("class").glob(f"{student}-*.zip"):
        path.rename(f"class/{student}/{path.name}")
