#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# refused_test CELLCTL IMAGE SWAP PLAN PUSH.md SWAP.md: what a person is told whose push is refused because types differ: the system's sentence, and what
# differs, whatever was built or pushed meanwhile. SWAP and PLAN are the folders of the cells; NAME.push stands beside NAME.cell there. The pages
# show some of it.
set -eu
cellctl=$1 image=$2 swap=$3 plan=$4 push_page=$5 swap_page=$6
. testing/control/instances.sh

# pushes NAME STATUS PUSH [OPTION ...]: the push ends with that status and says what standard input has, hashes, versions and times aside.
pushes() {
  name=$1 wanted=$2 push=$3
  shift 3
  cat >"$TEST_TMPDIR/wanted"
  ended=0
  "$push" "$@" >"$log" 2>&1 </dev/null || ended=$?
  tr -d '\r' <"$log" | sed -e 's/\<[0-9a-f]\{16\}\>/HASH/g' -e 's/\<[0-9a-f]\{8\}\>/VERSION/g' -e '/^  [0-9]* bytes of code/d' -e '/^planned in/d' \
    -e 's/ running: .*/ running/' >"$TEST_TMPDIR/said"
  if diff "$TEST_TMPDIR/wanted" "$TEST_TMPDIR/said" && [ "$ended" = "$wanted" ]; then
    echo "ok $name"
  else
    echo "FAILED $name: status $ended, wanted $wanted; < is what was wanted, > what was said"
    failed=1
  fi
}

# shown PAGE LINES: the page has the first so many lines of what was said last.
shown() {
  case $(sed -e 's/\<[0-9a-f]\{16\}\>/HASH/g' -e 's/\<[0-9a-f]\{8\}\>/VERSION/g' "$1") in
    *"$(head -n "$2" "$TEST_TMPDIR/said")"*) echo "ok $1 shows it" ;;
    *)
      echo "FAILED $1 does not show what is said now"
      failed=1
      ;;
  esac
}

boot 1 "$image"
pushes 'a public header that changed: how' 1 "$swap/changed.push" <<'TEXT'
//testing/swap:subject changed the public header of subject_add (HASH, was HASH; `types subject_add` shows how), which //testing/swap:user was compiled against; build //testing/swap:user too and swap both in one set
the set lacks
  //testing/swap:user, which calls subject_add, whose public header //testing/swap:subject changed
not swapped: INVALID; the system is as before
what differs; - is what runs, + is what was sent:
  subject_add(more)
  -  1: uint64_t
  +  1: uint32_t
cellctl: //testing/swap:subject VERSION was not swapped in; the system has said why
TEXT
shown "$push_page" 9
shown "$swap_page" 4
pushes 'the same of a plan' 1 "$swap/changed.push" --plan <<'TEXT'
//testing/swap:subject changed the public header of subject_add (HASH, was HASH; `types subject_add` shows how), which //testing/swap:user was compiled against; build //testing/swap:user too and swap both in one set
the set lacks
  //testing/swap:user, which calls subject_add, whose public header //testing/swap:subject changed
not swapped: INVALID; the system is as before
what differs; - is what runs, + is what was sent:
  subject_add(more)
  -  1: uint64_t
  +  1: uint32_t
cellctl: //testing/swap:subject VERSION was not swapped in; the system has said why
TEXT
pushes 'state that changed: how' 1 "$swap/schema.push" <<'TEXT'
//testing/swap:subject: its state subject_total has another schema (16 bytes, HASH) than what lies there (16 bytes, HASH); keep the types as they are, or restart with an image of the new version
not swapped: INVALID; the system is as before
what differs; - is what runs, + is what was sent:
  subject_total -> struct subject_total.sum
  -  sum at 0: uint64_t
  +  sum at 8: uint64_t
  subject_total -> struct subject_total.calls
  -  calls at 8: uint32_t
  +  calls at 0: uint32_t
  subject_total -> struct subject_total.reserved
  -  reserved at 12: uint32_t
  +  reserved at 4: uint32_t
cellctl: //testing/swap:subject VERSION was not swapped in; the system has said why
TEXT
pushes 'several functions, of two callers: each once' 1 "$plan/wide_member.push" <<'TEXT'
//testing/plan:wide changed the public header of wide_flags (HASH, was HASH; `types wide_flags` shows how), which //testing/plan:wide_other was compiled against; build //testing/plan:wide_other too and swap both in one set
the set lacks
  //testing/plan:wide_other, which calls wide_flags, whose public header //testing/plan:wide changed
  //testing/plan:wide_user, which calls wide_size, whose public header //testing/plan:wide changed
not swapped: INVALID; the system is as before
what differs; - is what runs, + is what was sent:
  wide_flags(wide) -> struct wide.size
  -  size at 0: uint32_t
  +  size at 0: uint64_t
  the same of wide_size
cellctl: //testing/plan:wide VERSION was not swapped in; the system has said why
TEXT
pushes 'a function that is gone has no types that differ' 1 "$swap/gone.push" <<'TEXT'
//testing/swap:subject no longer exports subject_version, which //testing/swap:user calls; keep the function, or swap //testing/swap:user in the same set
the set lacks
  //testing/swap:user, which calls subject_version of //testing/swap:subject
not swapped: INVALID; the system is as before
cellctl: //testing/swap:subject VERSION was not swapped in; the system has said why
TEXT

# What was pushed runs; its types are known too.
ask push "$swap/changed.cell" "$plan/user_of_changed.cell"
check 'both together are swapped in' 0 ' are running: '
pushes 'a change back, against what was pushed' 1 "$swap/subject.push" <<'TEXT'
//testing/swap:subject changed the public header of subject_add (HASH, was HASH; `types subject_add` shows how), which //testing/swap:user was compiled against; build //testing/swap:user too and swap both in one set
the set lacks
  //testing/swap:user, which calls subject_add, whose public header //testing/swap:subject changed
not swapped: INVALID; the system is as before
what differs; - is what runs, + is what was sent:
  subject_add(more)
  -  1: uint32_t
  +  1: uint64_t
cellctl: //testing/swap:subject VERSION was not swapped in; the system has said why
TEXT

# The texts are those in the instance's folder, which no later build changes.
kept=$(echo "$DELIAS_INSTANCES"/*/cells)
mv "$kept" "$TEST_TMPDIR/cells"
pushes 'what is not known is named' 1 "$swap/subject.push" <<'TEXT'
//testing/swap:subject changed the public header of subject_add (HASH, was HASH; `types subject_add` shows how), which //testing/swap:user was compiled against; build //testing/swap:user too and swap both in one set
the set lacks
  //testing/swap:user, which calls subject_add, whose public header //testing/swap:subject changed
not swapped: INVALID; the system is as before
what differs; - is what runs, + is what was sent:
  subject_add: no file at hand has its text HASH; with that of what runs, `bazel run //tools/cellcheck/abi:types -- FUNCTION RUNNING.cell NEW.cell` tells it
cellctl: //testing/swap:subject VERSION was not swapped in; the system has said why
TEXT
mv "$TEST_TMPDIR/cells" "$kept"
echo 'poweroff 7' >&3
ends 1 7
if [ -z "$(ls "$DELIAS_INSTANCES")" ]; then echo 'ok the folder goes with the system'; else
  ls -R "$DELIAS_INSTANCES"
  echo 'FAILED the folder goes with the system'
  failed=1
fi
exit $failed
