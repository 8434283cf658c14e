#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Through a proxy that a transfer names: by HTTP, by SOCKS, and by none.

import select
import socket
import socketserver
import struct
import sys
import threading

import ferrytest
from ferrytest import MB

USER, PASSWORD = 'pr0xyuser', 'pr0xypass'


def splice(a, b):
    while True:
        for ready in select.select([a, b], [], [])[0]:
            data = ready.recv(65536)
            if not data:
                return
            (b if ready is a else a).sendall(data)


class Proxy(socketserver.ThreadingTCPServer):
    """One for all: the first byte says what it is spoken to by."""
    daemon_threads = allow_reuse_address = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Handler)
        self.seen = []
        self.wants_password = False

    @property
    def place(self):
        return f'127.0.0.1:{self.server_address[1]}'


class Handler(socketserver.BaseRequestHandler):
    def read(self, count):
        data = b''
        while len(data) < count:
            data += self.request.recv(count - len(data)) or sys.exit()
        return data

    def handle(self):
        if self.request.recv(1, socket.MSG_PEEK) == b'\x05':
            self.be_socks()
        else:
            self.be_http()

    def be_socks(self):
        methods = self.read(self.read(2)[1])
        if self.server.wants_password:
            if 2 not in methods:
                return self.request.sendall(b'\x05\xff')
            self.request.sendall(b'\x05\x02')
            user = self.read(self.read(2)[1])
            password = self.read(self.read(1)[0])
            right = (user, password) == (USER.encode(), PASSWORD.encode())
            self.request.sendall(b'\x01\x00' if right else b'\x01\x01')
            if not right:
                return None
        else:
            self.request.sendall(b'\x05\x00')
        kind = self.read(4)[3]
        host = socket.inet_ntoa(self.read(4)) if kind == 1 else self.read(self.read(1)[0]).decode()
        port = struct.unpack('!H', self.read(2))[0]
        self.server.seen.append('SOCKS')
        with socket.create_connection((host, port)) as server:
            self.request.sendall(b'\x05\x00\x00\x01' + bytes(6))
            return splice(self.request, server)

    def be_http(self):
        head = b''
        while not head.endswith(b'\r\n\r\n'):
            head += self.read(1)
        method, address, rest = head.split(b' ', 2)
        self.server.seen.append(method.decode())
        host, _, path = address.removeprefix(b'http://').partition(b'/')
        name, port = host.decode().split(':')
        with socket.create_connection((name, int(port))) as server:
            server.sendall(b' '.join([method, b'/' + path, rest]))
            splice(self.request, server)


class Proxies(ferrytest.TestCase):
    def setUp(self):
        super().setUp()
        self.proxy = Proxy()
        thread = threading.Thread(target=self.proxy.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.proxy.server_close)
        self.addCleanup(self.proxy.shutdown)

    def download(self, proxy, **options):
        return self.desktop.download(self.server.address(f'randomAccess?length={MB}'), proxy=proxy, **options)

    def test_a_download_goes_through_it(self):
        self.desktop.wait(self.download(f'http://{self.proxy.place}'), 'completed')
        self.assertEqual(self.proxy.seen, ['GET'])

    def test_socks_too(self):
        self.desktop.wait(self.download(f'socks5://{self.proxy.place}'), 'completed')
        self.assertEqual(self.proxy.seen, ['SOCKS'])

    def test_socks_with_a_password_of_the_keyring(self):
        self.proxy.wants_password = True
        options = {'proxy-username': USER, 'proxy-password': PASSWORD}
        self.desktop.wait(self.download(f'socks5://{self.proxy.place}', **options), 'completed')
        self.assertEqual(self.proxy.seen, ['SOCKS'])
        self.assertNotIn(PASSWORD, self.desktop.log() + repr(self.desktop.list()))

    def test_no_other_transfer_does(self):
        self.desktop.wait(self.download(f'http://{self.proxy.place}'), 'completed')
        self.desktop.wait(self.download('direct'), 'completed')
        self.assertEqual(self.proxy.seen, ['GET'])

    def test_is_told_and_may_change(self):
        id = self.download(f'http://{self.proxy.place}', start=False)
        self.assertEqual(self.desktop.show(id)['proxy'], f'http://{self.proxy.place}')
        self.desktop.change(id, proxy='direct')
        self.assertEqual(self.desktop.show(id)['proxy'], 'direct')
        self.desktop.change(id, proxy='')
        self.assertNotIn('proxy', self.desktop.show(id))
        self.desktop.command('Start', id)
        self.desktop.wait(id, 'completed')
        self.assertEqual(self.proxy.seen, [])


if __name__ == '__main__':
    ferrytest.main()
