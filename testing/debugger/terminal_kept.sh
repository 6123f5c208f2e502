#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# terminal_kept COMMAND ...: runs it, and fails with 90 if the terminal's settings are not what they were before.
trap : INT  # the command's
before=$(stty -g)
"$@"
status=$?
[ "$(stty -g)" = "$before" ] || { echo "the terminal is left with other settings"; exit 90; }
exit $status
