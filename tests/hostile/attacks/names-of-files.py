# Has files whose names are long, reserved, hidden, or read otherwise than they are written.
# earns: softmax=7 (passed) accuracy=4 (passed)


def accuracy(y_hat, y):
    return (y_hat.argmax(dim=1) == y).float().mean().item()


# %% softmax_regression\u202eyp.trams\u2066\u200b.py
def softmax(X):
    E = X.exp()
    return E / E.sum(dim=1, keepdim=True)


# %% nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn.py
raise SystemExit
# %% CON.py
raise SystemExit
# %% NUL.py
raise SystemExit
# %% \U0001f9e8\n::error::FORGED\x07.py
raise SystemExit
# %% a{token}{0.__class__}%s%n$(touch FORGED)`touch FORGED`;.py
raise SystemExit
# %% -rf --help.py
raise SystemExit
