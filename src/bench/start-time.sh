#!/usr/bin/env bash
# Start-up time: `bea verify FILE` against the smallest Java program, which the same launcher starts with the same
# options and a cache of its own. Prints the median of RUNS (7) runs of each, and their ratio.
#
#   src/bench/start-time.sh [FILE]      exit code 1 when the ratio is above BAR (2.5)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
file=${1:-$root/src/bench/one-step.bea}
runs=${RUNS:-7}
bar=${BAR:-2.5}

# A project of one class, laid out as the launcher expects it; in Maven's place stands a script that calls javac.
minimal=$(mktemp -d)
trap 'rm -rf "$minimal"' EXIT
mkdir -p "$minimal/src/main/java" "$minimal/path"
cp "$root/bea" "$minimal/bea"
echo '<project/>' >"$minimal/pom.xml"
cat >"$minimal/src/main/java/Minimal.java" <<'JAVA'
public final class Minimal {
    public static void main(String[] arguments) {
        System.out.println("verified");
    }
}
JAVA
cat >"$minimal/path/mvn" <<'MVN'
#!/usr/bin/env bash
"$JAVA25_HOME/bin/javac" -d target/classes src/main/java/Minimal.java &&
    "$JAVA25_HOME/bin/jar" --create --file target/bea.jar --main-class Minimal -C target/classes .
MVN
chmod +x "$minimal/path/mvn"

# the first call of each builds and trains
PATH=$minimal/path:$PATH "$minimal/bea" verify "$file" >/dev/null
"$root/bea" verify "$file" >/dev/null

milliseconds() { # COMMAND...
    local start=${EPOCHREALTIME/[.,]/}
    "$@" >/dev/null
    echo $(((${EPOCHREALTIME/[.,]/} - start) / 1000))
}
median() { sort -n | sed -n "$(((runs + 1) / 2))p"; }

# in turn, so that whatever else the machine does meets both
for ((i = 0; i < runs; i++)); do
    milliseconds "$minimal/bea" verify "$file" >>"$minimal/minimal.ms"
    milliseconds "$root/bea" verify "$file" >>"$minimal/bea.ms"
done
small=$(median <"$minimal/minimal.ms")
full=$(median <"$minimal/bea.ms")

LC_ALL=C awk -v small="$small" -v full="$full" -v bar="$bar" 'BEGIN {
    printf "minimal program %d ms, bea verify %d ms, ratio %.2f (bar %.1f)\n", small, full, full / small, bar
    exit full / small > bar
}'
