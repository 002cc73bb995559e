#!/usr/bin/env bash
# Pin every dependency by hash, for every platform, naming no index. The product's pins are the developers' pins.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
"$bin/python" -m pip install --quiet --disable-pip-version-check uv
options=(--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet)
rm -f requirements.txt
"$bin/uv" pip compile pyproject.toml tests/build-requirements.in --extra dev "${options[@]}" --output-file requirements-dev.txt
"$bin/uv" pip compile pyproject.toml tests/build-requirements.in --constraint requirements-dev.txt "${options[@]}" --output-file requirements.txt
mapfile -t default < <(sed -n 's/^\([a-zA-Z0-9_.-]*\)==.*/--no-emit-package=\1/p' requirements.txt)
for extra in $("$bin/python" tests/extras.py); do
  "$bin/uv" pip compile pyproject.toml --extra "$extra" --constraint requirements-dev.txt "${options[@]}" "${default[@]}" --output-file "requirements/$extra.txt"
done
