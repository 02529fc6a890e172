#!/usr/bin/env bash
# The modified loss of 4-step SGD and its gradient, on a network of sizes 64-32-10 with batches of 64, in double
# precision: bea.tensor against double backward in PyTorch, with one thread and with two.
#
#   src/bench/modified-loss.sh     exit code 1 when the faster run of bea.tensor is slower than the faster of PyTorch,
#                                  or takes more memory than 4 plain gradients and one vector for each of its 3 passes
#
# Prints medians of RUNS (1000; PyTorch a tenth) and, since other work on the machine disturbs two threads most, the
# fastest run; costs relative to one plain gradient of the mean loss; and the numbers held at a time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
runs=${RUNS:-1000}
python=${PYTHON:-/usr/bin/python3}
# the JDK that the launcher has found
"$root/bea" --version >/dev/null
read -r jdk _ <"$root/target/bea.aot.key"
java=$jdk/bin/java

[[ -d $root/target/classes/bea/tensor ]] || (cd "$root" && mvn -B -ntp -q compile)
results=$(mktemp)
trap 'rm -f "$results"' EXIT
for threads in 1 2; do
    "$java" -cp "$root/target/classes" "$root/src/bench/ModifiedLoss.java" "$threads" "$runs"
    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE "$python" "$root/src/bench/modified_loss.py" "$threads" \
        $((runs / 10))
done >"$results"

# name, median and fastest in microseconds, numbers held
awk -v parameters=2410 -v passes=3 '
    { median[$1] = $2; fastest[$1] = $3; held[$1] = $4 }
    function least(a, b) { return a < b ? a : b }
    END {
        printf "%-8s %-7s %28s %28s %9s\n", "", "threads", "plain gradient, us", "modified loss, us", "relative"
        for (t = 1; t <= 2; t++) {
            for (k = 1; k <= 2; k++) {
                who = k == 1 ? "bea" : "torch"
                p = who "-plain-" t
                m = who "-modified-" t
                printf "%-8s %-7d %10d (fastest %6d) %10d (fastest %6d) %9.2f\n", who, t, median[p], fastest[p],
                    median[m], fastest[m], median[m] / median[p]
            }
            bound = 4 * held["bea-plain-" t] + passes * parameters
            printf "bea holds %d numbers, a plain gradient %d: %.2f times as many; bound %d\n",
                held["bea-modified-" t], held["bea-plain-" t], held["bea-modified-" t] / held["bea-plain-" t], bound
            if (held["bea-modified-" t] > bound) bad = 1
        }
        bea = least(median["bea-modified-1"], median["bea-modified-2"])
        torch = least(median["torch-modified-1"], median["torch-modified-2"])
        printf "ratio bea / torch, faster medians: %.2f\n", bea / torch
        exit bad || bea > torch
    }' "$results"
