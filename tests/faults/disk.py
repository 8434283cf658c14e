# SPDX-License-Identifier: GPL-3.0-or-later
#
# An ordinary disk, played again from a trail up to a power cut: what was synced
# is there; of the rest any part may be, or none.

import collections
import os
import pathlib
import shutil
import struct

Entry = collections.namedtuple('Entry', 'kind fd file offset name data')
HEAD = struct.Struct('=IIQQII')
NAMES = 'cmrlu'


def read_trail(path):
    """All entries but one that was being written down."""
    text, entries, at = path.read_bytes(), [], 0
    while at + HEAD.size <= len(text):
        kind, fd, file, offset, name, data = HEAD.unpack_from(text, at)
        at += HEAD.size
        if at + name + data > len(text):
            break
        entries.append(Entry(chr(kind), fd, file, offset, os.fsdecode(text[at:at + name]),
                             text[at + name:at + name + data]))
        at += name + data
    return entries


class File:
    def __init__(self, mode):
        self.mode = mode
        self.durable, self.pending = [], []

    def sync(self):
        self.durable += self.pending
        self.pending = []

    def survive(self, dice):
        """The changes that were not dropped, torn ones in pieces."""
        fate = dice.choice(('kept', 'dropped', 'some', 'torn'))
        block = dice.choice((512, 4096))
        survivors = list(self.durable)
        for entry in self.pending:
            if fate == 'torn' and entry.kind == 'w':
                survivors += tear(entry, block, dice)
            elif fate == 'kept' or fate in ('some', 'torn') and dice.random() < 0.5:
                survivors.append(entry)
        return survivors

    def write(self, path, dice):
        content, marks = bytearray(), {}
        for entry in self.survive(dice):
            if entry.kind == 'x':
                marks[entry.name] = entry.data
            elif entry.kind == 't':
                content = content[:entry.offset].ljust(entry.offset, b'\0')
            else:
                content = content.ljust(entry.offset, b'\0')
                content[entry.offset:entry.offset + len(entry.data)] = entry.data
        path.write_bytes(content)
        path.chmod(self.mode & 0o755)
        for name, value in marks.items():
            os.setxattr(path, name, value)


def tear(entry, block, dice):
    """Pieces that end where a block of the disk does; what is dropped may leave zeros."""
    pieces, at, end = [], entry.offset, entry.offset + len(entry.data)
    while at < end:
        stop = min(end, (at // block + 1) * block)
        if dice.random() < 0.5:
            pieces.append(entry._replace(offset=at, data=entry.data[at - entry.offset:stop - entry.offset]))
        at = stop
    if dice.random() < 0.5:
        pieces.append(entry._replace(offset=end, data=b''))
    return pieces


class Change:
    """Of the names in a folder."""

    def __init__(self, kind, file, old, new=None):
        self.kind, self.file, self.old, self.new = kind, file, old, new
        self.folders = {os.path.dirname(path) for path in (old, new) if path}
        self.is_durable = False

    def apply(self, names):
        if self.kind in 'ru' and names.get(self.old) is self.file:
            del names[self.old]
        if self.kind in 'cm':
            names[self.old] = self.file
        elif self.kind in 'rl':
            names[self.new] = self.file


class Disk:
    """The folders are there, empty, when the trail begins."""

    def __init__(self, folders):
        self.folders = [str(folder) for folder in folders]
        self.files, self.names, self.changes = {}, {}, []

    def is_here(self, path):
        return any(path.startswith(folder + '/') for folder in self.folders) and not path.endswith('-shm')

    def play(self, entries):
        for entry in entries:
            if entry.kind in NAMES and self.is_here(entry.name):
                self.change(entry)
            elif entry.kind == 'd':
                for change in self.changes:
                    change.is_durable |= entry.name in change.folders
            elif entry.kind in 'wtxs' and entry.file in self.files:
                file = self.files[entry.file]
                if entry.kind == 's':
                    file.sync()
                else:
                    file.pending.append(entry)

    def change(self, entry):
        if entry.kind in 'cm':
            file = File(entry.offset) if entry.kind == 'c' else None
            if file is not None:
                self.files[entry.file] = file
        else:
            file = self.names.get(entry.name)
        change = Change(entry.kind, file, entry.name, os.fsdecode(entry.data) or None)
        change.apply(self.names)
        self.changes.append(change)

    def surviving_names(self, dice, is_harsh):
        """In order within each folder, as a journal of names has it; or, harshly, any of them."""
        lost, names = set(), {}
        drop = dice.choice((0, 0.2, 0.8, 1))
        for change in self.changes:
            if not change.is_durable and (dice.random() < drop or not is_harsh and change.folders & lost):
                lost |= change.folders
            else:
                change.apply(names)
        return names

    def rebuild(self, dice, is_harsh):
        for folder in map(pathlib.Path, self.folders):
            for path in folder.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, file in sorted(self.surviving_names(dice, is_harsh).items()):
            path = pathlib.Path(name)
            if not path.parent.is_dir():
                continue  # the folder's own name was lost
            if file is None:
                path.mkdir(mode=0o700)
            else:
                file.write(path, dice)
