#!/usr/bin/env bash
# Runs once, when Gradescope builds the container of the assignment.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Ubuntu 24.04 brings Python 3.12; 22.04 has 3.11 as a package.
find_python() {
    local version
    for version in 3.13 3.12 3.11; do
        if "python$version" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "python$version"
            return
        fi
    done
    return 1
}
export DEBIAN_FRONTEND=noninteractive
if ! find_python >/dev/null; then
    apt-get update
    apt-get install -y python3.12 python3.12-venv || apt-get install -y python3.11 python3.11-venv
fi

"$(find_python)" -m venv venv
# A build of torch for the CPU alone; PyPI's own is gigabytes larger.
venv/bin/python -m pip install --no-cache-dir -c constraints.txt torch \
    --index-url https://download.pytorch.org/whl/cpu --extra-index-url https://pypi.org/simple
venv/bin/python -m pip install --no-cache-dir -c constraints.txt ./autograder-*.whl

# Which protections there are, for the log.
venv/bin/autograder doctor || true
# A cache is believed where nobody else may write to it, nor to the folders above.
chmod go-w .. .
