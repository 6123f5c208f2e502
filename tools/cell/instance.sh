#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The folder by which tools/cellctl finds a running image: for the scripts that run one. They set `machine`, and `no_control` to why there is no
# control line, or empty; DELIAS_LABEL and DELIAS_IMAGE name the image.

# Where the person is who gave FILE; bazel has gone elsewhere.
from_caller() {
  case $1 in
    /*) echo "$1" ;;
    *) echo "${BUILD_WORKING_DIRECTORY:-$PWD}/$1" ;;
  esac
}

# Whether that process runs; an empty id is none.
runs() { [ -n "$1" ] && kill -0 "$1" 2>/dev/null; }

# What earlier ones left that were killed: neither the script nor the emulator of such a folder runs any more.
remove_gone() {
  for left in "$1"/*/; do
    [ -f "$left/instance" ] || continue
    if ! runs "$(sed -n 's/^pid //p' "$left/instance")" && ! runs "$(cat "$left/pid" 2>/dev/null)"; then rm -rf "$left"; fi
  done
}

# Makes the folder by which tools/cellctl finds this instance. Sets `instance`, or `no_control` to why there is none. Tests run beside
# a person's instances and are to stay out of their sight: they say a folder of their own.
announce() {
  if [ -z "${DELIAS_INSTANCES:-}" ] && [ -n "${TEST_TMPDIR:-}" ]; then no_control="it runs in a test"; return; fi
  runtime=${XDG_RUNTIME_DIR:-/tmp}
  [ -d "$runtime" ] || runtime=/tmp
  all=$(from_caller "${DELIAS_INSTANCES:-$runtime/delias-$(id -u)}")
  mkdir -p -m 700 "$all" 2>/dev/null || true
  # In /tmp somebody else may have been there first.
  if [ ! -d "$all" ] || [ -L "$all" ] || [ ! -O "$all" ] || [ ! -w "$all" ]; then
    no_control="$all is no folder of yours; give another one in DELIAS_INSTANCES"
    echo "warning: cellctl will not find this instance: $no_control" >&2
    return
  fi
  remove_gone "$all"
  name=$(printf '%.30s' "${DELIAS_LABEL##*[/:]}" | tr -c 'A-Za-z0-9._-' _)
  if [ "$(printf '%s' "$all/$name-$$/control" | wc -c)" -gt 107 ]; then  # what a socket's address holds (unix(7))
    no_control="the path of $all is too long for a socket; give a shorter one in DELIAS_INSTANCES"
    echo "warning: cellctl will not find this instance: $no_control" >&2
    return
  fi
  [ "$machine" != microvm ] || no_control="the machine $machine has no second serial port; boot it with --machine q35"
  instance=$all/$name-$$
  rm -rf "$instance"
  mkdir -m 700 "$instance"
  {
    echo "image $DELIAS_LABEL"
    echo "file $(readlink -f "$DELIAS_IMAGE")"
    echo "machine $machine"
    echo "pid $$"
    echo "started $(date -u +%Y-%m-%dT%H:%M:%SZ)"
    if [ -n "$no_control" ]; then echo "no-control $no_control"; fi
  } >"$instance/new"
  # What cellctl tells of types that differ; a later build writes another one in the same place.
  cp "${DELIAS_IMAGE%.elf}.cells" "$instance/cells" 2>/dev/null && chmod u+w "$instance/cells" || true
  mv "$instance/new" "$instance/instance"
}
