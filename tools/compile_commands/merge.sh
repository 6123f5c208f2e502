#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# merge WORKSPACE EXTERNAL BAZEL-OUT: makes compile_commands.json of the fragments that compile_commands_aspect wrote.
#
# Commands run in the workspace, so that editors are shown its own headers; external/ and bazel-out/, which are not there, become
# paths below EXTERNAL and BAZEL-OUT. A file that is compiled for a platform and for the build machine appears as the platform has it.
set -eu
export workspace="$1" external="$2" bazel_out="$3"
awk '
  # Replaces each `from` in text by `to`, both as they stand.
  function replaced(text, from, to,    at, done) {
    while ((at = index(text, from)) != 0) {
      done = done substr(text, 1, at - 1) to
      text = substr(text, at + length(from))
    }
    return done text
  }
  {
    match($0, /"file":"[^"]*"/)
    file = substr($0, RSTART, RLENGTH)
    platform = index($0, "\"-D__DELIAS__\"") != 0
    if (!(file in command)) order[++count] = file
    else if (!platform || for_platform[file]) next
    command[file] = $0
    for_platform[file] = platform
  }
  END {
    print "["
    for (i = 1; i <= count; i++) {
      line = command[order[i]]
      line = replaced(line, "\"external/", "\"" ENVIRON["external"] "/")
      line = replaced(line, "=external/", "=" ENVIRON["external"] "/")
      line = replaced(line, "\"bazel-out/", "\"" ENVIRON["bazel_out"] "/")
      print "{\"directory\":\"" ENVIRON["workspace"] "\"," substr(line, 2) (i == count ? "" : ",")
    }
    print "]"
  }'
