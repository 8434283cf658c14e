# SPDX-License-Identifier: GPL-3.0-or-later
#
# A proxy that HTTP, tunnels (CONNECT) and SOCKS 5 go through. It looks up no name:
# every host is this machine, so that what is only known to it has an address, too.

import base64
import select
import socket
import socketserver
import struct
import sys
import threading

HERE = '127.0.0.1'


def splice(a, b):
    """Until one of them has nothing more to say."""
    while True:
        for ready in select.select([a, b], [], [])[0]:
            try:
                data = ready.recv(65536)
                (b if ready is a else a).sendall(data)
            except OSError:
                return
            if not data:
                return


class Proxy(socketserver.ThreadingTCPServer):
    """Seen are the ways that were made: the method of HTTP, or SOCKS."""

    USER, PASSWORD = 'pr0xyuser', 'pr0xypass'
    daemon_threads = allow_reuse_address = True

    def __init__(self, wants_password=False):
        super().__init__((HERE, 0), Handler)
        self.seen, self.refused = [], 0
        self.wants_password = wants_password
        self.port = self.server_address[1]
        self.thread = threading.Thread(target=self.serve_forever)
        self.thread.start()

    @property
    def place(self):
        return f'{HERE}:{self.port}'

    def stop(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class Handler(socketserver.BaseRequestHandler):
    """The first byte tells which of them a connection speaks."""

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

    # SOCKS: RFC 1928, and 1929 for the password.

    def be_socks(self):
        methods = self.read(self.read(2)[1])
        if self.server.wants_password:
            if 2 not in methods:
                return self.request.sendall(b'\x05\xff')
            self.request.sendall(b'\x05\x02')
            user = self.read(self.read(2)[1])
            password = self.read(self.read(1)[0])
            right = (user, password) == (self.server.USER.encode(), self.server.PASSWORD.encode())
            self.request.sendall(b'\x01\x00' if right else b'\x01\x01')
            if not right:
                return None
        else:
            self.request.sendall(b'\x05\x00')
        kind = self.read(4)[3]
        self.read(4 if kind == 1 else 16 if kind == 4 else self.read(1)[0])
        port = struct.unpack('!H', self.read(2))[0]
        self.server.seen.append('SOCKS')
        with socket.create_connection((HERE, port)) as server:
            self.request.sendall(b'\x05\x00\x00\x01' + bytes(6))
            return splice(self.request, server)

    # HTTP: one request a connection, when it is not refused.

    def read_head(self):
        head = b''
        while not head.endswith(b'\r\n\r\n'):
            head += self.read(1)
        return head

    def is_refused(self, head):
        words = f'{self.server.USER}:{self.server.PASSWORD}'.encode()
        told = b'\r\nproxy-authorization: basic ' + base64.b64encode(words).lower() + b'\r\n'
        return self.server.wants_password and told not in head.lower()

    def be_http(self):
        head = self.read_head()
        while self.is_refused(head):
            self.server.refused += 1
            self.request.sendall(b'HTTP/1.1 407 Proxy Authentication Required\r\n'
                                 b'Proxy-Authenticate: Basic realm="proxy"\r\nContent-Length: 0\r\n\r\n')
            head = self.read_head()
        method, address, rest = head.split(b' ', 2)
        self.server.seen.append(method.decode())
        host, _, path = address.removeprefix(b'http://').partition(b'/')
        with socket.create_connection((HERE, int(host.rpartition(b':')[2]))) as server:
            if method == b'CONNECT':
                self.request.sendall(b'HTTP/1.1 200 Connection established\r\n\r\n')
            else:
                lines = [line for line in rest.split(b'\r\n')
                         if not line.lower().startswith((b'proxy-authorization:', b'connection:'))]
                lines.insert(1, b'Connection: close')
                server.sendall(b' '.join([method, b'/' + path, b'\r\n'.join(lines)]))
            splice(self.request, server)
