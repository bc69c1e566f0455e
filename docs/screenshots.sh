#!/usr/bin/env bash
# Pictures of the report of the example export: docs/report.png, which the README shows, and, with a folder as argument,
# others to look at: desktop and phone, light and dark, labels from both directions. Then the desk: docs/desk-*.png.
# VERBATIMS names a program that is built already. Needs node, npm and Chromium with fonts for Arabic (Debian: chromium fonts-noto-core fonts-noto-color-emoji).
set -euo pipefail
cd "$(dirname "$0")/.."

(cd tests/browser && npm ci --silent --ignore-scripts)
program=${VERBATIMS:-target/release/verbatims}
[ -n "${VERBATIMS:-}" ] || cargo build --release --locked --quiet
program=$(realpath "$program")
folder=$(mktemp -d)
desk=
trap '[ -z "$desk" ] || kill "$desk"; rm -r "$folder"' EXIT

for labels in en ar sv sr-Cyrl; do
    "$program" report --quiet tests/data/example_export.csv --labels "$labels" -o "$folder/$labels.html"
done

look() { node tests/browser/look.mjs "file://$folder/$1.html$2" "$3" "${@:4}"; }

look en "" docs/report.png --width=1280 --height=1320
if [ $# -gt 0 ]; then
    mkdir -p "$1"
    look en "" "$1/desktop.png" --whole
    look en "" "$1/dark.png" --whole --dark
    look en "" "$1/phone.png" --whole --width=390 --height=844
    look ar "" "$1/arabic.png" --whole
    look ar "" "$1/arabic-phone-dark.png" --whole --width=390 --height=844 --dark
    look sv "" "$1/swedish.png" --whole
    look sr-Cyrl "#language=sr" "$1/serbian-filtered.png" --whole
fi

# The desk, on the example export as docs/desk.md has it.
mkdir "$folder/in"
cp tests/data/example_export.csv "$folder/in/"
cp -r lexicons "$folder/lexicons"
sed -n '/^```toml$/,/^```$/{/^```/!p}' docs/desk.md > "$folder/job.toml"
(cd "$folder" && "$program" run --quiet job.toml)
mkfifo "$folder/address"
(cd "$folder" && exec "$program" review job.toml --no-open 2> "$folder/desk.log" > "$folder/address") &
desk=$!
read -r address < "$folder/address"
node tests/browser/desk-look.mjs "$address" docs
