# SPDX-License-Identifier: Apache-2.0
# Stops in a cell that boot calls and in one that a person calls, and says where it is.
break heap_new
continue
backtrace
delete
break echo_run
guest echo found by name
continue
backtrace
delete
# Only a script that came to its end gives this status.
quit 42
