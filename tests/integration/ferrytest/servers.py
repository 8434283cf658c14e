# SPDX-License-Identifier: GPL-3.0-or-later
#
# Web servers on a free port of this machine, what they sent and what they were
# sent. Each ends with its test.

import collections
import fcntl
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import unittest

from .desktop import BUILD, ROOT, WITH_US
from .waits import PATIENCE, until

# At the signal that asks it to end; or killed by a test.
ENDED_WELL = (0, -signal.SIGTERM, -signal.SIGKILL)

SITE = '/BackgroundTransferSample/'
# For 127.0.0.1, with its key.
CERTIFICATE = ROOT / 'tests/unit/backends/http/server.pem'
MB = 1000 * 1000

# One answer; first is where it or the upload began, sent how much of its body
# went out, received how much of the request's came in.
Answer = collections.namedtuple('Answer', 'method address first status sent received')


def first_byte(range, offset='-'):
    match = re.match(r'bytes=(\d+)-', range) or re.match(r'(\d+)$', offset)
    return int(match[1]) if match else 0


def pattern(length, seed=0):
    """The content that ferry-server makes up: its --help says how."""
    offset = seed * 0xD1B54A32D192ED03
    words = (length + 7) // 8
    mask = (1 << 64) - 1
    text = struct.pack(f'>{words}Q', *((i * 0x9E3779B97F4A7C15 + offset) & mask for i in range(words)))
    return text[:length]


class Server:
    """What all servers have in common; site is where data/ lies, uploads where they put files."""

    def __init__(self, root):
        self.folder = pathlib.Path(root)
        self.data = self.folder / 'www'
        self.data.mkdir(parents=True, exist_ok=True)
        self.uploads = self.data / 'uploads'
        self.log = self.folder / 'log'
        self.port = 0

    def write(self, name, content):
        """A new file under that name: never a mixture of old and new, as servers are updated."""
        temporary = self.folder / 'new'
        temporary.write_bytes(content)
        temporary.rename(self.data / name)
        return self.address('data/' + name)

    def address(self, path, host='127.0.0.1'):
        return f'{self.scheme}://{host}:{self.port}{SITE}{path}'

    scheme = 'http'

    def answers(self, part=''):
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [answer for answer in map(self.parse, lines) if part in answer.address]

    def wait_answers(self, part, count):
        """An answer is written down when it has ended, so after the client knows its end."""
        until(lambda: len(self.answers(part)) >= count, f'{count} answers')
        return self.answers(part)

    def wait_port(self):
        for line in self.process.stdout:
            match = re.search(r'Listening on .*:(\d+)/', line)
            if match:
                self.port = int(match[1])
                return
        raise RuntimeError(f'{type(self).__name__} did not start')

    def received(self, part=''):
        """How many bytes of bodies have come in, counting those that came twice."""
        return sum(answer.received for answer in self.answers(part))

    def stop(self):
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
        self.fault = self.process.returncode not in ENDED_WELL


class FerryServer(Server):
    """The sample's server; rate is bytes a second for each connection. Without a certificate it makes one for TLS."""

    def __init__(self, root, rate=0, tls=False, certificate=None):
        super().__init__(root)
        self.rate, self.tls = rate, ['--tls'] if tls else []
        if certificate is not None:
            self.tls = ['--tls-certificate', certificate, '--tls-key', certificate]
        self.scheme = 'https' if self.tls else 'http'
        self.start()

    def start(self):
        """Again on the same port, when it was started before."""
        command = [*WITH_US, BUILD / 'server/ferry-server', '--port', self.port, '--folder', self.data,
                   '--log', self.log, '--rate', self.rate, *self.tls]
        self.process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
        self.wait_port()

    @staticmethod
    def parse(line):
        method, address, range, _, status, sent, offset, received = line.split('\t')
        return Answer(method, address, first_byte(range, offset), int(status), int(sent), int(received))


NGINX = '''daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 64; }}
http {{
  log_format answers '$request_method\t$request_uri\t$http_range\t$status\t$body_bytes_sent\t$request_length';
  access_log {folder}/log answers;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  default_type application/octet-stream; limit_rate {rate};
  server {{
    listen 127.0.0.1:{port}{secure};
    location {site}data/ {{ alias {folder}/www/; }}
    location {site}uploads/ {{ alias {folder}/www/uploads/; dav_methods PUT; client_max_body_size 0; }}
    location {site}weak/ {{ alias {folder}/www/; etag off; if_modified_since off;
                            add_header Last-Modified ""; max_ranges 0; }}
  }}
}}
'''


class Nginx(Server):
    """nginx, as people have it: `data/` as shipped, `weak/` without ranges, `uploads/` takes PUT."""

    def __init__(self, root, rate=0, tls=False):
        super().__init__(root)
        self.uploads.mkdir()
        self.rate, self.tls = rate, tls
        self.scheme = 'https' if tls else 'http'
        with socket.create_server(('127.0.0.1', 0)) as probe:
            self.port = probe.getsockname()[1]
        self.start()

    @staticmethod
    def program():
        return shutil.which('nginx', path=os.environ['PATH'] + ':/usr/sbin:/sbin')

    def start(self):
        configuration = self.folder / 'nginx.conf'
        user = 'user root;' if os.getuid() == 0 else ''
        secure = (f' ssl http2; ssl_certificate {CERTIFICATE}; ssl_certificate_key {CERTIFICATE}'
                  if self.tls else '')
        configuration.write_text(NGINX.format(folder=self.folder, site=SITE, port=self.port,
                                              rate=self.rate, user=user, secure=secure))
        self.process = subprocess.Popen(
            [*WITH_US, self.program(), '-e', f'{self.folder}/error.log', '-p', str(self.folder), '-c', str(configuration)],
            stderr=subprocess.DEVNULL)
        until(self.is_up, 'nginx is up')

    def is_up(self):
        try:
            with socket.create_connection(('127.0.0.1', self.port)):
                return True
        except ConnectionRefusedError:
            return False

    @staticmethod
    def parse(line):
        """What it received includes the head of the request."""
        method, address, range, status, sent, received = line.split('\t')
        return Answer(method, address, first_byte(range), int(status), int(sent), int(received))


class TusServer(Server):
    """@tus/server on Node, as people have it. A file lies under the last step of its address."""

    SOURCE = pathlib.Path(__file__).parent.parent / 'tus-server'
    # Beside what else was built, so that it is fetched once; `fetched` says what is there in full.
    PROGRAM = BUILD / 'tests/integration/tus-server'

    def __init__(self, root):
        self.fetch()
        super().__init__(root)
        self.uploads.mkdir()
        self.start()

    @classmethod
    def fetch(cls):
        """Skips the test where it cannot be had."""
        if shutil.which('npm') is None:
            raise unittest.SkipTest('npm is not here')
        cls.PROGRAM.mkdir(parents=True, exist_ok=True)
        with open(cls.PROGRAM / 'lock', 'w') as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            cls.install()

    @classmethod
    def install(cls):
        wanted, fetched = (cls.SOURCE / 'package-lock.json').read_text(), cls.PROGRAM / 'fetched'
        for path in cls.SOURCE.iterdir():
            shutil.copy(path, cls.PROGRAM)
        if fetched.exists() and fetched.read_text() == wanted:
            return
        done = subprocess.run(['npm', 'ci', '--omit=optional', '--no-audit', '--no-fund'], cwd=cls.PROGRAM,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise unittest.SkipTest('npm: ' + next(iter(done.stderr.splitlines()), 'failed'))
        fetched.write_text(wanted)

    def start(self):
        """Again on the same port, when it was started before."""
        command = [*WITH_US, 'node', self.PROGRAM / 'server.mjs', self.uploads, self.log, self.port]
        self.process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
        self.wait_port()

    @staticmethod
    def parse(line):
        method, address, offset, status, received = line.split('\t')
        return Answer(method, address, first_byte('', offset), int(status), 0, int(received))
