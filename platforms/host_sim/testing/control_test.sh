#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# control_test CELLCTL IMAGE: the system in a process answers cellctl as one in QEMU does.
set -eu
cellctl=$1 image=$2
. testing/control/instances.sh

boot 1 "$image"
ask ls
check 'it is listed as what it is' 0 '^ *1  host_sim-[0-9]+ +//images:host_sim .* host_sim .*answers$'
ask run echo the words arrive
check 'a command runs in it' 0 '^the words arrive$'
ask run cells
check 'a long answer comes whole' 0 '^//cells/control ' '^[0-9]+ cells '
ask run poweroff 4
ends 1 4
ask ls
check 'its end is noticed' 0 '^no instance runs'
exit "$failed"
