# Sets limits that are no limits, one of which would make the folder of results unreadable.
# $ grade class --course infinite.toml
# 2: submission_seconds is Infinity; expected 0.1 seconds or more
# $ grade class --limit-seconds inf
# 2: limit-seconds
# $ grade class --limit-seconds nan
# 2: limit-seconds
# $ grade class --course large.toml
# 0: 2 submissions
# $ report grades
# 0: ada
Path("infinite.toml").write_text("limits.submission_seconds = inf")
Path("large.toml").write_text("limits.submission_seconds = 1e400\nlimits.call_seconds = 1e30")
