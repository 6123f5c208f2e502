#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# refresh MERGE: writes compile_commands.json into the workspace, for clangd and all that reads such files.
set -eu
workspace=${BUILD_WORKSPACE_DIRECTORY:?start this with: ./bazelw run //tools/compile_commands}
merge=$PWD/$1
# Where Bazel keeps the output of this workspace; this script was built there.
here=$(pwd -P)
output_base=${here%/execroot/*}
bazel_out=${here%%/bazel-out/*}/bazel-out
case $workspace$output_base in
  *[\"\\]*) echo "error: $workspace: JSON has no plain way to write this path; move the checkout to one without quotes and backslashes" >&2; exit 1 ;;
esac
cd "$workspace"

if [ -x ./bazelw ]; then bazel=./bazelw; else bazel=bazel; fi
events=$(mktemp)
trap 'rm -f "$events" "$events.fragments"' EXIT
status=0
"$bazel" --output_base="$output_base" build //... --keep_going --build_event_json_file="$events" \
  --aspects=@delias//tools/compile_commands:aspect.bzl%compile_commands_aspect --output_groups=compile_commands \
  --experimental_convenience_symlinks=ignore --noshow_progress --ui_event_filters=-info || status=$?
grep -o '"uri":"file://[^"]*\.commands"' "$events" | sed 's,^"uri":"file://,,; s,"$,,' | sort -u >"$events.fragments" || true
if [ ! -s "$events.fragments" ]; then
  echo "error: no target of //... could be read, so compile_commands.json stays as it was; mend what Bazel says above" >&2
  exit 1
fi
xargs -d '\n' cat <"$events.fragments" | sh "$merge" "$workspace" "$output_base/external" "$bazel_out" >compile_commands.json.new
mv compile_commands.json.new compile_commands.json
echo "compile_commands.json: $(grep -c '"file":' compile_commands.json) files"
if [ "$status" != 0 ]; then
  echo "warning: targets that Bazel complains about above are missing from it" >&2
fi
exit "$status"
