#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# execution.sh [TARGET...]: builds and tests by a remote worker that sees nothing of the checkout and of Bazel's output folder; only what
# an action declares is sent to it. The worker is the one that Bazel tests itself with. Prints "ok ..." or "FAILED ..." for each thing
# that has to hold.
set -uo pipefail
cd "$(dirname "$0")/../.."
. testing/remote/parts.sh
[[ $# != 0 ]] || set -- //images:qemu_x86_64 //kernel/base/... //kernel/heap/... //testing/system/...

# worker PORT: in a mount namespace of its own, where the checkouts and Bazel's output are empty folders.
worker() {
  env -i PATH=/usr/bin:/bin HOME="$HOME" unshare --user --map-root-user --mount sh -c \
    'for folder in "$PWD" "$1/first" "$1/a" "$HOME"; do mount -t tmpfs none "$folder" || exit 1; done
    port=$2; java=$3; jar=$4; work=$5; cd "$1/worker"
    exec "$java" -Xmx512m -cp "$jar:classes" com.google.devtools.build.remote.worker.RemoteWorker --listen_port="$port" \
      --work_path="$work" --cas_path="$PWD/results" --pid_file="$PWD/listens"' \
    worker "$root" "$1" "$java" "$jar" "$work" >"$root/server.log" 2>&1 &
  servers=($!)
  until [[ -s $root/worker/listens ]]; do kill -0 "${servers[0]}" 2>/dev/null || return 1; done
}

if ! unshare --user --map-root-user --mount true 2>/dev/null; then
  echo "skipped: this machine allows no user namespaces (unshare), so the worker could not be kept from the checkout"
  exit 0
fi

bazel_in "$first" fetch build @bazel_source//:worker
verdict $? "the worker's sources are there" fetch
java=$(told "$first" java-home)/bin/java
jar=$(told "$first" install_base)/A-server.jar
# Actions are carried out in memory where there is enough: each gets hundreds of MB of inputs.
work=$root/worker/work memory=/dev/shm
if [[ -w $memory && $(df -Pk $memory | awk 'NR == 2 { print $4 }') -ge 4194304 ]]; then
  work=$(mktemp -d $memory/worker.XXXXXX)
  scratch=("$work")
fi
mkdir -p "$root/worker/classes" "$work" "$root/worker/results"
find "$(told "$first" output_base)/external/bazel_source/" -name '*.java' -print0 |
  xargs -0 "${java}c" -nowarn -proc:none -cp "$jar" -d "$root/worker/classes" >"$root/javac" 2>&1
verdict $? "the worker compiles against Bazel's own jar" javac
on_free_port worker
flags=(--config=remote --remote_executor="grpc://127.0.0.1:$port")

bazel_in "$first" remote test "${flags[@]}" "$@"
verdict $? "everything builds and all tests pass on the worker" remote
summary remote
sent=$(count remote remote)
here=$(($(executed remote) - sent))
verdict $((here != 0 || sent == 0)) "every action is executed remotely: $sent of $((sent + here))" remote

# What holds above would hold of any worker that sees the checkout.
mkdir "$first/undeclared"
printf 'genrule(name = "undeclared", outs = ["copy"], cmd = "cp %s $@")\n' "$first/README.md" >"$first/undeclared/BUILD.bazel"
bazel_in "$first" undeclared build "${flags[@]}" //undeclared
verdict $(grep -q "cp: cannot stat" "$root/undeclared"; echo $?) "an action that names a file of the checkout by its path fails" undeclared

bazel_in "$second" again test "${flags[@]}" "$@"
verdict $? "a second checkout builds, and its tests pass" again
summary again
verdict $(($(executed again) != 0)) "the second checkout executes nothing: $(executed again)" again
exit $status
