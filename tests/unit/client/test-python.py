#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The library from Python: the example program against a service that is
# played, and what introspection must have got right.

import os
import sys
import tempfile
import unittest

import gi

gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, Gio, GLib

HERE = os.path.dirname(os.path.abspath(__file__))
XML = os.path.join(HERE, '../../../data/dbus/io.github.ferrytransfer.Ferry.Transfers1.xml')
NAME = 'io.github.ferrytransfer.Ferry.Service'
PATH = '/io/github/ferrytransfer/Ferry/Service'


class Service:
    """Writes the address into the file, and calls that a download."""

    def __init__(self, connection):
        with open(XML, encoding='utf-8') as xml:
            self.interface = Gio.DBusNodeInfo.new_for_xml(xml.read()).interfaces[0]
        self.transfers = []
        connection.register_object(PATH, self.interface, self.on_call, None, None)
        connection.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus',
                             'org.freedesktop.DBus', 'RequestName',
                             GLib.Variant('(su)', (NAME, 0)), None, 0, -1, None)

    def on_call(self, connection, sender, path, interface, method, parameters, invocation):
        invocation.return_value(getattr(self, method)(*parameters.unpack()))
        if method == 'CreateDownloads':
            connection.emit_signal(None, path, interface, 'Changed',
                                   GLib.Variant('(aa{sv})', (self.transfers,)))

    def Subscribe(self):
        return None

    Unsubscribe = Subscribe

    def CreateDownloads(self, downloads):
        for uri, options in downloads:
            with open(options['file'], 'w', encoding='utf-8') as file:
                file.write(uri)
            self.transfers.append({
                'id': GLib.Variant('s', GLib.uuid_string_random()),
                'uri': GLib.Variant('s', uri),
                'file': GLib.Variant('s', options['file']),
                'state': GLib.Variant('u', Ferry.TransferState.COMPLETED),
            })
        return GLib.Variant('(as)', ([self.transfers[-1]['id'].unpack()],))


class TestPython(unittest.TestCase):
    def test_example_downloads_a_file(self):
        bus = Gio.TestDBus.new(Gio.TestDBusFlags.NONE)
        bus.up()
        self.addCleanup(bus.stop)
        connection = Gio.DBusConnection.new_for_address_sync(
            bus.get_bus_address(),
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        service = Service(connection)
        loop = GLib.MainLoop()
        answers = []

        def on_exit(process, result):
            answers.append(process.communicate_utf8_finish(result))
            loop.quit()

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'file')
            process = Gio.Subprocess.new(
                [sys.executable, os.path.join(HERE, 'download.py'), 'http://localhost/', path],
                Gio.SubprocessFlags.STDOUT_PIPE)
            process.communicate_utf8_async(None, None, on_exit)
            loop.run()
            self.assertEqual(process.get_exit_status(), 0)
            self.assertEqual(answers[0].stdout_buf, path + '\n')
            with open(path, encoding='utf-8') as file:
                self.assertEqual(file.read(), 'http://localhost/')
        self.assertEqual(len(service.transfers), 1)
        connection.close_sync()

    def test_words_have_their_numbers(self):
        self.assertEqual(int(Ferry.TransferState.PAUSED_SYSTEM_POLICY), 32)
        self.assertEqual(int(Ferry.WebErrorStatus.NOT_FOUND), 404)
        self.assertEqual(Ferry.enum_to_nick(Ferry.CostPolicy, Ferry.CostPolicy.ALWAYS), 'always')

    def test_an_operation_says_what_can_be_done_to_it(self):
        new = Ferry.DownloadOperation()
        self.assertFalse(new.props.started)
        can = [action for action in ('START', 'PAUSE', 'RESUME', 'CANCEL', 'RETRY', 'REMOVE')
               if new.can(getattr(Ferry.TransferAction, action))]
        self.assertEqual(can, ['START', 'CANCEL'])

    def test_list_is_a_list_model(self):
        operations = Ferry.Operations()
        self.assertIsInstance(operations, Gio.ListModel)
        self.assertEqual(operations.get_item_type(), Ferry.TransferOperation.__gtype__)

    def test_properties_can_be_bound(self):
        names = [p.name for p in Ferry.DownloadOperation.list_properties()]
        for name in ('guid', 'state', 'fraction', 'bytes-received', 'total-bytes', 'error'):
            self.assertIn(name, names)


if __name__ == '__main__':
    unittest.main()
