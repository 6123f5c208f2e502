#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# fake.sh: in the place of cellcheck: says what the source has in comments `//: TEXT`, and ends as its line `//= STATUS` says.
while [ "$1" != --source ]; do shift; done
sed -n "s,^//: ,$2:,p" "$2" >&2
exit "$(sed -n 's,^//= ,,p' "$2")"
