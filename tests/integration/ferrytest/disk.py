# SPDX-License-Identifier: GPL-3.0-or-later
#
# A disk that may stop to answer, like a folder of a server that is gone: a file
# system in user space (FUSE) with one file in it. Spoken to the kernel directly,
# which needs root and /dev/fuse.

import ctypes
import errno
import os
import stat
import struct
import threading
import unittest

from .waits import until

LOOKUP, FORGET, GETATTR, OPEN, READ, RELEASE, FLUSH, INIT, INTERRUPT, BATCH_FORGET = 1, 2, 3, 14, 15, 18, 25, 26, 36, 42
UNANSWERED = (FORGET, INTERRUPT, BATCH_FORGET)
HEAD = '<IIQQIIII'
MESSAGE_BYTES = 256 * 1024
FOLDER, FILE = 1, 2
# Seconds for which the kernel may believe what it was told.
VALID = 1
FORCE, DETACH = 1, 2


class FarDisk:
    """`file` has that content; it can be read until silence()."""

    def __init__(self, folder, content):
        if os.geteuid() != 0 or not os.path.exists('/dev/fuse'):
            raise unittest.SkipTest('a disk that does not answer needs root and /dev/fuse')
        self.folder, self.content = folder, content
        self.file = folder / 'letter.bin'
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.silent, self.asked, self.ended = threading.Event(), threading.Event(), threading.Event()
        self.device = os.open('/dev/fuse', os.O_RDWR | os.O_CLOEXEC)
        options = f'fd={self.device},rootmode=40000,user_id=0,group_id=0,allow_other'
        if self.libc.mount(b'ferry-test', os.fsencode(folder), b'fuse', 0, options.encode()) != 0:
            os.close(self.device)
            raise unittest.SkipTest('this machine does not mount: ' + os.strerror(ctypes.get_errno()))
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def silence(self):
        """Whoever reads on from here waits; there is somebody when it returns."""
        self.silent.set()
        until(self.asked.is_set, 'somebody waits for the disk')

    def remove(self):
        """Whoever waits is told that the disk is gone."""
        self.ended.set()
        self.libc.umount2(os.fsencode(self.folder), FORCE | DETACH)
        self.thread.join()
        os.close(self.device)

    def serve(self):
        while True:
            try:
                message = os.read(self.device, MESSAGE_BYTES)
            except OSError as fault:
                if fault.errno == errno.ENODEV:
                    return
                continue
            if self.silent.is_set():
                self.asked.set()
                self.ended.wait()
            self.answer(message)

    def answer(self, message):
        _, code, number, node, *_ = struct.unpack_from(HEAD, message)
        if code in UNANSWERED:
            return
        fault, body = self.find(code, node, message[struct.calcsize(HEAD):])
        try:
            os.write(self.device, struct.pack('<IiQ', 16 + len(body), -fault, number) + body)
        except OSError:
            pass

    def find(self, code, node, body):
        """What went wrong, or 0, and the answer."""
        if code == INIT:
            return 0, struct.pack('<IIIIHHIIHHI28x', 7, 31, MESSAGE_BYTES // 2, 0, 12, 9, 4096, 1, 32, 0, 0)
        if code == LOOKUP:
            if body.rstrip(b'\0') != b'letter.bin':
                return errno.ENOENT, b''
            return 0, struct.pack('<QQQQII', FILE, 0, VALID, VALID, 0, 0) + self.attributes(FILE)
        if code == GETATTR:
            return 0, struct.pack('<QII', VALID, 0, 0) + self.attributes(node)
        if code == OPEN:
            return 0, struct.pack('<QII', 0, 0, 0)
        if code == READ:
            _, offset, size = struct.unpack_from('<QQI', body)
            return 0, self.content[offset:offset + size]
        return (0 if code in (RELEASE, FLUSH) else errno.ENOSYS), b''

    def attributes(self, node):
        folder = node == FOLDER
        return struct.pack('<QQQQQQIIIIIIIIII', node, 0 if folder else len(self.content), 0, 0, 0, 0, 0, 0, 0,
                           stat.S_IFDIR | 0o755 if folder else stat.S_IFREG | 0o644, 1, 0, 0, 0, 4096, 0)
