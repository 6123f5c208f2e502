#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# campaign_test.sh EXPECTED CAMPAIGN [option...] IMAGE: runs a campaign. EXPECTED is `clean`: it must find nothing; or `caught`: the image
# has a defect, and the campaign must report differences of its memory. For Bazel's shards: each takes some of the points.
set -eu
expected=$1 campaign=$2
shift 2
if [ "$expected" = clean ]; then exec "$campaign" "$@"; fi
log=$TEST_TMPDIR/log
status=0
"$campaign" "$@" >"$log" 2>&1 || status=$?
tail -n 1 "$log"
if [ "$status" -ne 1 ] || ! grep -q ' differences$' "$log"; then
  cat "$log" >&2
  echo "campaign_test.sh: the defect of this image was not noticed (status $status); see its BUILD.bazel for what it is" >&2
  exit 1
fi
