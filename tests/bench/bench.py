# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmarks, a function each; adding one is adding a line to the table."""

import argparse
import os
import shutil
import sys
import tempfile
import time
from contextlib import ExitStack, closing

from measure import cost_of, in_turn, memory_of, peak_of, switches_of, wait_until
from service import Service
from webserver import FerryServer, Link, Nginx

MIB = 1024 * 1024
LINK_MBIT = 200
LINK_DELAY_MS = 10
LINK_MIB = 256
LIMITED = 25_000_000
SMALL_FILES = 5000
SMALL_SIZE = 16 * 1024
QUEUED = 10_000
PUT_FILES = 1000
PUT_SIZE = 100 * 1024
FORM_FILES = 4
HUGE = 4096 * MIB
CONNECTIONS = 8
SHARED_MIB = 100
SHARED_RATE = 5_000_000


class Skipped(Exception):
    pass


class Bench:
    """What all benchmarks share; everything is closed and deleted at the end."""

    def __init__(self, options, stack):
        self.options = options
        self.stack = stack
        self.root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        self.shm = self.folder('/dev/shm')
        self.disk = self.folder(options.build)
        self.failed = 0

    def folder(self, below):
        path = tempfile.mkdtemp(prefix='ferry-bench.', dir=below)
        os.chmod(path, 0o755)
        self.stack.callback(shutil.rmtree, path, ignore_errors=True)
        return path

    def nginx(self, **options):
        folder = tempfile.mkdtemp(prefix='nginx.', dir=self.shm)
        os.chmod(folder, 0o755)
        return self.stack.enter_context(closing(Nginx(self.root, folder, **options)))

    def service(self, bundle=None, inside=(), **settings):
        # A bus's socket has a short path; the journal goes to the disk.
        service = Service(self.options.build, tempfile.mkdtemp(prefix='h.', dir=self.disk), bundle, inside)
        self.stack.enter_context(closing(service))
        service.configure(**settings)
        return service

    def out(self):
        return tempfile.mkdtemp(prefix='out.', dir=self.shm)

    def say(self, what, value, aim, unit=''):
        """Smaller is better, everywhere."""
        good = value <= aim
        self.failed += not good
        print(f'  {what:<44} {value:8.2f}{unit:<4} aim {aim:g}{unit:<4} {"" if good else "MISSED"}', flush=True)


def compare(bench, ours, theirs, rounds, wall_aim, cpu_aim, peer):
    mine, other = in_turn(rounds, ours, theirs)
    print(f'  ferry {mine.wall:.3f} s wall, {mine.cpu:.3f} s CPU; {peer} {other.wall:.3f} s, {other.cpu:.3f} s')
    bench.say(f'wall / {peer}', mine.wall / other.wall, wall_aim)
    if cpu_aim:
        bench.say(f'CPU / {peer}', mine.cpu / other.cpu, cpu_aim)


def one_file(bench, server, size, rounds, wall_aim, cpu_aim, bundle=None, inside=()):
    address = server.add_file('large', size)
    service = bench.service(bundle, inside)
    service.start()
    out = bench.out()

    def check(cost):
        if os.path.getsize(f'{out}/large') != size:
            raise RuntimeError('the file is not whole')
        os.unlink(f'{out}/large')
        return cost

    def ferry():
        return check(service.get('-o', f'{out}/large', address))

    def curl():
        trust = ['--cacert', bundle] if bundle else []
        return check(cost_of([*inside, 'curl', '-q', '-s', '-f', *trust, '-o', f'{out}/large', address]))

    compare(bench, ferry, curl, rounds, wall_aim, cpu_aim, 'curl')
    service.close()


def http(bench):
    one_file(bench, bench.nginx(), bench.options.size * MIB, bench.options.rounds, 0.95, 0.9)


def https(bench):
    if os.geteuid() != 0:
        raise Skipped('only root can make ferryd alone trust a certificate')
    server = bench.nginx(tls=True)
    bundle = server.trust(f'{bench.disk}/bundle.pem')
    one_file(bench, server, bench.options.size * MIB, bench.options.rounds, 1.05, 1.05, bundle)


def make_link(bench):
    if os.geteuid() != 0 or not os.path.exists('/dev/net/tun'):
        raise Skipped('a link needs root and /dev/net/tun')
    return bench.stack.enter_context(closing(Link(bench.options.build, LINK_MBIT, LINK_DELAY_MS)))


def link(bench, tls=False):
    """The wall is the link's own, so what counts is CPU."""
    line = make_link(bench)
    server = bench.nginx(tls=tls, link=line)
    bundle = server.trust(f'{bench.disk}/bundle.pem') if tls else None
    one_file(bench, server, LINK_MIB * MIB, min(bench.options.rounds, 3), 1.05, 0.6, bundle, line.near)


def secure_link(bench):
    link(bench, tls=True)


def small_files(bench):
    if shutil.which('aria2c') is None:
        raise Skipped('there is no aria2c')
    server = bench.nginx()
    addresses = [server.add_file(f'{number}.bin', SMALL_SIZE) for number in range(SMALL_FILES)]
    service = bench.service(parallel=16)
    service.start()
    with open(f'{bench.disk}/addresses', 'w') as file:
        file.write('\n'.join(addresses))

    def into_folder(run):
        out = bench.out()
        cost = run(out)
        if len(os.listdir(out)) != SMALL_FILES:
            raise RuntimeError('files are missing')
        shutil.rmtree(out)
        return cost

    def ferry():
        return into_folder(lambda out: service.get('-d', out, *addresses))

    def aria2():
        return into_folder(lambda out: cost_of(['aria2c', '--no-conf', '-q', '-j16', '-d', out,
                                                '-i', f'{bench.disk}/addresses']))

    compare(bench, ferry, aria2, bench.options.rounds, 0.8, None, 'aria2c -j16')
    service.close()


def against_aria2(bench, server, size, wall_aim, cpu_aim, inside=(), rounds=None):
    if shutil.which('aria2c') is None:
        raise Skipped('there is no aria2c')
    address = server.add_file('large', size)
    service = bench.service(inside=inside, connections=CONNECTIONS)
    service.start()
    out = bench.out()

    def check(cost):
        if os.path.getsize(f'{out}/large') != size:
            raise RuntimeError('the file is not whole')
        os.unlink(f'{out}/large')
        return cost

    def ferry():
        return check(service.get('-o', f'{out}/large', address))

    def aria2():
        return check(cost_of([*inside, 'aria2c', '--no-conf', '-q', f'-x{CONNECTIONS}', f'-s{CONNECTIONS}', '-k1M', '-d', out, address]))

    compare(bench, ferry, aria2, rounds or bench.options.rounds, wall_aim, cpu_aim, f'aria2c -x{CONNECTIONS}')
    service.close()


def segments(bench):
    against_aria2(bench, bench.nginx(rate=SHARED_RATE), SHARED_MIB * MIB, 0.95, 0.7)


def put_one(bench, server, size, wall_aim, cpu_aim, bundle=None, inside=()):
    path = f'{bench.shm}/large'
    with open(path, 'wb') as file:
        os.posix_fallocate(file.fileno(), 0, size)
    address = server.uploads + 'large'
    trust = ['--cacert', bundle] if bundle else []
    service = bench.service(bundle, inside)
    service.start()
    compare(bench, lambda: service.put('--method=PUT', '--resumable=never', path, address),
            lambda: cost_of([*inside, 'curl', '-q', '-s', '-f', *trust, '-T', path, address]),
            bench.options.rounds, wall_aim, cpu_aim, 'curl -T')
    service.close()


def put(bench):
    put_one(bench, bench.nginx(), bench.options.size * MIB, 1, 1)


def put_https(bench):
    if os.geteuid() != 0:
        raise Skipped('only root can make ferryd alone trust a certificate')
    server = bench.nginx(tls=True)
    put_one(bench, server, bench.options.size * MIB, 1.05, 1.05, server.trust(f'{bench.disk}/bundle.pem'))


def put_link(bench):
    """The wall is the link's own, so what counts is CPU."""
    line = make_link(bench)
    put_one(bench, bench.nginx(link=line), LINK_MIB * MIB, 1.05, 1, inside=line.near)


def put_form(bench):
    """nginx takes any body that is PUT, so a form, too."""
    server = bench.nginx()
    address = server.uploads + 'form'
    paths = [f'{bench.shm}/part{number}' for number in range(FORM_FILES)]
    for path in paths:
        with open(path, 'wb') as file:
            os.posix_fallocate(file.fileno(), 0, bench.options.size * MIB // FORM_FILES)
    service = bench.service()
    service.start()
    parts = [argument for path in paths for argument in ('-F', f'file=@{path}')]
    compare(bench, lambda: service.put('--multipart', '--method=PUT', *paths, address),
            lambda: cost_of(['curl', '-q', '-s', '-f', '-X', 'PUT', *parts, address]),
            bench.options.rounds, 1, 1, 'curl -F')
    service.close()


def put_small(bench, line=None):
    inside = line.near if line else ()
    server = bench.nginx(link=line)
    folder = bench.folder('/dev/shm')
    service = bench.service(inside=inside, parallel=16)
    service.start()
    pairs = []
    for number in range(PUT_FILES):
        with open(f'{folder}/{number}', 'wb') as file:
            file.write(os.urandom(PUT_SIZE))
        pairs.append((f'{folder}/{number}', f'{server.uploads}{number}'))
    with open(f'{bench.disk}/pairs', 'w') as file:
        for path, address in pairs:
            file.write(f'upload-file = "{path}"\nurl = "{address}"\noutput = /dev/null\n')

    def take(cost):
        server.take_uploads(PUT_FILES, PUT_SIZE)
        return cost

    def ferry():
        return take(service.upload(pairs))

    def curl():
        return take(cost_of([*inside, 'curl', '-q', '-s', '-f', '--no-progress-meter', '--parallel',
                             '--parallel-max', '16', '-K', f'{bench.disk}/pairs']))

    compare(bench, ferry, curl, bench.options.rounds, 1, None, 'curl --parallel')
    service.close()


def put_small_link(bench):
    """As many at once as a person's line is full with."""
    put_small(bench, make_link(bench))


def put_memory(bench):
    """The server takes all of it, and keeps nothing."""
    server = bench.stack.enter_context(closing(FerryServer(bench.options.build)))
    path = f'{bench.shm}/huge'
    with open(path, 'wb') as file:
        file.truncate(HUGE)
    service = bench.service()
    service.start()
    service.put('--method=PUT', '--resumable=never', path, server.address + 'upload?fail=status&status=200')
    bench.say('most memory', peak_of(service.daemon.pid), 25, ' MiB')
    service.close()


def queue(bench):
    """A server that never answers keeps the first one running, the others queued."""
    server = bench.stack.enter_context(closing(FerryServer(bench.options.build)))
    service = bench.service(parallel=1)
    service.start()
    service.create([f'{server.address}fault/silence?n={number}' for number in range(QUEUED)], bench.out())
    bench.say('memory after they were queued', memory_of(service.daemon.pid), 30, ' MiB')
    service.stop()
    bench.say('ready to answer after start', service.start(), 0.3, ' s')
    bench.say('memory after that', memory_of(service.daemon.pid), 30, ' MiB')
    service.close()


def idle(bench):
    # Longer than the ten seconds that GApplication gives a service at its start.
    service = bench.service(idle=12)
    began = time.monotonic()
    service.start()
    time.sleep(2)
    before = switches_of(service.daemon.pid)
    time.sleep(5)
    bench.say('wake-ups in 5 s', switches_of(service.daemon.pid) - before, 0)
    service.daemon.wait(60)
    bench.say('gone after a timeout of 12 s', time.monotonic() - began, 14, ' s')
    service.close()


def running_memory(bench, server, aim, bundle=None):
    address = server.add_file('slow', 1024 * MIB)
    out = bench.out()
    service = bench.service(bundle)
    service.start()
    service.create([address], out)
    wait_until(lambda: any(os.stat(f'{out}/{name}').st_blocks > 0 for name in os.listdir(out)), 30, 'first bytes')
    time.sleep(3)
    bench.say('memory with one running', memory_of(service.daemon.pid), aim, ' MiB')
    service.close()


def http_memory(bench):
    running_memory(bench, bench.nginx(rate=LIMITED), 15)


def https_memory(bench):
    if os.geteuid() != 0:
        raise Skipped('only root can make ferryd alone trust a certificate')
    server = bench.nginx(tls=True, rate=LIMITED)
    running_memory(bench, server, 25, server.trust(f'{bench.disk}/bundle.pem'))


BENCHMARKS = {
    'http': (http, 'one large file over HTTP, one connection'),
    'https': (https, 'one large file over HTTPS'),
    'link': (link, f'{LINK_MIB} MiB over a link of {LINK_MBIT} Mbit/s and {2 * LINK_DELAY_MS} ms'),
    'link-https': (secure_link, 'the same over HTTPS'),
    'segments': (segments, f'{SHARED_MIB} MiB from a server that gives each connection {SHARED_RATE // 1_000_000} MB/s, {CONNECTIONS} connections'),
    'small': (small_files, f'{SMALL_FILES} files of {SMALL_SIZE // 1024} KiB, 16 at once'),
    'put': (put, 'one large file to a server'),
    'put-https': (put_https, 'the same over HTTPS'),
    'put-link': (put_link, f'{LINK_MIB} MiB to a server over a link of {LINK_MBIT} Mbit/s and {2 * LINK_DELAY_MS} ms'),
    'put-form': (put_form, f'{FORM_FILES} files as one form, together as large'),
    'put-small': (put_small, f'{PUT_FILES} files of {PUT_SIZE // 1024} KiB to a server, 16 at once'),
    'put-small-link': (put_small_link, f'the same over a link of {LINK_MBIT} Mbit/s and {2 * LINK_DELAY_MS} ms'),
    'put-memory': (put_memory, f'{HUGE // MIB} MiB to a server'),
    'queue': (queue, f'{QUEUED} queued transfers'),
    'idle': (idle, 'nothing to do'),
    'http-memory': (http_memory, 'one transfer over HTTP'),
    'https-memory': (https_memory, 'one transfer over HTTPS'),
}


def parse():
    parser = argparse.ArgumentParser(prog='tests/bench/run')
    parser.add_argument('--build', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--size', type=int, default=1024, metavar='MIB', help='of the large file')
    parser.add_argument('name', nargs='*', choices=[*BENCHMARKS, []], help='one of ' + ', '.join(BENCHMARKS))
    return parser.parse_args()


def main():
    options = parse()
    missed = 0
    for name in options.name or BENCHMARKS:
        function, title = BENCHMARKS[name]
        print(f'{name}: {title}', flush=True)
        with ExitStack() as stack:
            bench = Bench(options, stack)
            try:
                function(bench)
            except Skipped as reason:
                print(f'  skipped: {reason}')
            missed += bench.failed
    print(f'{missed} aims missed')
    return 1 if missed else 0


if __name__ == '__main__':
    sys.exit(main())
