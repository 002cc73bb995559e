#!/usr/bin/env bash
# Lint, types and unit tests, Python and web side by side: a few minutes.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin

check_web() {
  (cd web && npm run --silent check && npm run --silent test) > "$log" 2>&1
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
check_web &
web=$!

failed=()
step() {
  echo "· $1"
  "${@:2}" || failed+=("$1")
}
step "lint" "$bin/ruff" check --quiet .
step "format" "$bin/ruff" format --quiet --check .
step "layers" "$bin/lint-imports" --no-cache
step "types" "$bin/mypy" --no-error-summary
step "unit tests" "$bin/pytest" tests/unit -n 2 -m "${GOLDSMITH_UNIT_TESTS-not memory}"
echo "· web: lint, types, unit tests"
wait "$web" || { failed+=("web"); cat "$log"; }
if [ ${#failed[@]} -gt 0 ]; then
  printf 'Failed: %s. What each said stands above, under its name.\n' "$(IFS=,; echo "${failed[*]}")"
  exit 1
fi
