# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command and a process cost, read from the kernel."""

import os
import statistics
import subprocess
import time
from dataclasses import dataclass

TICK = os.sysconf('SC_CLK_TCK')


@dataclass
class Cost:
    wall: float
    cpu: float


def cpu_of(pid):
    """User and system time of a living process with all its threads, in seconds."""
    with open(f'/proc/{pid}/stat') as stat:
        fields = stat.read().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def memory_of(pid, field='VmRSS:'):
    """Resident memory in MiB."""
    with open(f'/proc/{pid}/status') as status:
        for line in status:
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    raise ProcessLookupError(pid)


def peak_of(pid):
    """The most resident memory it ever had, in MiB."""
    return memory_of(pid, 'VmHWM:')


def switches_of(pid):
    """How often the threads of a process went to sleep: each wake-up ends so."""
    total = 0
    for thread in os.listdir(f'/proc/{pid}/task'):
        with open(f'/proc/{pid}/task/{thread}/status') as status:
            total += sum(int(line.split()[1]) for line in status
                         if line.startswith('voluntary_ctxt_switches'))
    return total


def cost_of(command, env=None, also=None):
    """Runs a command; `also` is the pid of a service that works for it."""
    before = cpu_of(also) if also else 0
    began = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command[:4])
    cpu = usage.ru_utime + usage.ru_stime
    if also:
        cpu += cpu_of(also) - before
    return Cost(wall, cpu)


def in_turn(rounds, *contenders):
    """A B A B …, after one of each that does not count; the medians of each."""
    for contender in contenders:
        contender()
    costs = [[] for _ in contenders]
    for _ in range(rounds):
        for contender, its_costs in zip(contenders, costs):
            its_costs.append(contender())
    return [Cost(statistics.median(cost.wall for cost in its_costs),
                 statistics.median(cost.cpu for cost in its_costs)) for its_costs in costs]


def wait_until(condition, seconds, what):
    """Polls, since what is waited for is another process."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f'waited {seconds} s for {what}')
        time.sleep(0.002)
