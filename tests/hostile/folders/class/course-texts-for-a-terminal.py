# Has commands for terminals and build servers as keys, values and names, and the longest name.
# $ grade class --course key.toml
# 2: there is no setting
# $ grade class --course value.toml
# 2: invalid enum value
# $ grade class --course name.toml
# 2: there is no function named
# $ grade class --course roster.toml
# 2: can't be read: No such file or directory
# $ grade class --course long.toml
# 2: there is no function named
EVIL = r"\u001b[2J\n::error::FORGED\n##[error]FORGED\u202e"
Path("key.toml").write_text(f'"{EVIL}" = 1')
Path("value.toml").write_text(f'language = "{EVIL}"')
Path("name.toml").write_text(f'exercises = ["{EVIL}"]')
Path("roster.toml").write_text(f'roster = "{EVIL}"')
Path("long.toml").write_text(f'allowed = ["{"x" * 4000}"]')
