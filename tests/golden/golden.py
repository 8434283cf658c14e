# SPDX-License-Identifier: GPL-3.0-or-later
#
# A story drives the real service against the sample's server and writes down all
# that came of it: what was answered and told on the bus, what the server was
# asked, the rows of the journal at the end and what a new service makes of them.
# The text is compared with stories/NAME.txt; a difference is a change in what
# Ferry says or keeps. When it is meant, `tests/golden/test-NAME.py --record
# [STORY…]` writes the files anew, and their diff belongs in the commit.
#
# Only what time or chance decides is taken out:
#   ID1…, ROOT, PORT, TIME (a moment, never 0), VERSION, LINK (the server's random name
#   of an upload), CHANCE (what a client makes up for Digest)
#   bytes-per-second: its value depends on the machine
#   Changed: what comes between two moments at which a story looks is one entry with
#   the last value of each key, as the service tells at most ten times a second and
#   how often that falls in between is chance. Of the states on the way, idle and
#   running are left out for the same reason.
# A story looks only when nothing moves: all has ended, is paused, or the server
# has fallen silent after a known byte.

import difflib
import os
import pathlib
import re
import socket
import sqlite3
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'integration'))

import ferrytest
from ferrytest import INTERFACE, NAME, PATH, STATES, dictionary, until
from gi.repository import Gio, GLib

STORIES = pathlib.Path(__file__).parent / 'stories'
LICENCE = '# SPDX-License-Identifier: GPL-3.0-or-later\n\n'
APP = 'org.example.Story'
RECORD = '--record' in sys.argv
# States that may be over before they are told.
FLEETING = ('idle', 'running')
# Neither told by Changed nor the same twice.
NOT_COMPARED = ('headers', 'bytes-per-second')


class Relay:
    """Stands before the server and keeps the heads of the requests."""

    def __init__(self, port):
        self.behind, self.heads = port, []
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(('127.0.0.1', self.behind))
            except OSError:
                client.close()
                continue
            threading.Thread(target=self.carry, args=(client, server, self.keep().send), daemon=True).start()
            threading.Thread(target=self.carry, args=(server, client, None), daemon=True).start()

    @staticmethod
    def carry(source, sink, see):
        try:
            while data := source.recv(65536):
                if see is not None:
                    see(data)
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def keep(self):
        """Takes what a connection sends, and knows heads from bodies by their length."""
        def parse():
            buffer = b''
            while True:
                while b'\r\n\r\n' not in buffer:
                    buffer += yield
                head, buffer = buffer.split(b'\r\n\r\n', 1)
                head = head.decode('latin-1')
                self.heads.append(head)
                length = re.search(r'(?i)^content-length: *(\d+)', head, re.M)
                left = int(length[1]) if length else 0
                while len(buffer) < left:
                    left -= len(buffer)
                    buffer = yield
                buffer = buffer[left:]
        parser = parse()
        next(parser)
        return parser

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


class Story(ferrytest.TestCase):
    """Each test is a story; its name is that of its file."""

    def setUp(self):
        super().setUp()
        self.lines, self.ids, self.told, self.shown = [], [], {}, {}
        self.passed, self.removed = {}, []
        self.relay = Relay(self.server.port)
        self.addCleanup(self.relay.stop)
        self.bus = self.desktop.bus
        self.subscription = self.bus.signal_subscribe(NAME, INTERFACE, None, PATH, None, Gio.DBusSignalFlags.NONE,
                                                      self.on_signal)
        self.addCleanup(self.bus.signal_unsubscribe, self.subscription)
        self.subscribe()

    def subscribe(self):
        """To a service that knows who tells the story: the name of an interpreter is another's elsewhere."""
        self.desktop.call('SetAppId', GLib.Variant('(s)', (APP,)))
        self.call('Subscribe')

    def address(self, path):
        return self.server.address(path).replace(f':{self.server.port}/', f':{self.relay.port}/')

    def file(self, name='letter.bin', length=5000):
        path = self.desktop.folder('Documents') / name
        path.write_bytes(ferrytest.pattern(length))
        # The journal keeps it.
        os.utime(path, (1400000000, 1400000000))
        return str(path)

    # What is written down.

    def normal(self, text):
        for number, id in enumerate(self.ids, 1):
            text = text.replace(id, f'ID{number}')
        text = text.replace(str(self.desktop.root), 'ROOT')
        text = re.sub(rf':({self.relay.port}|{self.server.port})\b', ':PORT', text)
        text = re.sub(r'\b1\d{15}\b', 'TIME', text)
        text = re.sub(r'\b(Ferry|libsoup)/[\d.]+', r'\1/VERSION', text)
        text = re.sub(r'\w{3}, \d\d \w{3} 20[2-9]\d \d\d:\d\d:\d\d GMT', 'DATE', text)
        text = re.sub(r'/(tus|resumable)/[\w-]{16,}', r'/\1/LINK', text)
        return re.sub(r'((?:c?nonce|response)=)"[^"]*"', r'\1CHANCE', text)

    def write(self, text, depth=0):
        self.lines.append('  ' * depth + text)

    def heading(self, text):
        self.lines += ['', f'== {text}']

    @staticmethod
    def text(value):
        """A value of a dictionary, with its type."""
        return value.print_(True)

    def write_keys(self, keys, depth):
        for key in sorted(keys):
            value = 'SPEED' if key == 'bytes-per-second' else self.text(keys[key])
            self.write(f'{key}: {value}', depth)

    # Calls.

    def on_signal(self, bus, sender, path, interface, name, parameters):
        if name == 'Removed':
            self.removed += parameters.unpack()[0]
            return
        entries = parameters.get_child_value(0)
        for entry in (entries.get_child_value(i) for i in range(entries.n_children())):
            keys = self.keys(entry)
            id = keys['id'].get_string()
            if 'state' in keys:
                states = self.passed.setdefault(id, [])
                state = STATES[keys['state'].get_uint32()]
                if states[-1:] != [state]:
                    states.append(state)
            self.told.setdefault(id, {}).update(keys)

    @staticmethod
    def keys(entry):
        pairs = (entry.get_child_value(i) for i in range(entry.n_children()))
        return {pair.get_child_value(0).get_string(): pair.get_child_value(1).get_variant() for pair in pairs}

    def hear(self):
        while GLib.MainContext.default().iteration(False):
            pass

    def call(self, method, signature=None, *arguments):
        """Calls, and writes down what was asked and what came of it."""
        parameters = GLib.Variant(signature, arguments) if signature else None
        asked = parameters.print_(False) if parameters else '()'
        try:
            answer = self.desktop.call(method, parameters)
        except GLib.Error as error:
            self.calls(method, asked, error.message.removeprefix('GDBus.Error:'))
            return None
        if method.startswith('Create') and method != 'CreateGroup':
            self.ids += answer.unpack()[0]
        self.calls(method, asked, answer.print_(False))
        return answer.unpack()

    def calls(self, method, asked, answered):
        self.heading(f'{method} {asked}')
        self.write(f'-> {answered}')

    def create(self, *transfers, method='CreateDownloads'):
        pairs = [(self.address(path), dictionary({'start': True} | options)) for path, options in transfers]
        answer = self.call(method, '(a(sa{sv}))', pairs)
        return answer[0] if answer else None

    def download(self, path, **options):
        ids = self.create((path, options))
        return ids[0] if ids else None

    def upload(self, path, file=None, **options):
        if file is not None:
            options['file'] = file
        if 'parts' in options:
            options['parts'] = [dictionary(part) for part in options['parts']]
        ids = self.create((path, options), method='CreateUploads')
        return ids[0] if ids else None

    def command(self, method, *ids):
        self.call(method, '(as)', ids)

    def change(self, id, **changes):
        self.call('Change', '(sa{sv})', id, dictionary(changes))

    def list(self, **filter):
        """Tells which; the last chapter tells all of each."""
        self.heading(f'List {dictionary(filter)}')
        try:
            self.write(f'-> {[transfer["id"] for transfer in self.desktop.list(**filter)]}')
        except GLib.Error as error:
            self.write('-> ' + error.message.removeprefix('GDBus.Error:'))

    # Moments.

    def listed(self):
        answer = self.desktop.call('List', GLib.Variant('(a{sv})', ({},))).get_child_value(0)
        entries = (self.keys(answer.get_child_value(i)) for i in range(answer.n_children()))
        return {entry['id'].get_string(): entry for entry in entries}

    @staticmethod
    def compared(keys):
        return {key: value.print_(True) for key, value in keys.items() if key not in NOT_COMPARED}

    def moment(self, *ids_and_states, **wanted):
        """Waits until these transfers are so and all of it has been told, then writes down what is new."""
        ids, states = ids_and_states[:-1], ids_and_states[-1]
        states = (states,) if isinstance(states, str) else states
        wanted = {key.replace('_', '-'): value for key, value in wanted.items()}

        def is_so(entry):
            return (STATES[entry['state'].get_uint32()] in states and
                    all(value(entry[key].unpack()) if callable(value) else entry[key].unpack() == value
                        for key, value in wanted.items()))

        def arrived():
            self.hear()
            listed = self.listed()
            if not all(id in listed and id in self.told and is_so(listed[id]) for id in ids):
                return False
            self.hear()
            self.late = {id: (self.compared(listed[id]), self.compared(self.told[id])) for id in self.told
                         if id in listed and self.compared(listed[id]) != self.compared(self.told[id])}
            return not self.late
        try:
            until(arrived, f'{ids} are {states} {wanted}')
        except TimeoutError as error:
            listed = {id: self.compared(entry) for id, entry in self.listed().items()}
            raise AssertionError(f'{error}\nlisted: {listed}\nnot told: {getattr(self, "late", None)}') from None
        self.tell()

    def tell(self):
        """What was told since the last moment."""
        self.heading('told')
        for id in sorted(self.told, key=self.ids.index):
            known, keys = self.shown.get(id, {}), self.told[id]
            new = {key: value for key, value in keys.items()
                   if key not in known or (known[key].print_(True) != value.print_(True) and
                                           key != 'bytes-per-second')}
            passed = self.ways(id)
            if new:
                self.write(f'Changed {id}' + (f' by way of {" ".join(passed)}' if passed else ''), 1)
                self.write_keys(new, 2)
            self.shown[id] = dict(keys)
        if self.removed:
            self.write(f'Removed {self.removed}', 1)
            for id in self.removed:
                self.told.pop(id, None)
            self.removed = []

    def unseen(self, id, state):
        """It comes to that at the start of a service, told or not: who subscribes anew is told all of it next."""
        until(lambda: self.desktop.state(id) == state, f'{id} is {state}')
        self.call('Unsubscribe')
        self.hear()
        self.told, self.passed, self.shown = {}, {}, {}
        self.call('Subscribe')

    def ways(self, id):
        passed = [state for state in self.passed.pop(id, []) if state not in FLEETING]
        known = self.shown.get(id, {}).get('state')
        # Who is so again has fleeting states behind it, told or not.
        return passed[1:] if known is not None and passed[:1] == [STATES[known.get_uint32()]] else passed

    def gone(self, *ids):
        until(lambda: set(ids) <= set(self.removed), 'Removed is told')
        self.tell()

    def restart(self, kill=False):
        """A new service, of whom nothing was told yet."""
        self.heading('the service is killed' if kill else 'the service ends')
        (self.desktop.kill if kill else self.desktop.end)()
        self.hear()
        self.told, self.passed, self.shown = {}, {}, {}
        self.subscribe()

    # The end.

    def write_list(self):
        for id, keys in self.listed().items():
            self.write(id)
            self.write_keys(keys, 1)

    def write_journal(self):
        with sqlite3.connect(f'file:{self.desktop.state_folder}/journal.sqlite?mode=ro', uri=True) as journal:
            self.write(f'user_version {journal.execute("PRAGMA user_version").fetchone()[0]}')
            tables = journal.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            for table, in tables:
                cursor = journal.execute(f'SELECT * FROM "{table}"')
                columns = [column[0] for column in cursor.description]
                rows = [dict(zip(columns, row)) for row in cursor]
                rows.sort(key=lambda row: (row.get('sequence', 0), str(row.get('name', ''))))
                self.write(f'table {table} ({", ".join(columns)})')
                for number, row in enumerate(rows, 1):
                    self.write(f'row {number}', 1)
                    for column in columns:
                        self.write_column(column, row[column])
        journal.close()

    def write_column(self, column, value):
        if not isinstance(value, bytes):
            self.write(f'{column}: {value!r}', 2)
            return
        if column == 'ranges':
            ranges = GLib.Variant.new_from_bytes(GLib.VariantType('a(tt)'), GLib.Bytes.new(value), False)
            self.write(f'{column}: {ranges.print_(False)}', 2)
            return
        stored = GLib.Variant.new_from_bytes(GLib.VariantType('a{sv}'), GLib.Bytes.new(value), False)
        self.write(f'{column}: a{{sv}} {"" if stored.is_normal_form() else "not in normal form"}'.rstrip(), 2)
        # As they stand in the blob: an order that changes is seen too.
        for key, kept in self.keys(stored).items():
            self.write(f'{key}: {self.text(kept)}', 3)

    def write_requests(self, in_order):
        heads = list(self.relay.heads)
        if not in_order:
            heads.sort(key=lambda head: head.split(' ')[1])
        for head in heads:
            first, *headers = head.split('\r\n')
            self.write(first)
            for header in headers:
                self.write(header, 1)

    def write_files(self):
        for folder in ('Downloads', 'server/www'):
            for path in sorted((self.desktop.root / folder).rglob('*')):
                if path.is_file():
                    self.write(f'{path} {path.stat().st_size} bytes')

    def end(self, in_order=True):
        """In_order: whether one transfer was served after the other, so that requests have an order."""
        self.heading('List')
        self.write_list()
        self.desktop.end()
        self.heading('journal')
        self.write_journal()
        self.heading('List of a new service')
        self.write_list()
        self.desktop.end()
        self.heading('its journal, where it differs')
        before = self.lines[self.lines.index('== journal') + 1:self.lines.index('== List of a new service') - 1]
        begin = len(self.lines)
        self.write_journal()
        self.lines[begin:] = [line.rstrip('\n') for line in
                              difflib.unified_diff(before, self.lines[begin:], n=0, lineterm='')][2:]
        self.heading('requests')
        self.write_requests(in_order)
        self.heading('files')
        self.write_files()
        self.compare()

    def compare(self):
        name = self._testMethodName.removeprefix('test_').replace('_', '-') + '.txt'
        found = LICENCE + self.normal('\n'.join(self.lines).lstrip() + '\n')
        path = STORIES / name
        if RECORD:
            path.write_text(found)
            return
        wanted = path.read_text() if path.exists() else ''
        diff = ''.join(difflib.unified_diff(wanted.splitlines(True), found.splitlines(True),
                                            f'stories/{name}', 'this service'))
        self.assertFalse(diff, '\n' + diff)


def main():
    if RECORD:
        sys.argv.remove('--record')
        STORIES.mkdir(exist_ok=True)
    ferrytest.main()
