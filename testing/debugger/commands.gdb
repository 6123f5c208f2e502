# SPDX-License-Identifier: Apache-2.0
# Stops in a cell that boot calls and in one that a person calls, and says where it is; a cell's state and its tables have their values.
break heap_new
continue
backtrace
delete
print boot.acpi_root != 0
print boot_whole.name
break echo_run
guest echo found by name
continue
backtrace
delete
# Only a script that came to its end gives this status.
quit 42
