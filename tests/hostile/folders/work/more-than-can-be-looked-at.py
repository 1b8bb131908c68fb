# Has twelve thousand files and folders beside the module, in folders of their own.
# $ check . --only softmax
# 0: there are more than 10000 files; not all were looked at
for number in range(1500):
    Path("z", f"folder{number}").mkdir(parents=True)
for number in range(12_000):
    Path("z", f"{number}.py").touch()
