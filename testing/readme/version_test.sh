#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# version_test.sh VERSION CHANGELOG: the version is a number of three parts in one line, and the changelog's newest section is about it.
set -eu
version=$(cat "$1")
if [ "$(wc -l <"$1")" != 1 ] || ! grep -qE '^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$' "$1"; then
  echo "VERSION holds '$version'; give one line MAJOR.MINOR.PATCH"
  exit 1
fi
newest=$(sed -n 's/^## \[\([^]]*\)\].*/\1/p' "$2" | grep -v '^Unreleased$' | head -n 1)
if [ "$newest" != "$version" ]; then
  echo "VERSION is $version, and the newest section of CHANGELOG.md is about '$newest'; make them the same"
  exit 1
fi
