#!/bin/sh
# Installs the index template of the alerts. Run it before the first alert, and again after an
# upgrade; it changes new indices only.
#
#   ELASTICSEARCH_URL=https://search-1:9200 ELASTICSEARCH_API_KEY=... install-template.sh
#
# ELASTICSEARCH_URL       default http://localhost:9200
# ELASTICSEARCH_API_KEY   or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD
# ELASTICSEARCH_CA        PEM file of the authority to trust
# TEMPLATE_NAME           default mirrorwatch-alerts
set -eu

folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
url=${ELASTICSEARCH_URL:-http://localhost:9200}
name=${TEMPLATE_NAME:-mirrorwatch-alerts}

command -v curl >/dev/null 2>&1 || {
  echo "install-template: curl is needed" >&2
  exit 2
}

# As a config on standard input: what stands on the command line, every user of the machine reads.
credentials() {
  if [ -n "${ELASTICSEARCH_API_KEY:-}" ]; then
    printf 'header = "Authorization: ApiKey %s"\n' "$ELASTICSEARCH_API_KEY"
  elif [ -n "${ELASTICSEARCH_USERNAME:-}" ]; then
    user=$(printf '%s:%s' "$ELASTICSEARCH_USERNAME" "${ELASTICSEARCH_PASSWORD:-}" |
      sed 's/[\\"]/\\&/g')
    printf 'user = "%s"\n' "$user"
  fi
}

set -- --silent --show-error --max-time 30 --config - --request PUT \
  --header 'Content-Type: application/json' \
  --data-binary "@$folder/alerts-template.json" \
  --write-out '\n%{http_code}'
if [ -n "${ELASTICSEARCH_CA:-}" ]; then
  set -- "$@" --cacert "$ELASTICSEARCH_CA"
fi

answer=$(credentials | curl "$@" "$url/_index_template/$name") || {
  echo "install-template: no answer from $url" >&2
  exit 1
}
status=$(printf '%s\n' "$answer" | tail -n 1)
if [ "$status" != 200 ]; then
  echo "install-template: $url answered $status" >&2
  printf '%s\n' "$answer" | sed '$d' >&2
  exit 1
fi
echo "installed index template $name at $url"
