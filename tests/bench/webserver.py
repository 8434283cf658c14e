# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers that are downloaded from: nginx, set up as a person would, and
ferry-server for what nginx cannot do; and the link that may lie before them."""

import os
import subprocess

CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt'


class Link:
    """Commands that begin with `near` or `far` run on that side of it."""

    def __init__(self, build, mbit, delay_ms):
        self.process = subprocess.Popen([f'{build}/tests/bench/link', str(mbit), str(delay_ms)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.caller, self.near = self.read_side()
        self.address, self.far = self.read_side()

    def read_side(self):
        address, namespace = self.process.stdout.readline().split()
        return address, ['nsenter', f'--net={namespace}']

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Nginx:
    """One prefix; its files may be shared with other prefixes by hard links."""

    def __init__(self, root, folder, tls=False, rate=0, link=None):
        self.root = root
        self.folder = folder
        options = (['--tls'] if tls else []) + ['--rate', str(rate)]
        inside = []
        if link:
            options += ['--address', link.address, '--allow', link.caller]
            inside = link.far
        os.makedirs(f'{folder}/data')
        said = subprocess.run([*inside, f'{root}/server/setup-server', *options, folder],
                              check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        self.address = next(line.split()[2] for line in said if line.startswith('Listening on '))
        self.uploads = self.address.removesuffix('data/') + 'uploads/'
        self.certificate = f'{folder}/cert.pem' if tls else None

    def take_uploads(self, count, size):
        """So many files of that size have arrived; they go away."""
        folder = f'{self.folder}/data/uploads'
        for number in range(count):
            if os.path.getsize(f'{folder}/{number}') != size:
                raise RuntimeError('an upload is not whole')
            os.unlink(f'{folder}/{number}')

    def add_file(self, name, size):
        path = f'{self.folder}/data/{name}'
        with open(path, 'wb') as file:
            os.posix_fallocate(file.fileno(), 0, size)
        os.chmod(path, 0o644)
        return self.address + name

    def trust(self, bundle):
        """The system's certificates and its own, as one file."""
        with open(bundle, 'wb') as out:
            for path in (CERTIFICATES, self.certificate):
                with open(path, 'rb') as file:
                    out.write(file.read())
        return bundle

    def close(self):
        subprocess.run([f'{self.root}/server/remove-server', self.folder], check=True, stdout=subprocess.DEVNULL)


class FerryServer:
    def __init__(self, build):
        self.process = subprocess.Popen([f'{build}/server/ferry-server'], stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().split()[-1]

    def close(self):
        self.process.terminate()
        self.process.wait()
