# Has numbers of four thousand digits, and exponents that no machine holds.
# $ grade class --course seed.toml
# 2: seed.toml, line 1: a seed has at most 63 bits
# $ grade class --course points.toml
# 2: points.toml, line 1: softmax has 9999
# $ grade class --course large.toml
# 2: softmax has 1E+999999999999999999 points; expected 0 to 10000
# $ grade class --course nan.toml
# 2: softmax has NaN points
Path("seed.toml").write_text("seed = " + "9" * 4000)
Path("points.toml").write_text("points.softmax = " + "9" * 4000)
Path("large.toml").write_text("points.softmax = 1e999999999999999999")
Path("nan.toml").write_text("points.softmax = nan")
