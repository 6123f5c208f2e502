#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# session_test SESSION SCRIPT COMMAND [WORD...]: runs the session in the test's folder.
set -eu
session=$1 script=$2 command=$3
shift 3
export TERM=xterm TMPDIR="${TEST_TMPDIR:-/tmp}"
exec "./$session" "$script" "./$command" "$@"
