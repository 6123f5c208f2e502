# SPDX-License-Identifier: Apache-2.0
# gdb, without Python.
mkdir -p bin share
cp root/usr/bin/gdb bin/
. "$RELOCATE"
relocate "" bin/gdb
mv root/usr/share/gdb share/

cat >gdb.sh <<'RUN'
#!/bin/sh
# Starts this gdb from wherever it lies.
here=${0%/*}
exec "$here/bin/gdb" --data-directory="$here/share/gdb" "$@"
RUN
chmod +x gdb.sh
