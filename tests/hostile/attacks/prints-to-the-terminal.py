# Prints what clears the screen, moves the cursor, sets the title, hides and turns text round.
# earns: softmax=7 (passed) accuracy=0 (failed)
EVIL = (
    "\x1b[2J\x1b[1;1H\x1b]0;FORGED\x07\x9b2K\rFORGED\b\b\b\x1bc"
    "\x1b]52;c;Rk9SR0VE\x07\x1b]8;;http://forged\x1b\\FORGED\x1b]8;;\x1b\\"
    "\u202eDEGROF\u202c\u2066\u200b\u2028FORGED\u2029\x85FORGED\x0b\x0cFORGED\x00"
    "[bold red]FORGED[/] :skull: [link=http://forged]FORGED[/link]"
)


def softmax(X):
    print(EVIL)
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


def accuracy(y_hat, y):
    raise type(EVIL.replace("\0", "")[:200], (Exception,), {})(EVIL)
