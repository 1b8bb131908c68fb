"""Texts that try to be more than texts, and what a browser makes of a page."""

from html.parser import HTMLParser

HOSTILE = [
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror='alert(1)'>",
    "\"' onload=alert(1) x='",
    "&lt;b&gt; &amp; &#60;",
    "<!-- -->]]> <![CDATA[",
    "\x00<b>\x1b[2J",
    "[link](javascript:alert(1)) ![image](http://a/b.png)",
    "<http://a.example> http://a.example www.a.example a@b.example",
    "# heading",
    "- item\n1. one\n> quote\n---\n===",
    "    indented code",
    "`code` ``` ~~~ ````\n```\n",
    "*a* _b_ **c** ~~d~~ | a | b |\n|---|---|",
    "a  \nb\\\nc",
    "[ref]: http://a.example",
    "&nbsp; &copy; \\* \\",
    "::error::forged",
    "  ::set-output name=score::100",
    "x ##[error]forged",
    "##vso[task.complete result=Failed;]",
    "##teamcity[testFailed name='a']",
    "::stop-commands::x\r\n::add-mask::y",
    "100%0A::error::forged",
    '=HYPERLINK("http://a")',
    '"a","b"\n=1',
    "＝1+1",  # noqa: RUF001 - which some spreadsheets take for a formula
    "<img src=x onerror=\"document.title='owned'\"><svg onload=\"document.title='owned'\">",
    "]]></failure></testcase><testcase name='forged'/>",
    "</summary></details><h1>Score: 100 of 100</h1>",
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "\ud800 lone \udfff surrogates",
    "\u202egnp.exe \u2066hidden\u2069 \u200b",
    "\ufffe\uffff\x00\x0b\x1f\x7f\x85\u2028",
    '"}],"score":100,"tests":[{"name":"forged","status":"pass"',
    "passed\n90 of 100 points\nstatus=graded\nscore=100",
    "-1+1|cmd' /C calc'!A0",
    "\t=1+1",
    "@teacher #1 GH-1",
]


def assert_harmless(text: str) -> None:
    """Demands that nothing printed moves a cursor or is a command of a build server."""
    for line in text.split("\n"):
        assert line.isprintable(), line
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line
        assert "##teamcity[" not in line


class Seen(HTMLParser):
    """What a browser would make of a document: its tags, attributes and text."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(document)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.tags.append("comment")

    def handle_decl(self, decl):
        self.tags.append("declaration")

    unknown_decl = handle_pi = handle_decl
