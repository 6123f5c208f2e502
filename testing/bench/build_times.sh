#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# build_times: how long builds take on this machine: of a copy of the checkout, by a Bazel of its own that shares nothing but the
# fetched packages. The figures are for reading; no test depends on them.
set -eu
workspace=${BUILD_WORKSPACE_DIRECTORY:?start this with: ./bazelw run //testing/bench:build_times}
# The Bazel that started this one has the packages.
here=$(pwd -P)
root=$(mktemp -d)
bazel() { ./bazelw --output_user_root="$root/user" "$@"; }
clean() {
  if [ -e "$root/checkout/bazelw" ]; then (cd "$root/checkout" && bazel shutdown) || true; fi
  chmod -R u+w "$root"
  rm -rf "$root"
}
trap clean EXIT
trap 'exit 130' HUP INT TERM
cd "$workspace"
cache=$(./bazelw --output_base="${here%/execroot/*}" info repository_cache 2>/dev/null)

# The files as they stand. What lies behind symbolic links is Bazel's.
mkdir "$root/checkout"
find . -name .git -prune -o -path './bazel-*' -prune -o '(' -type f -o -type l ')' -print | tar -T - -cf - | tar -xf - -C "$root/checkout"
cd "$root/checkout"
quiet="--color=no --curses=no --noshow_progress --ui_event_filters=-info,-stdout,-stderr"

# timed NAME TARGET: builds and says how long it took.
timed() {
  begin=$(date +%s%3N)
  # shellcheck disable=SC2086
  bazel build $quiet --disk_cache= --repository_cache="$cache" "$2" >"$root/log" 2>&1 || { cat "$root/log" >&2; exit 1; }
  end=$(date +%s%3N)
  awk -v name="$1" -v ms=$((end - begin)) 'BEGIN { printf "%-56s %8.1f s\n", name, ms / 1000 }'
}

echo "$(nproc) processors, load $(cut -d ' ' -f 1 /proc/loadavg) at the start"
timed 'first build of everything: fetch, analysis, compilation' //...
for target in //images:qemu_x86_64 //...; do
  bazel clean $quiet >/dev/null 2>&1
  timed "$target: clean build after fetch" "$target"
  timed "$target: nothing changed" "$target"
done
