# Hands in a notebook of shell commands, magics and lines for IPython, which nothing runs.
# earns: softmax=7 (passed) accuracy=4 (passed)
# fmt: off


# %% work.ipynb
{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "code", "source": "!touch FORGED\n!!touch FORGED\n%run -i target.py\n%load_ext FORGED\n%env FORGED=1\n%cd /\n%pip install FORGED\n", "outputs": [], "metadata": {}},
 {"cell_type": "code", "source": "%%bash\ntouch FORGED\n", "outputs": [], "metadata": {}},
 {"cell_type": "code", "source": "%%writefile softmax_regression.py\nFORGED\n", "outputs": [], "metadata": {}},
 {"cell_type": "code", "source": "%%script python\nraise SystemExit\n", "outputs": [], "metadata": {}},
 {"cell_type": "code", "source": "files = !ls /\nget_ipython().system('touch FORGED')\nget_ipython().run_line_magic('run', 'FORGED')\n", "outputs": [], "metadata": {}},
 {"cell_type": "code", "source": "import os\nos.system?\nos.system??\n", "outputs": [], "metadata": {}},
 {"cell_type": "code", "source": "%%time\ndef softmax(X):\n    E = X.exp()\n    return E / E.sum(dim=1, keepdim=True)\n", "outputs": [], "metadata": {}},
 {"cell_type": "code", "source": "?os\ndef accuracy(y_hat, y):\n    return (y_hat.argmax(dim=1) == y).float().mean().item()\n", "outputs": [], "metadata": {}}
]}
