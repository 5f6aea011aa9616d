# shellcheck shell=sh
# Sourced by the scripts beside it, which set `bin` to this folder. Checks Java, builds what is
# missing and sets: root, java, job_jar, flink_lib, flink_opens. Exits with 2 where it cannot.

root=$(CDPATH='' cd -- "$bin/../.." && pwd -P)
job_jar=$root/job/target/mirrorwatch.jar
flink_lib=$root/deploy/target/flink/lib
# One list for every JVM: the one of the shipped Flink configuration.
flink_opens=$(sed -n 's/^env\.java\.opts\.all: *//p' "$root/deploy/flink/config.yaml")

refuse() {
  echo "mirrorwatch: $*" >&2
  exit 2
}

if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
  [ -x "$java" ] || refuse "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
else
  java=java
  command -v java >/dev/null 2>&1 || refuse "no java found; install Java 17 or newer"
fi
# Such as 17.0.15, 21 or 1.8.0_402, whose first number is 1.
java_version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
java_major=${java_version%%[!0-9]*}
[ "${java_major:-0}" -ge 17 ] ||
  refuse "Java 17 or newer is needed, $java is ${java_version:-of an unknown version}"

# In a checkout the jar must not be older than what it is made of.
is_stale() {
  [ -d "$root/job/src" ] && [ -n "$(
    find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main "$root/rules/sigma" \
      "$root/rules/compatibility" "$root/rules/fieldmaps" -type f -newer "$job_jar" 2>/dev/null |
      head -n 1
  )" ]
}

build() {
  echo "mirrorwatch: building, $1..." >&2
  build_output=$(cd -- "$root" && mvn -q -B -DskipTests -pl deploy -am package 2>&1) || {
    printf '%s\n' "$build_output" >&2
    refuse "the build failed, see above"
  }
}

if [ ! -f "$job_jar" ] || [ ! -d "$flink_lib" ]; then
  command -v mvn >/dev/null 2>&1 ||
    refuse "not built yet, and no mvn found; install Maven 3.8 or newer"
  build "first time only"
elif is_stale && command -v mvn >/dev/null 2>&1; then
  build "for its sources have changed"
fi
