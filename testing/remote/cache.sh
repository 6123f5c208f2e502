#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cache.sh [TARGET...]: carries out the job `test` of docs/examples/github-actions.yml in two checkouts: one fills a remote cache, the
# other, elsewhere and with an output folder of its own, executes nothing. The cache is nginx from the locked packages. Prints "ok ..." or
# "FAILED ..." for each thing that has to hold.
set -uo pipefail
cd "$(dirname "$0")/../.."
. testing/remote/parts.sh
[[ $# != 0 ]] || set -- //images:qemu_x86_64 //kernel/base/... //kernel/heap/... //cells/shell/words/...

nginx() { # nginx PORT
  sed "s/127.0.0.1:8080/127.0.0.1:$1/" testing/remote/nginx.conf >"$root/cache/nginx.conf"
  "$program" -p "$root/cache" -c nginx.conf -e "$root/server.log" -g 'daemon off; master_process off;' 2>>"$root/server.log" &
  servers=($!)
  # It writes its number once it listens, and ends when it cannot.
  until [[ -s $root/cache/nginx.pid ]]; do kill -0 "${servers[0]}" 2>/dev/null || return 1; done
}

# job CHECKOUT LOG USE: the `run` lines of the job `test`, with its variables.
job() {
  local lines
  lines=$(sed -n '/^  test:/,/^$/s/^ *run: //p' docs/examples/github-actions.yml)
  [[ -n $lines ]] || { echo "docs/examples/github-actions.yml has no lines to run" >"$root/$2"; return 1; }
  (
    cd "$1" || exit 1
    export DELIAS_LOCK=strict DELIAS_CACHE="http://127.0.0.1:$port" DELIAS_CACHE_USE=$3 DELIAS_TARGETS="$targets"
    bash -ec "$lines"
  ) >"$root/$2" 2>&1
}
targets="$*"

bazel_in "$first" fetch build @nginx//:all
verdict $? "nginx is there" fetch
program=$(told "$first" output_base)/external/nginx/bin/nginx
mkdir -p "$root/cache/results" "$root/cache/temporary"
on_free_port nginx

job "$first" fill remote-cache
code=$?
filled=$(executed fill)
verdict $((code != 0 || filled == 0)) "the first checkout executes $filled actions, and its tests pass" fill
summary fill
files=$(find "$root/cache/results" -type f | wc -l)
echo "   the cache holds $files files, $(du -sm "$root/cache/results" | cut -f 1) MiB"
((code == 0)) || exit 1

job "$second" use remote-cache-read
verdict $? "the second checkout builds, and its tests pass" use
summary use
again=$(executed use)
hits=$(count use "remote cache hit")
verdict $((again != 0)) "the second checkout executes nothing: $again" use
verdict $((hits < filled)) "the cache answers for every action: $hits of $filled" use
if ((again != 0)); then
  # --execution_log_json_file=FILE says which: those whose "runner" is no cache.
  grep -ah WARNING "$root/fill" "$root/use" | sed 's/^/   /'
  tail -n 3 "$root/cache/error.log" | sed 's/^/   /'
fi
verdict $((!$(find "$second/testlogs" -name test.xml | wc -l))) "what the tests said is there, though none ran" use

# A change, as somebody would propose it: its results are not written.
echo '// A remark.' >>"$second/kernel/base/text.c"
targets=//kernel/base:text_test
job "$second" read remote-cache-read
code=$?
verdict $((code != 0 || $(executed read) == 0 || $(find "$root/cache/results" -type f | wc -l) != files)) \
  "who may only read executes a change, and writes nothing into the cache" read
summary read

stop_servers
echo '// Another remark.' >>"$second/kernel/base/text.c"
job "$second" without remote-cache
code=$?
verdict $((code != 0 || $(executed without) == 0)) "without the cache a build goes on, by executing" without
summary without
exit $status
