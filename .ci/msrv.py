"""Fails if a dependency asks for a newer Rust than Cargo.toml promises."""

import json
import subprocess
import sys

metadata = json.loads(
    subprocess.run(
        ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", "x86_64-unknown-linux-gnu"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
)
packages = {package["id"]: package for package in metadata["packages"]}
ours = next(package for package in packages.values() if package["name"] == "verbatims")


def version(text):
    parts = [int(part) for part in text.split(".")]
    return parts + [0] * (3 - len(parts))


# Dependencies of the crate itself; those of tests and benches may be newer.
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
wanted, seen = [ours["id"]], set()
while wanted:
    identifier = wanted.pop()
    if identifier in seen:
        continue
    seen.add(identifier)
    for dependency in nodes[identifier]["deps"]:
        if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"]):
            wanted.append(dependency["pkg"])

promised = version(ours["rust_version"])
newer = [
    f'{packages[i]["name"]} {packages[i]["version"]} needs Rust {packages[i]["rust_version"]}'
    for i in sorted(seen)
    if packages[i]["rust_version"] and version(packages[i]["rust_version"]) > promised
]
print("\n".join(newer) or f'all {len(seen)} crates build with Rust {ours["rust_version"]}')
sys.exit(bool(newer))
