# Has names that are not UTF-8, that clear screens, are commands, hide, and are as long as can be.
# $ check . --only softmax
# 0: 7 / 7
for name in (
    b"\xff\xfe.py",
    b"\xd7\xf7\xd2\xb5.py",
    b"a\x1b[2J\n::error::FORGED.py",
    b"\xe2\x80\xae.py",
    b"n" * 250 + b".py",
    b"-rf.py",
    b"a$(touch FORGED).py",
    b"{token}{0.__class__}%s.py",
):
    Path(os.fsdecode(name)).write_text("x = 1")
for name in (b"\xff", b"a\x1b[2J\n::error::FORGED", b"{token}"):
    Path(os.fsdecode(name)).mkdir()
    Path(os.fsdecode(name), "x.py").write_text("x = 1")
