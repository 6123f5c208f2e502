# SPDX-License-Identifier: Apache-2.0
# nginx, without modules and without a configuration: who starts it brings that along.
mkdir -p bin
cp root/usr/sbin/nginx bin/
. "$RELOCATE"
relocate "" bin/nginx
