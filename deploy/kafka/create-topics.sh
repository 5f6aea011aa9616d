#!/bin/sh
# Creates Mirrorwatch's topics; those that exist stay as they are.
#
#   create-topics.sh BOOTSTRAP [PARTITIONS] [REPLICATION]
#   create-topics.sh localhost:9092 12 3
#
# KAFKA_TOPICS    the kafka-topics.sh of your Kafka, if it is not on the PATH
# KAFKA_CONFIG    a client properties file with TLS and SASL settings
set -eu

[ $# -ge 1 ] && [ $# -le 3 ] || {
  sed -n '2,8{s/^# \{0,1\}//;p;}' "$0" >&2
  exit 2
}
bootstrap=$1
partitions=${2:-6}
replication=${3:-1}
tool=${KAFKA_TOPICS:-kafka-topics.sh}
command -v "$tool" >/dev/null 2>&1 || {
  echo "create-topics: $tool not found; set KAFKA_TOPICS to the kafka-topics.sh of your Kafka" >&2
  exit 2
}

# create TOPIC PARTITIONS SETTING...
create() {
  topic=$1
  count=$2
  shift 2
  set -- --bootstrap-server "$bootstrap" --create --if-not-exists \
    --topic "$topic" --partitions "$count" --replication-factor "$replication" "$@"
  if [ -n "${KAFKA_CONFIG:-}" ]; then
    set -- --command-config "$KAFKA_CONFIG" "$@"
  fi
  "$tool" "$@"
}

week=604800000
month=2592000000
create cloudtrail "$partitions" --config retention.ms=$week
# Keyed by alert id. Deleted by age and not compacted, so that every revision can be read.
create mirrorwatch-alerts "$partitions" --config retention.ms=$month
create mirrorwatch-dead-letters 1 --config retention.ms=$month
create mirrorwatch-late-events 1 --config retention.ms=$month
create mirrorwatch-rule-status 1 --config retention.ms=$month
# Keyed by file path; only the last text of each file counts.
create mirrorwatch-rules 1 --config cleanup.policy=compact
