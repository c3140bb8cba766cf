#!/usr/bin/env bash
# PID 1 of one machine of the cluster: machine.sh FOLDER NAME, in namespaces of its own (network, mounts, processes, hostname, IPC).
# What programs write to fixed places (/run, /var/lib, /var/log) stays in here, and the end of this process is the machine's power cut:
# the kernel kills everything in it at once, and mounts, interfaces and packet filters go with the last one.
set -euo pipefail
folder=$1 name=$2
# Read before /proc is our own: our pid as the outside counts, and when we started, so that no other process is ever taken for us.
read -ra stat </proc/self/stat

# The cluster's folder lies below one of the places that are about to be covered.
mount --bind "$folder" /mnt
for place in /run /var/lib /var/log; do mount -t tmpfs -o mode=755 tmpfs "$place"; done
mkdir -p "$folder"
mount --move /mnt "$folder"
mount -t proc proc /proc
mount --make-rshared /

hostname "$name"
ip link set lo up
sysctl -qw net.ipv4.ip_forward=1
# Frames that this machine only switches are no business of its packet filter.
if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then sysctl -qw net.bridge.bridge-nf-call-iptables=0; fi

echo "${stat[0]} ${stat[21]}" >"$folder/$name/booting"
mv "$folder/$name/booting" "$folder/$name/init"
# Waits for whatever is left to it, shims above all: without that the dead would pile up.
while :; do
  sleep infinity &
  wait $! || true
done
