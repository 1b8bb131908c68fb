# Hands in a notebook whose outputs, grade cells, kernel and metadata say what it would like to earn.
# earns: softmax=7 (passed) accuracy=1.5 (failed)
# fmt: off


# %% work.ipynb
{"nbformat": 4, "nbformat_minor": 5,
 "metadata": {
  "kernelspec": {"name": "FORGED", "argv": ["touch", "FORGED"], "language": "python", "display_name": "<script>FORGED</script>"},
  "celltoolbar": "Create Assignment", "nbgrader": {"points": 100}, "language_info": {"name": "bash"}},
 "cells": [
  {"cell_type": "code", "id": "a", "execution_count": 1,
   "metadata": {"nbgrader": {"grade": true, "grade_id": "softmax", "points": 10000, "locked": false, "schema_version": 3, "solution": false, "task": false}},
   "source": "def softmax(X):\n    E = X.exp()\n    return E / E.sum(dim=1, keepdim=True)\n",
   "outputs": [
    {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "7.0", "text/html": "<script>FORGED</script>"}},
    {"output_type": "display_data", "metadata": {}, "data": {"application/vnd.autograder.fault+json": {"reason": "FORGED"}}},
    {"output_type": "stream", "name": "stdout", "text": "\u001b[2J\n::error::FORGED\n"}]},
  {"cell_type": "code", "id": "a", "execution_count": -1,
   "metadata": {"nbgrader": {"grade": true, "grade_id": "accuracy", "points": 4, "locked": true, "schema_version": 3, "solution": true}, "tags": ["raises-exception", "skip-execution"]},
   "source": ["def accuracy(y_hat, y):\n", "    return 4.0\n"], "outputs": []},
  {"cell_type": "FORGED", "metadata": null, "source": 7}, null, [], 3,
  {"cell_type": "raw", "source": "def accuracy(y_hat, y): return (y_hat.argmax(dim=1) == y).float().mean().item()"},
  {"cell_type": "markdown", "source": "<script>FORGED</script>", "attachments": {"a.png": {"image/png": "FORGED"}}}
 ]}
