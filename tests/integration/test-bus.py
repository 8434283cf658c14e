#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Callers that send rubbish: each gets an error of its own, the service lives on.

import ferrytest
from ferrytest import ERROR, dictionary
from gi.repository import Gio, GLib

UNKNOWN = '00000000-0000-4000-8000-000000000000'
MIB = 1 << 20
# Quoted in part it ends in the middle of a letter, however long the part is.
CUT = 'é' + 'x€' * 100
COMPLETED, PAUSED = 5, 2
COMMANDS = ('Start', 'Pause', 'Resume', 'Cancel', 'Retry', 'Remove')

ADDRESSES = ('', ' ', 'x', 'not an address', 'http://', 'http:///path', 'ftp://127.0.0.1/file',
             'file:///etc/passwd', 'javascript:alert(1)', 'http://127.0.0.1:99999/', 'http://[::1/',
             'http://127.0.0.1\r\nHost: x/', 'http://' + 'x' * MIB)
# Options that make no sense, each with a good address.
OPTIONS = (
    {'file': 'relative'}, {'file': ''}, {'file': '/'}, {'folder': 'relative'}, {'folder': '../..'},
    {'name': ''}, {'name': '..'}, {'name': 'a/b'}, {'name': 'a\nb'}, {'name': 'x' * 256}, {'name': 'x' * MIB},
    {'method': 'G ET'}, {'method': 'GET\r\nX: y'}, {'method': 'x' * MIB},
    {'headers': [('X', 'a\r\nY: b')]}, {'headers': [('X\r\nY', 'a')]}, {'headers': [('', 'a')]},
    {'method': CUT}, {'headers': [(CUT, 'a')]}, {CUT: 'a'},
    {'headers': [('X', 'x' * MIB)]}, {'headers': [('X Y', 'a')]}, {'headers': [('X', 'a')] * 5000},
    {'priority': 99}, {'cost': 99}, {'behavior': 99, 'group': 'g'}, {'group': 'x' * MIB},
    {'checksum': 'sha256'}, {'checksum': 'sha256=zz'}, {'checksum': 'crc=00'}, {'checksum': 'x' * MIB},
    {'username': 'x' * MIB},
    {'priority': GLib.Variant('s', 'high')}, {'headers': GLib.Variant('s', 'X: y')},
    {'file': GLib.Variant('u', 1)}, {'start': GLib.Variant('s', 'yes')},
    {'rate-limit': GLib.Variant('d', 1.0)}, {'recoverable': GLib.Variant('as', ['403'])},
)


def short(value):
    return repr(value)[:60]


class BadCallers(ferrytest.TestCase):
    def good_address(self):
        return self.server.address('randomAccess?length=1000&bytesPerSec=0')

    def test_addresses_that_are_none(self):
        for address in ADDRESSES:
            with self.subTest(short(address)):
                self.assert_refused('InvalidArgument', self.desktop.download, address)
        self.assertEqual(self.desktop.list(), [])
        self.assert_alive()

    def test_options_that_make_no_sense(self):
        for options in OPTIONS:
            with self.subTest(short(options)):
                self.assert_refused('InvalidArgument', self.desktop.download, self.good_address(), **options)
        self.assertEqual(self.desktop.list(), [])
        self.assert_alive()

    def test_one_bad_download_makes_none_of_many(self):
        several = [(self.good_address(), {})] * 3 + [('x', {})]
        self.assert_refused('InvalidArgument', self.desktop.create, several)
        self.assertEqual(self.desktop.list(), [])

    def test_ids_that_do_not_exist(self):
        for id in (UNKNOWN, '', 'x', '../../etc/passwd', "'; DROP TABLE transfer; --", 'x' * MIB, CUT):
            for method in COMMANDS:
                with self.subTest(f'{method} {short(id)}'):
                    if method == 'Remove':
                        self.desktop.command(method, id)
                    else:
                        self.assert_refused('NotFound', self.desktop.command, method, id)
            with self.subTest(f'List {short(id)}'):
                self.assertEqual(self.desktop.list(ids=[id]), [])
            with self.subTest(f'Change {short(id)}'):
                self.assert_refused('NotFound', self.desktop.change, id, priority=1)
        self.assert_alive()

    def test_ids_that_are_listed_with_unknown_ones(self):
        id = self.desktop.download(self.good_address(), start=False)
        listed = self.desktop.list(ids=[UNKNOWN, id, id])
        self.assertEqual([transfer['id'] for transfer in listed], [id])

    def test_no_ids_at_all(self):
        for method in COMMANDS:
            self.desktop.command(method)

    def test_changes_that_make_no_sense(self):
        id = self.desktop.download(self.good_address(), start=False)
        for changes in ({'uri': 'x'}, {'priority': 99}, {'cost': 99}, {'headers': [('X', '\r\n')]},
                        {'priority': GLib.Variant('s', 'high')}, {'uri': 'http://' + 'x' * MIB}):
            with self.subTest(short(changes)), self.assertRaises(GLib.Error) as caught:
                self.desktop.change(id, **changes)
            self.assertTrue(Gio.dbus_error_get_remote_error(caught.exception).startswith(ERROR))
        self.assertEqual(self.desktop.show(id)['uri'], self.good_address())
        self.assert_alive()

    def test_filters_that_make_no_sense(self):
        for filter in ({'ids': GLib.Variant('s', 'x')}, {'kind': 99}, {'group': 'x' * MIB},
                       {'offset': 4294967295}, {'limit': 0}, {'finished': GLib.Variant('u', 2)}):
            with self.subTest(short(filter)):
                try:
                    self.desktop.list(**filter)
                except GLib.Error as error:
                    self.assertTrue(Gio.dbus_error_get_remote_error(error).startswith(ERROR))
        self.assert_alive()

    def test_groups_that_make_no_sense(self):
        for name, behavior in (('', 0), ('x' * MIB, 0), ('g', 99)):
            with self.subTest(f'{short(name)} {behavior}'):
                self.assert_refused('InvalidArgument', self.desktop.call, 'CreateGroup',
                                    GLib.Variant('(su)', (name, behavior)))
        self.assert_alive()

    def test_a_group_keeps_its_behavior(self):
        call = lambda behavior: self.desktop.call('CreateGroup', GLib.Variant('(su)', ('g', behavior))).unpack()[0]
        self.assertEqual((call(1), call(0)), (1, 1))

    def test_wrong_signatures_and_methods(self):
        for method, parameters in (('Pause', GLib.Variant('(s)', ('x',))), ('Pause', None),
                                   ('List', GLib.Variant('(as)', ([],))), ('Sink', None),
                                   ('CreateDownloads', GLib.Variant('(a(ss))', ([('a', 'b')],)))):
            with self.subTest(method), self.assertRaises(GLib.Error) as caught:
                self.desktop.call(method, parameters)
            self.assertRegex(Gio.dbus_error_get_remote_error(caught.exception),
                             r'^org\.freedesktop\.DBus\.Error\.(InvalidArgs|UnknownMethod)$')
        self.assert_alive()

    def test_more_than_anyone_needs(self):
        try:
            ids = self.desktop.create([(self.good_address(), {'start': False})] * 2000)
            self.assertEqual(len(self.desktop.list()), 2000)
            self.desktop.command('Cancel', *ids)
        except GLib.Error as error:
            self.assertEqual(Gio.dbus_error_get_remote_error(error), ERROR + 'Limit')
        self.assert_alive()

    def test_a_caller_that_leaves_at_once(self):
        self.desktop.list()
        for _ in range(20):
            caller = self.desktop.connect()
            for method, parameters in (('Subscribe', None),
                                       ('List', GLib.Variant('(a{sv})', (dictionary({}),)))):
                caller.call(ferrytest.NAME, ferrytest.PATH, 'io.github.ferrytransfer.Ferry.Transfers1', method,
                            parameters, None, Gio.DBusCallFlags.NONE, -1, None, None)
            caller.flush_sync(None)
            caller.close_sync(None)
        self.assert_alive()


class Signals(ferrytest.TestCase):
    """What is told, and to whom."""

    rate = 500000

    def setUp(self):
        super().setUp()
        self.told = self.listen(self.desktop.bus)

    def listen(self, bus):
        """What the signals will have told this caller."""
        told = []

        def on_signal(bus, sender, path, interface, name, parameters):
            told.append((name, parameters.unpack()[0]))

        bus.signal_subscribe(ferrytest.NAME, 'io.github.ferrytransfer.Ferry.Transfers1', None,
                             ferrytest.PATH, None, Gio.DBusSignalFlags.NONE, on_signal)
        return told

    def subscribe(self):
        bus = self.desktop.connect()
        told = self.listen(bus)
        self.desktop.call('Subscribe', bus=bus)
        return bus, told

    def news(self, told, state):
        """What was told of transfers, once the state was."""
        def entries():
            return [change for name, changes in told if name == 'Changed' for change in changes]
        ferrytest.until(lambda: any(change.get('state') == state for change in entries()), 'told')
        return entries()

    def hear(self):
        while GLib.MainContext.default().iteration(False):
            pass

    def fetch(self):
        id = self.desktop.download(self.server.address('randomAccess?length=1000000&bytesPerSec=0'))
        self.desktop.wait(id, 'completed')
        ferrytest.until(lambda: not self.desktop.show(id)['bytes-per-second'], 'it is quiet')
        return id

    def test_nothing_is_told_to_who_did_not_ask(self):
        self.fetch()
        self.hear()
        self.assertEqual(self.told, [])

    def test_changes_are_told_at_most_ten_times_a_second(self):
        self.desktop.call('Subscribe')
        id = self.fetch()
        self.news(self.told, COMPLETED)
        changed = [changes for name, changes in self.told if name == 'Changed']
        self.assertLessEqual(len(changed), 35)
        self.assertGreater(len(changed), 5)
        self.assertTrue(all(change['id'] == id for changes in changed for change in changes))
        done = [change['bytes-done'] for changes in changed for change in changes if 'bytes-done' in change]
        self.assertEqual(done, sorted(done))

    def test_all_is_told_at_first_and_then_what_is_new(self):
        _, told = self.subscribe()
        id = self.fetch()
        news = self.news(told, COMPLETED)
        self.assertIn('uri', news[0])
        self.assertFalse([entry for entry in news[1:] if 'uri' in entry or 'created' in entry])
        known = {}
        for entry in news:
            known |= entry
        listed = self.desktop.show(id)
        del listed['headers']
        self.assertEqual(known, listed)

    def test_what_was_listed_is_told_too(self):
        # Who lists and who listens may be two that share a connection.
        bus, told = self.subscribe()
        id = self.desktop.download(self.server.address('randomAccess?length=1000000&bytesPerSec=0'))
        self.desktop.wait(id, 'running')
        for _ in range(20):
            self.desktop.call('List', GLib.Variant('(a{sv})', ({},)), bus=bus)
        self.desktop.command('Pause', id)
        for _ in range(20):
            self.desktop.call('List', GLib.Variant('(a{sv})', ({},)), bus=bus)
        self.news(told, PAUSED)

    def test_who_comes_later_is_told_all(self):
        self.subscribe()
        id = self.desktop.download(self.server.address('randomAccess?length=1000000&bytesPerSec=0'))
        self.desktop.wait(id, 'running')
        _, told = self.subscribe()
        self.desktop.command('Pause', id)
        self.assertEqual(len([entry for entry in self.news(told, PAUSED) if 'uri' in entry]), 1)

    def test_a_removed_transfer_is_told(self):
        id = self.fetch()
        self.desktop.call('Subscribe')
        self.desktop.command('Remove', id)
        ferrytest.until(lambda: ('Removed', [id]) in self.told, 'told')


if __name__ == '__main__':
    ferrytest.main()
