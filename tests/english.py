"""Finds English in texts that should be Chinese; code and the words of Python and torch are not."""

import re

OTHERS_WORDS = (
    r"\b\w*(?:Error|Exception|Exit|Interrupt|Warning)\b: .*",  # Python's message, to the line's end
    r"(?<=backward\(\) 失败：).*",  # torch's
    r"无法读取的 [\w.]+：.*",  # Python's
    r"(?<=行：).*",  # the student's line
    r"^ {4}.*$",  # the same
    r"^def .*$",
    r"^raise \w+$",
    r"'[^'\n]*'|\"[^\"\n]*\"",
    r"\bautograder [a-z]+\b.*",  # a command, to the line's end
    r"(?<=☆ )\w+: ",  # the name of a function
    r"\b\w+\.(?:pyw?|ipynb|zip)\b",
)
BRACKETS = re.compile(r"\w*[(\[{][^()\[\]{}]*[)\]}]")
WORD = r"(?<![\w.=*/-])[A-Za-z][a-z]+(?:'[a-z]+)?(?![\w.=*/(\[-])"
RUN = re.compile(rf"{WORD}(?:[ ,;:]+{WORD})+")
CHINESE = re.compile("[\u4e00-\u9fff]")


def english_in(text: str) -> list[str]:
    """All runs of two words and more, that are no code."""
    for pattern in OTHERS_WORDS:
        text = re.sub(pattern, "…", text, flags=re.MULTILINE)
    while (without := BRACKETS.sub("…", text)) != text:
        text = without
    return RUN.findall(text)


def is_chinese(text: str) -> bool:
    """Whether a sentence has Chinese in it and no English."""
    return bool(CHINESE.search(text)) and not english_in(text)
