#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pages.sh [PAGE...]: does what the pages for newcomers say (docs/first-cell.md, docs/first-image.md), in a copy of this checkout with an
# output base of its own, and compares what happens with what they show. Runs Bazel, so it runs outside of it. Prints "ok PAGE:LINE ..." or
# "FAILED PAGE:LINE ..." for each block, and how long it took. Two output bases fetch and compile most of the system each: with all of that in a
# disk cache it takes five minutes on two cores, and four of them go into the first commands of each page and the first image of each. A page's fenced blocks are read so:
#
#   ```sh             commands for a terminal, carried out in order; `cd` lasts to the end of the page. Where no system runs and a block of
#                     console follows, the last command boots one and is left running
#   ```text           what the commands above print: these lines, in this order, others between them; "..." is anything
#   ```console        what the running system shows: a line `delias> WORDS` is typed at its prompt, the others are compared like text
#   ```LANGUAGE FILE  that file: if there is none it is written, else the lines must stand in it, without others between them
#
# In text and console, numbers with a unit, those of two digits and more, and versions are compared as "some number": they differ from run
# to run. Any other number of one digit is meant.
set -uo pipefail
cd "$(dirname "$0")/../.."
pages=("$@")
((${#pages[@]})) || pages=(docs/first-cell.md docs/first-image.md)
root=$(mktemp -d /tmp/pages.XXXXXX)
guard=300  # seconds without a word after which a system is given up
status=0
system=

# The instances of these systems are in sight of these pages alone.
export DELIAS_INSTANCES=$root/instances
mkdir -m 700 "$DELIAS_INSTANCES"

end_system() {
  [[ -n $system ]] || return 0
  exec {to_system}>&- {from_system}<&-
  kill -HUP -- "-$system" 2>/dev/null
  wait "$system" 2>/dev/null
  system=
}

clean() {
  end_system
  [[ -d $root/delias ]] && (cd "$root/delias" && ./bazelw shutdown 2>/dev/null)
  [[ -e $root/other/server/server.pid.txt ]] && kill "$(cat "$root/other/server/server.pid.txt")" 2>/dev/null
  chmod -R u+w "$root"
  rm -rf "$root"
}
trap clean EXIT

# Lines as they are compared: no carriage returns, no colours, no numbers that differ from run to run.
same() {
  tr -d '\r' | sed -E -e 's/\x1b\[[0-9;?]*[A-Za-z]//g' -e 's/\b[0-9][0-9.,]*( (ns|us|ms|s|B|KiB|MiB|bytes|words|cells)\b)/#\1/g' \
    -e 's/\b[0-9a-f]{8,}\b/#/g' \
    -e 's/\b[0-9]+([.,:][0-9]+)+\b/#/g' -e 's/\b[0-9]{2,}\b/#/g' -e 's/\b(0x)#/#/g' -e 's/ +/ /g' -e 's/ $//'
}

# shows WANTED SHOWN: each line of WANTED is in SHOWN, in this order; "..." in one stands for anything.
shows() {
  awk 'function holds(line, wanted,    parts, count, i, at) {
      count = split(wanted, parts, / ?\.\.\. ?/)
      for (i = 1; i <= count; i++) {
        if (parts[i] == "") continue
        at = index(line, parts[i])
        if (at == 0) return 0
        line = substr(line, at + length(parts[i]))
      }
      return 1
    }
    BEGIN { n = 0; next_at = 0 }
    NR == FNR { shown[n++] = $0; next }
    $0 == "" { next }
    { for (at = next_at; at < n && !holds(shown[at], $0); at++) {}
      if (at == n) { print "promised, and not shown in this place: " $0; failed = 1 } else next_at = at + 1 }
    END { exit failed }' <(same <"$2") <(same <"$1")
}

# Reads what the system shows up to the next prompt behind the text $1, into $root/shown.
read_to_prompt() {
  local shown= part result
  while true; do
    IFS= read -r -t "$guard" -d '>' -u "$from_system" part
    result=$?
    ((result == 0)) || break
    shown+="$part>"
    if [[ $shown == *"$1"*delias\> ]]; then
      printf '%s' "$shown" >>"$root/shown"
      return 0
    fi
  done
  printf '%s' "$shown$part" >>"$root/shown"
  ((result <= 128)) || echo "no prompt within $guard seconds" >>"$root/shown"
  return $((result > 128 ? 2 : 1))
}

start_system() { # start_system COMMAND: in the background, its terminal a pair of pipes
  end_system
  mkfifo "$root/in" "$root/out"
  (cd "$folder" && exec setsid bash -c "$1") <"$root/in" >"$root/out" 2>"$root/err" &
  system=$!
  exec {to_system}>"$root/in" {from_system}<"$root/out"
  rm "$root/in" "$root/out"
}

# What `delias> ` lines say is typed; all that is shown from the beginning of the block on is compared with the block.
run_console() {
  local line ended=
  # Where a system waits, its prompt was shown at the end of the block before.
  if [[ -n $booting ]]; then : >"$root/shown"; else printf 'delias>' >"$root/shown"; fi
  [[ -n $system ]] || { echo "no system runs: a block of sh has to boot one"; return 1; }
  if [[ -n $booting ]]; then
    booting=
    read_to_prompt "" || { cat "$root/err" "$root/shown"; echo "the system shows no prompt"; end_system; return 1; }
  fi
  while IFS= read -r line; do
    [[ $line == "delias> "* ]] || continue
    printf '%s\r' "${line#delias> }" >&"$to_system"
    read_to_prompt "${line#delias> }"
    case $? in
      1) ended=1; break ;;
      2) cat "$root/shown"; return 1 ;;
    esac
  done <"$1"
  if [[ -n $ended ]]; then
    wait "$system"
    local result=$?
    system=
    exec {to_system}>&- {from_system}<&-
    ((result == 0)) || { cat "$root/shown"; echo "the system ended with status $result"; return 1; }
  fi
  shows "$1" "$root/shown" || { cat "$root/shown"; return 1; }
}

# run_sh BLOCK NEXT-KIND
run_sh() {
  local boot=
  cp "$1" "$root/commands"
  if [[ $2 == console && -z $system ]]; then
    boot=$(tail -n 1 "$1")
    sed -i '$d' "$root/commands"
    # Built here, where nothing is given up: a machine under load may take longer than the guard.
    [[ $boot != *"bazel"*" run "* ]] || { boot=${boot%% #*}; echo "${boot/ run / build }" | sed 's/ -- .*//' >>"$root/commands"; }
  fi
  echo "pwd >'$root/folder'" >>"$root/commands"
  (cd "$folder" && bash -e "$root/commands") >"$root/printed" 2>&1 </dev/null || { cat "$root/printed"; return 1; }
  folder=$(cat "$root/folder")
  [[ -n $boot ]] || return 0
  start_system "${boot%% #*}"
  booting=1
}

# run_file BLOCK FILE
run_file() {
  if [[ ! -e $folder/$2 ]]; then
    mkdir -p "$(dirname "$folder/$2")"
    cp "$1" "$folder/$2"
  elif ! awk 'NR == FNR { wanted[n++] = $0; next }
      { lines[m++] = $0 }
      END { for (at = 0; at + n <= m; at++) { for (i = 0; i < n && lines[at + i] == wanted[i]; i++) {} if (i == n) exit 0 } exit 1 }' \
      "$1" "$folder/$2"; then
    echo "$2 is not what the page shows:"
    diff -u "$1" "$folder/$2"
    return 1
  fi
}

run_block() { # run_block KIND FILE BLOCK NEXT-KIND
  case $1 in
    sh) run_sh "$3" "$4" ;;
    text) shows "$3" "$root/printed" || { cat "$root/printed"; return 1; } ;;
    console) run_console "$3" ;;
    *) run_file "$3" "$2" ;;
  esac
}

run_page() {
  local page=$1 number kind file next verdict
  folder=$root/delias booting=
  rm -rf "$root/blocks"
  mkdir "$root/blocks"
  awk -v folder="$root/blocks" '
    /^```/ && !inside { inside = 1; count++; line = NR; kind = substr($1, 4); file = $2; text = folder "/" NR; printf "" >text; next }
    /^```$/ { inside = 0; print line, (kind == "" ? "none" : kind), (file == "" ? "-" : file) >(folder "/list"); next }
    inside { print >text }' "$page"
  local -a lines=() kinds=() files=()
  while read -r number kind file; do
    lines+=("$number") kinds+=("$kind") files+=("$file")
  done <"$root/blocks/list"
  for i in "${!lines[@]}"; do
    kind=${kinds[i]} file=${files[i]} next=${kinds[i + 1]:-none}
    # Blocks of other languages without a file are for the eye.
    [[ $file != - || $kind =~ ^(sh|text|console)$ ]] || continue
    SECONDS=0
    if run_block "$kind" "$file" "$root/blocks/${lines[i]}" "$next" >"$root/log" 2>&1; then verdict=ok; else verdict=FAILED; fi
    [[ $verdict == ok ]] || tail -n 60 "$root/log" | awk '{ print "   " $0 }'
    echo "$verdict $page:${lines[i]} $kind, $SECONDS s: $(head -n 1 "$root/blocks/${lines[i]}")"
    if [[ $verdict == FAILED ]]; then
      status=1
      break  # what follows builds on it
    fi
  done
  [[ -z $system || $verdict == FAILED ]] || { echo "FAILED $page: leaves its system running; end it with poweroff"; status=1; }
  end_system
}

# The files of this checkout as they stand, committed or not.
mkdir "$root/delias"
git ls-files -co --exclude-standard -z | tar --ignore-failed-read --warning=no-failed-read --null -T - -cf - | tar -xf - -C "$root/delias"
echo "startup --output_base=$root/base" >>"$root/delias/.bazelrc"
echo "build --color=no --curses=no --noshow_progress" >>"$root/delias/.bazelrc"
mkdir "$root/bin"
printf '#!/bin/sh\nexec /usr/bin/bazel --output_base=%s/other "$@"\n' "$root" >"$root/bin/bazel"
chmod +x "$root/bin/bazel"
PATH=$root/bin:$PATH
for page in "${pages[@]}"; do run_page "$page"; done
exit $status
