#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# candidate.sh DIR PACKAGE VERSION OUT: fetches PACKAGE into the file OUT with apt: VERSION if Debian still has it, today's candidate
# if not. apt checks it against Debian's signed index. Prints the version and the sha256 of what it got.
set -eu
. "${0%/*}/private_apt.sh"
if [ -e "$1/apt.conf" ]; then export APT_CONFIG="$1/apt.conf"; else private_apt "$1"; fi
cd "$1"
rm -f ./*.deb
apt-get download -qq "$2=$3" >&2 2>/dev/null || apt-get download -qq "$2" >&2
mv ./*.deb "$4"
echo "$(dpkg-deb -f "$4" Version) $(sha256sum "$4" | cut -d ' ' -f 1)"
