#!/usr/bin/env bash
# From a fresh clone to explained connections, as a stranger would: for each Node, as root and as an ordinary user.
#
#   test/journeys/fresh-clone.sh <folder of notes>          too slow for npm test: some minutes, most of it npm
#
# NODES      the folders of the Nodes to try, separated by colons; default: that of the node in PATH
# USERS      root and a number of an ordinary user, separated by blanks; default "0 65534" as root, else only who runs it
# KEEP       when set, the clones stay
# What npm needs to reach its registry is taken from the environment (npm_config_…, certificates), for the ordinary user too; point
# npm_config_userconfig and npm_config_cache at what that user may read and write, or leave them out for a fresh cache.
set -uo pipefail

notes=$(realpath "${1:?Which folder of notes? For example an unpacked vaults/jackyzha0.}")
source=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
table=$work/table
failures=0
server=

finish() {
  [ -n "$server" ] && kill "$server" 2>/dev/null
  [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap finish EXIT

say() { printf '%s\n' "$*" >&2; }

# One way to begin: prints a line of the table.
journey() {
  local node=$1 user=$2 closed=$3
  local version home place clone data path
  version=$("$node/node" -p process.versions.node)
  home=$(mktemp -d "$work/home-XXXX")
  place=$home
  if [ "$closed" = closed ]; then
    place=$home/closed
    mkdir -m 0700 "$place"
  fi
  clone=$place/almanac
  data=$place/data
  path=$node:$PATH
  git clone --quiet "$source" "$clone"
  cp -r "$notes" "$place/notes"
  [ "$user" = "$(id -u)" ] || chown -R "$user:$user" "$home"
  chmod 0700 "$home"

  # With a home and a cache of its own; the ordinary user keeps no right of root's.
  local -a run=(env HOME="$home" PATH="$path" ALMANAC_DATA="$data" PORT=0 npm_config_cache="${npm_config_cache:-$home/.npm}")
  [ "$user" = "$(id -u)" ] || run=(setpriv --reuid="$user" --regid="$user" --clear-groups "${run[@]}")
  local began ready stopped installed imported outcome=ok
  cd "$clone" || return
  began=$(date +%s%N)
  "${run[@]}" npm start >"$home/out" 2>"$home/err" &
  server=$!
  for _ in $(seq 1200); do
    grep -qs 'Almanac is ready' "$home/err" && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.25
  done
  installed=$(seconds "$began")
  ready=$(sed -n 's/.*(after \([0-9.]*\) s).*/\1/p' "$home/err")
  if [ -z "$ready" ]; then
    say "$(cat "$home/err" "$home/out")"
    outcome='does not start'
  fi

  local imports=- hits=- connections=- why=- around=-
  if [ "$outcome" = ok ]; then
    began=$(date +%s%N)
    "${run[@]}" npx almanac import "$place/notes" >"$home/import" 2>"$home/import.err" || outcome='import fails'
    imported=$(seconds "$began")
    imports=$("${run[@]}" npx almanac imports --json | field '.items[0].counts.created')
    hits=$("${run[@]}" npx almanac search digital garden --json | field '.items.length')
    local best
    best=$("${run[@]}" npx almanac search digital garden --json | field '.items[0].id')
    connections=$("${run[@]}" npx almanac connections "$best" --json | field '.items.length')
    why=$("${run[@]}" npx almanac connections "$best" | grep -cE 'both speak of|names it' || true)
    around=$("${run[@]}" npx almanac neighbours "$best" --depth 2 --json | field '.nodes.length')
    for count in "$imports" "$hits" "$connections" "$why" "$around"; do
      [ "${count:-0}" -gt 0 ] 2>/dev/null || outcome='an empty answer'
    done
  fi

  began=$(date +%s%N)
  kill -TERM "$server" 2>/dev/null
  wait "$server"
  for _ in $(seq 80); do
    [ -e "$data/server.json" ] || [ -e "$data/postgres/postmaster.pid" ] || break
    sleep 0.25
  done
  stopped=$(seconds "$began")
  if [ -e "$data/postgres/postmaster.pid" ]; then outcome='does not stop'; fi
  server=
  cd "$source" || return
  [ "$outcome" = ok ] || failures=$((failures + 1))
  printf '%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s\n' "$version" "$user" "$closed" "$installed" "${ready:--}" "${imported:--}" \
    "$imports" "$hits" "$connections" "$why" "$around" "$stopped" "$outcome" | tee -a "$table" >&2
}

seconds() { awk -v began="$1" -v now="$(date +%s%N)" 'BEGIN { printf "%.1f", (now - began) / 1e9 }'; }

# A field of the JSON on standard input.
field() { node -e "let text = ''; process.stdin.on('data', (part) => (text += part)).on('end', () => console.log(JSON.parse(text)$1))"; }

chmod 0711 "$work"
IFS=: read -ra nodes <<<"${NODES:-$(dirname "$(command -v node)")}"
if [ "$(id -u)" = 0 ]; then users=${USERS:-0 65534}; else users=${USERS:-$(id -u)}; fi
for node in "${nodes[@]}"; do
  for user in $users; do
    for closed in open closed; do journey "$node" "$user" "$closed"; done
  done
done

{
  echo 'node|user|clone lies|installed and ready s|start s|import s|notes|hits|connections|reasons|neighbours|stop s|outcome'
  cat "$table"
} | column -t -s '|'
exit "$((failures > 0))"
