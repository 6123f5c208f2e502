# SPDX-License-Identifier: Apache-2.0
# For the tests here: boots images with a control line and asks them through cellctl. Sourced with $cellctl set; instances are announced in a
# folder of the test's own, with a short path, because a socket's path is short.
DELIAS_INSTANCES=$(mktemp -d /tmp/delias.XXXXXX)
export DELIAS_INSTANCES
trap 'rm -rf "$DELIAS_INSTANCES"' EXIT
log=$TEST_TMPDIR/log failed=0 ended=0

# boot NUMBER IMAGE OPTION ...: returns once the prompt is there. Input of the first is descriptor 3, of the second 4.
boot() {
  number=$1
  shift
  rm -f "$TEST_TMPDIR/in.$number" "$TEST_TMPDIR/said.$number"
  mkfifo "$TEST_TMPDIR/in.$number" "$TEST_TMPDIR/said.$number"
  "$@" <"$TEST_TMPDIR/in.$number" >"$TEST_TMPDIR/said.$number" 2>&1 &
  eval "system$number=$!"
  case $number in
    1) exec 3>"$TEST_TMPDIR/in.1" 5<"$TEST_TMPDIR/said.1" ;;
    2) exec 4>"$TEST_TMPDIR/in.2" 6<"$TEST_TMPDIR/said.2" ;;
  esac
  until_said "$number" 'lists the commands'
  case $number in
    1) cat <&5 >"$TEST_TMPDIR/rest.1" & ;;
    2) cat <&6 >"$TEST_TMPDIR/rest.2" & ;;
  esac
}

# until_said NUMBER TEXT: reads what the system writes up to the line with that text.
until_said() {
  case $1 in 1) read_until "$2" <&5 ;; 2) read_until "$2" <&6 ;; esac
}
read_until() {
  while read -r said; do
    echo "$said"
    case $said in *"$1"*) return 0 ;; esac
  done
  echo "error: the system ended before it said: $1"
  exit 1
}

# ends NUMBER STATUS: the system ends by itself, with that status.
ends() {
  status=0
  eval "wait \$system$1" || status=$?
  if [ "$status" = "$2" ]; then echo "ok system $1 ends with $2"; else
    echo "FAILED system $1 ended with $status and not $2"
    failed=1
  fi
}

# ask WORD ...: cellctl, its output and errors into the log, its status into $ended.
ask() {
  ended=0
  "$cellctl" "$@" >"$log" 2>&1 </dev/null || ended=$?
}

# check NAME STATUS [PATTERN ...]: what the last ask ended with and said.
check() {
  name=$1 good=yes
  [ "$ended" = "$2" ] || good="status $ended and not $2"
  shift 2
  for pattern in "$@"; do
    tr -d '\r' <"$log" | grep -qE -- "$pattern" || good="no line like '$pattern'"
  done
  if [ "$good" = yes ]; then echo "ok $name"; else
    cat "$log"
    echo "FAILED $name: $good"
    failed=1
  fi
}
