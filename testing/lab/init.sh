#!/bin/bash
# SPDX-License-Identifier: ISC
# init.sh - the lab's first process.  boot.sh starts it; not for use by hand.
# As init of the user-mode Linux: $lab_job (from the kernel's command line) is the job directory on the host.
# With arguments "host JOB": in fresh namespaces of the host's kernel.

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root

common_mounts() {
	mount -t tmpfs -o mode=755 tmpfs /run
	mkdir -p /run/lock /run/netns
	ip link set lo up
	ulimit -n 16384
}

# Runs the job with the environment it was given; its status goes to the job directory.
run_job() {
	bash "$1/command"
	echo $? > "$1/status"
}

if [ "${1:-}" = host ]; then
	mount -t proc proc /proc
	mount -t sysfs sysfs /sys
	common_mounts
	run_job "$2"
	exit 0
fi

power_off() { echo o > /proc/sysrq-trigger; sleep 5; }

mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root || power_off
OUT=$(dirname "$lab_job")
mount -t hostfs none "/mnt/root$OUT" -o "$OUT" || power_off
cd /mnt/root && pivot_root . mnt || power_off
umount -l /mnt/proc
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
ln -sf /proc/self/fd /dev/fd
mount -t cgroup2 cgroup2 /sys/fs/cgroup 2> /dev/null
common_mounts
stty -opost < /dev/tty0
chroot . bash -c "$(declare -f run_job); run_job $lab_job" > /dev/tty0 2>&1
sync
power_off
