#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# push.sh CELLCTL CELL [option ...]: swaps a cell that was just built into a running system (docs/push.md).
set -eu
cellctl=$1 cell=$PWD/$2
shift 2

usage() {
  cat <<'TEXT'
usage: bazel run //FOLDER:NAME.push -- [option ...]
  --instance NAME|NUMBER  the running system, where there are several (`bazel run //tools/cellctl -- ls` lists them)
  --plan                  says what a swap would do, and changes nothing
  --back                  to a lower revision, which is refused otherwise
  --timeout SECONDS       how long the system or another client may keep silent (10)
  --help                  this text
TEXT
}

# What cellctl reads before the command stays in front, in the order given; the number of words left to read is counted down.
plan= back= left=$#
while [ "$left" -gt 0 ]; do
  word=$1
  shift
  left=$((left - 1))
  case $word in
    --plan) plan=--plan ;;
    --back) back=--back ;;
    --help) usage; exit 0 ;;
    --instance | --timeout)
      [ "$left" -gt 0 ] || { echo "error: $word needs a value; \`-- --help\` lists the options" >&2; exit 2; }
      set -- "$@" "$word" "$1"
      shift
      left=$((left - 1))
      ;;
    *) echo "error: no such option: $word; \`-- --help\` lists the options" >&2; exit 2 ;;
  esac
done
# `bazel run` became this process and this one becomes cellctl, so that it can say how long all of it took.
exec "$cellctl" "$@" push --built $plan $back "$cell"
