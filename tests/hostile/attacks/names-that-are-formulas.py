# Uses formulas, markup and control characters wherever it may choose a name.
# earns: softmax=0 (missing) accuracy=0 (failed)
EVIL = '=HYPERLINK("http://forged","FORGED")\n@FORGED\t<script>FORGED</script>\x1b[1mFORGED'


def right(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


globals()["softmax\x1b[2J"] = right
globals()["softmax\n\n11"] = right
globals()[EVIL] = right


def accuracy(y_hat, y):
    return type(EVIL, (), {})()


accuracy.__name__ = accuracy.__qualname__ = EVIL
accuracy.__code__ = accuracy.__code__.replace(co_name=EVIL, co_filename=EVIL)
