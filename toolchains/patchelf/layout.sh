# SPDX-License-Identifier: Apache-2.0
# patchelf, which arranges the other repositories; it arranges itself first.
mkdir bin
cp root/usr/bin/patchelf bin/
PATCHELF=$PWD/root/usr/bin/patchelf
export LD_LIBRARY_PATH="$PWD/root/lib/x86_64-linux-gnu:$PWD/root/usr/lib/x86_64-linux-gnu"
. "$RELOCATE"
relocate "" bin/patchelf
