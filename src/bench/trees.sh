#!/usr/bin/env bash
# The fast core of trees (bea.bseries): time and memory against the order and against the number of colours, by JMH.
# Writes the table into docs/manual.md and the picture docs/trees.png, and checks the bars.
#
#   src/bench/trees.sh [JMH options]     exit code 1 when a bar is missed; without -wi, -i takes about six minutes
#
# Bars, warm: midpoint, Euler and RK4 through order 9 in 10 ms, 12 in 200 ms, 15 in 10 s; two colours through order 8
# in 200 ms.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root"
./bea --version >/dev/null
read -r jdk _ <target/bea.aot.key
mkdir -p target/jmh
mvn -B -ntp -q -f src/bench/jmh/pom.xml org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath \
    -Dmdep.outputFile="$root/target/jmh/classpath"
path=target/bea.jar:target/lib/*:$(<target/jmh/classpath)
"$jdk/bin/javac" -Xlint:-options -processorpath "$(<target/jmh/classpath)" -cp "$path" -d target/jmh/classes \
    src/bench/jmh/*.java
"$jdk/bin/java" -cp "target/jmh/classes:$path" org.openjdk.jmh.Main TreesBenchmark -prof gc -rf json \
    -rff target/jmh/result.json "$@"
"$jdk/bin/java" -cp "target/jmh/classes:$path" bea.bench.Curves target/jmh/result.json docs/manual.md docs/trees.png

python3 - target/jmh/result.json <<'PYTHON'
import json, sys
bars = {"9": 10, "12": 200, "15": 10000}
missed = False
for r in json.load(open(sys.argv[1])):
    with_ = r["params"]
    fastest = min(r["primaryMetric"]["rawData"][0])
    bar = bars.get(with_.get("order")) or (200 if with_.get("coloursAndOrder") == "2 8" else None)
    if bar:
        missed |= fastest > bar
        print(f"{' '.join(with_.values()):14} {fastest:9.2f} ms (bar {bar} ms)")
sys.exit(missed)
PYTHON
