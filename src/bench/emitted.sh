#!/usr/bin/env bash
# Emitted code against code that an expert wrote by hand (src/bench/expert.py): the modified loss of n steps of SGD and
# its gradient, for a network 64-32-10 on batches of 64, n = 4, in float64 on 2 threads. Prints the medians and their
# ratio.
#
#   src/bench/emitted.sh      exit code 1 when the ratio is above BAR (1.05)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$root/bea" emit "$root/derivations/paper/n-step-sgd.bea" --target pytorch --name "n steps of SGD, modified loss" \
    --no-check -o "$folder/emitted.py"
python=/usr/bin/python3
[[ -x $python ]] || python=python3
env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$folder" \
    "$python" "$root/src/bench/expert.py" "${RUNS:-300}" "${BAR:-1.05}"
