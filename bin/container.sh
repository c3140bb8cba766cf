#!/bin/sh
# The first process of a container: starts firedrill, hands signals on, takes in orphans, and stays until the guardian has gone too.
# tini and docker's --init end with the program they started, and the kernel then kills whatever else is in the container: a guardian could
# restore nothing after a runner that was killed.
set -u

runner=''
asked=''
pass() {
  asked=$1
  [ -z "$runner" ] || kill -s "$asked" "$runner" 2>/dev/null
}
# Before anything is started: without a handler the kernel keeps signals from the first process of a container.
for signal in TERM INT HUP; do trap "pass $signal" "$signal"; done

node "${0%/*}/firedrill.js" "$@" <&0 &
runner=$!
# One that came in between.
[ -z "$asked" ] || pass "$asked"

code=70
# A signal ends the wait and not the runner, so it is waited for until it is gone.
while kill -0 "$runner" 2>/dev/null; do
  wait "$runner"
  code=$?
done

# A guardian by its own word, an argument of its command line.
while grep -qsz '^guardian$' /proc/[0-9]*/cmdline; do sleep 0.2; done
exit "$code"
