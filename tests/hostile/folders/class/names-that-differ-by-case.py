# Has the name of another student in capitals, as a learning platform shows it, to stop the class.
# $ grade class --names moodle
# 0: 4 submissions
for name, number in {"Eve": 1, "EVE": 2, "ada": 3, "bob": 4}.items():
    path = Path("class", f"{name}_{number}_assignsubmission_file_softmax_regression.py")
    path.write_text(SOFTMAX)
