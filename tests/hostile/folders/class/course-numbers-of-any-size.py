# Has numbers of a hundred thousand digits, and exponents that no machine holds.
# $ grade class --course seed.toml
# 2: The course file seed.toml can't be used
# $ grade class --course points.toml
# 2: The course file points.toml can't be used
# $ grade class --course large.toml
# 2: softmax has 1E+999999999999999999 points; expected 0 to 10000
# $ grade class --course nan.toml
# 2: softmax has NaN points
Path("seed.toml").write_text("seed = " + "9" * 100_000)
Path("points.toml").write_text("points.softmax = " + "9" * 100_000)
Path("large.toml").write_text("points.softmax = 1e999999999999999999")
Path("nan.toml").write_text("points.softmax = nan")
