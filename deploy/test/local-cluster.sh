#!/bin/sh
# Drives deploy/bin/local-cluster as a user does, with real Flink processes: a watched folder in, a
# folder of alerts out; stop with a savepoint and resume; kill the TaskManager and recover. The
# first record of the staging stands before each break and the rest after it, so an alert proves that
# state was restored. Needs the built jar and lib folder, free ports (or MIRRORWATCH_*_PORT), and
# no running local cluster.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cluster=$here/../bin/local-cluster
scratch=$(mktemp -d)
logs=$scratch/logs
alerts=$scratch/alerts

clean_up() {
  status=$?
  "$cluster" stop || true
  if [ $status -eq 0 ]; then
    rm -rf "$scratch"
  else
    echo "local-cluster.sh: FAILED; its files are in $scratch, Flink's logs in deploy/target/cluster/log" >&2
  fi
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  left=$1
  what=$2
  shift 2
  until "$@"; do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      echo "local-cluster.sh: no $what" >&2
      exit 1
    fi
    sleep 1
  done
  echo "seen: $what"
}

# call ACCOUNT SECOND EVENT REQUEST RESPONSE: one CloudTrail record of a staging in that account.
call() {
  printf '{"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::%s:user/mallory","accountId":"%s","accessKeyId":"AKIAEXAMPLE","userName":"mallory"},"eventTime":"2026-03-02T09:00:%sZ","eventSource":"ec2.amazonaws.com","eventName":"%s","awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2.17","requestParameters":{%s},"responseElements":{%s},"requestID":"r-%s-%s","eventID":"e-%s-%s","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"%s"}\n' \
    "$1" "$1" "$2" "$3" "$4" "$5" "$1" "$2" "$1" "$2" "$1"
}

# The staging of one account, in two parts.
first_part() {
  call "$1" 01 CreateTrafficMirrorTarget \
    '"CreateTrafficMirrorTargetRequest":{"NetworkInterfaceId":"eni-1"}' \
    '"CreateTrafficMirrorTargetResponse":{"trafficMirrorTarget":{"trafficMirrorTargetId":"tmt-1","networkInterfaceId":"eni-1","type":"network-interface","ownerId":"'"$1"'"}}'
  call "$1" 02 CreateTrafficMirrorFilter \
    '"CreateTrafficMirrorFilterRequest":{}' \
    '"CreateTrafficMirrorFilterResponse":{"trafficMirrorFilter":{"trafficMirrorFilterId":"tmf-1"}}'
}
second_part() {
  call "$1" 03 CreateTrafficMirrorFilterRule \
    '"CreateTrafficMirrorFilterRuleRequest":{"TrafficMirrorFilterId":"tmf-1","TrafficDirection":"ingress","RuleNumber":100,"RuleAction":"accept","SourceCidrBlock":"0.0.0.0/0","DestinationCidrBlock":"0.0.0.0/0"}' \
    '"CreateTrafficMirrorFilterRuleResponse":{"trafficMirrorFilterRule":{"trafficMirrorFilterRuleId":"tmfr-1","trafficMirrorFilterId":"tmf-1"}}'
  call "$1" 04 CreateTrafficMirrorSession \
    '"CreateTrafficMirrorSessionRequest":{"NetworkInterfaceId":"eni-2","TrafficMirrorTargetId":"tmt-1","TrafficMirrorFilterId":"tmf-1","SessionNumber":1}' \
    '"CreateTrafficMirrorSessionResponse":{"trafficMirrorSession":{"trafficMirrorSessionId":"tms-1","trafficMirrorTargetId":"tmt-1","trafficMirrorFilterId":"tmf-1","networkInterfaceId":"eni-2"}}'
}

# drop NAME: standard input as a new log, there in one step.
drop() {
  cat >"$logs/.$1"
  mv "$logs/.$1" "$logs/$1"
}

alerted() {
  # Finished part files only: a name that begins with a dot is not complete yet.
  find "$alerts" -name 'part-*.ndjson' -exec cat {} + 2>/dev/null |
    grep '"name":"aws_tm_staging"' | grep -q "\"$1\""
}

job_id() {
  "$cluster" flink list --running | sed -n 's/.* : \([0-9a-f]\{32\}\) : .*(RUNNING).*/\1/p'
}

running() {
  [ -n "$(job_id)" ]
}

# Checkpoints of the job $job that are complete by now.
checkpoints() {
  curl --silent "http://localhost:${MIRRORWATCH_REST_PORT:-8081}/jobs/$job/checkpoints" |
    sed -n 's/.*"counts":{[^}]*"completed":\([0-9]*\).*/\1/p'
}

# The first part is in state for sure when some more checkpoints are complete than before.
checkpointed() {
  now=$(checkpoints)
  [ "${now:-0}" -ge "$1" ]
}

trap clean_up EXIT
trap 'exit 130' INT TERM
mkdir "$logs"
cat >"$scratch/mirrorwatch.yaml" <<END
name: local-cluster-test
checkpointEvery: PT1S
sources:
  - name: logs
    folder:
      path: $logs
      checkEvery: PT1S
alerts:
  - file:
      path: $alerts
deadLetters:
  file:
    path: $scratch/dead-letters
lateEvents:
  file:
    path: $scratch/late-events
END

"$cluster" start
"$cluster" submit --config "$scratch/mirrorwatch.yaml"
wait_for 60 "a running job" running
{ first_part 111111111111; second_part 111111111111; } | drop one.jsonl
wait_for 60 "the alert" alerted 111111111111

first_part 222222222222 | drop two.jsonl
job=$(job_id)
wait_for 60 "checkpoints of half a staging" checkpointed $(($(checkpoints) + 4))
"$cluster" flink stop "$(job_id)" >"$scratch/stop.out" || { cat "$scratch/stop.out" >&2; exit 1; }
savepoint=$(sed -n 's/.*Path: *//p' "$scratch/stop.out" | head -n 1)
echo "seen: savepoint $savepoint"
MIRRORWATCH_SAVEPOINT=$savepoint "$cluster" submit --config "$scratch/mirrorwatch.yaml"
wait_for 60 "the resumed job" running
second_part 222222222222 | drop three.jsonl
wait_for 60 "the alert across the savepoint" alerted 222222222222

first_part 333333333333 | drop four.jsonl
job=$(job_id)
wait_for 60 "checkpoints of half a staging" checkpointed $(($(checkpoints) + 4))
kill -9 "$(cat "$here/../target/cluster/taskmanager.pid")"
"$cluster" taskmanager
second_part 333333333333 | drop five.jsonl
wait_for 150 "the alert across the dead TaskManager" alerted 333333333333

# Nothing was told twice: an alert is its id and its revision.
told=$(find "$alerts" -name 'part-*.ndjson' -exec cat {} + |
  sed -n 's/.*"alert":{[^}]*"id":"\([0-9a-f]*\)"[^}]*"revision":\([0-9]*\).*/\1 \2/p')
twice=$(printf '%s\n' "$told" | sort | uniq -d)
[ -n "$told" ] || { echo "local-cluster.sh: no alert ids found in the documents" >&2; exit 1; }
[ -z "$twice" ] || { echo "local-cluster.sh: told twice: $twice" >&2; exit 1; }
echo "local-cluster.sh: passed"
