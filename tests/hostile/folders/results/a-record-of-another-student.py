# Puts one student's record in the place of another's, as a link and as a copy.
# $ report grades --student bob
# 2: bob.json is the record of 'ada', not of 'bob'
# $ report grades
# 2: is the record of 'ada'
# $ grade class
# 0: 2 submissions
Path("grades/results/bob.json").unlink()
Path("grades/results/bob.json").symlink_to("ada.json")
