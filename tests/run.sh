#!/usr/bin/env bash
# Everything: check, HTTP on both PostgreSQL versions, faults, and the browser.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
started=$SECONDS

say() { printf '\n── %s (%d s)\n' "$1" $((SECONDS - started)); }

need_debian_packages() {
  local missing=() pair
  for pair in chromium:/usr/bin/chromium fonts-noto-cjk:/usr/share/fonts/opentype/noto postgresql-15:/usr/lib/postgresql/15/bin/postgres; do
    [ -e "${pair#*:}" ] || missing+=("${pair%%:*}")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "These tests need: ${missing[*]}. Install them, for example: sudo apt-get install ${missing[*]}"
    exit 1
  fi
  say "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

need_debian_packages
say "check"
GOLDSMITH_EXAMPLES=100 GOLDSMITH_UNIT_TESTS= bash tests/check.sh
say "HTTP tests on the embedded PostgreSQL"
"$bin/pytest" tests/http tests/migration -n 3
say "HTTP tests on PostgreSQL 15"
GOLDSMITH_TEST_PGBIN=/usr/lib/postgresql/15/bin "$bin/pytest" tests/http -n 3
say "faults"
"$bin/pytest" tests/faults -n 2
say "web app"
make --no-print-directory web
say "browser"
"$bin/pytest" tests/browser -n 2
say "done"
