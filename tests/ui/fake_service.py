# SPDX-License-Identifier: GPL-3.0-or-later
"""A service that speaks the contract of data/dbus and moves no bytes.

It knows what a test puts into it, does what a command says without asking
whether that makes sense, and remembers the commands.
"""

import pathlib
import uuid

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

NAME = 'io.github.ferrytransfer.Ferry.Service'
PATH = '/io/github/ferrytransfer/Ferry/Service'
INTERFACE = 'io.github.ferrytransfer.Ferry.Transfers1'
IDLE, RUNNING, PAUSED, COMPLETED, CANCELED, FAILED = 0, 1, 2, 5, 6, 7
DOWNLOAD, UPLOAD = 0, 1
AFTER = {'Start': RUNNING, 'Pause': PAUSED, 'Resume': RUNNING, 'Cancel': CANCELED, 'Retry': RUNNING}
# What a transfer is before anything happened to it, with its types on the bus.
BLANK = {
    'id': ('s', ''), 'app-id': ('s', ''), 'kind': ('u', 0), 'uri': ('s', ''), 'actual-uri': ('s', ''),
    'file': ('s', ''), 'name': ('s', ''), 'part-file': ('s', ''), 'method': ('s', 'GET'), 'state': ('u', IDLE),
    'started': ('b', True), 'priority': ('u', 0), 'cost': ('u', 0), 'group': ('s', ''),
    'behavior': ('u', 0), 'bytes-done': ('t', 0), 'bytes-total': ('x', -1), 'bytes-per-second': ('t', 0),
    'rate-limit': ('t', 0), 'status-code': ('u', 0), 'headers': ('a(ss)', []), 'resumable': ('b', False),
    'restarts': ('u', 0), 'responses': ('u', 0), 'attempts': ('u', 0), 'retry-at': ('x', 0),
    'error-domain': ('s', ''), 'error-code': ('u', 0), 'error-message': ('s', ''),
    'created': ('x', 0), 'finished': ('x', 0), 'protocol': ('u', 0), 'answer-file': ('s', ''),
    'bytes-received': ('t', 0), 'bytes-to-receive': ('x', -1),
}


def pack(facts):
    return {key: GLib.Variant(BLANK[key][0], value) for key, value in facts.items()}


class FakeService:
    """Owns the name of the service as long as it lives."""

    def __init__(self, contract):
        self.transfers = {}
        self.calls = []
        self.refusal = None
        self.is_deaf = False
        self.slow_method = None
        self.unanswered = []
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        node = Gio.DBusNodeInfo.new_for_xml(pathlib.Path(contract).read_text())
        self.bus.register_object(PATH, node.interfaces[0], self._called, self._asked, None)
        self.owner = Gio.bus_own_name_on_connection(self.bus, NAME, 0, None, None)

    def add(self, uri, **facts):
        """Another transfer; the facts with _ for -."""
        guid = str(uuid.uuid4())
        transfer = {key: value for key, (_, value) in BLANK.items()}
        transfer.update({'id': guid, 'uri': uri, 'created': 1 + len(self.transfers)})
        transfer.update({key.replace('_', '-'): value for key, value in facts.items()})
        self.transfers[guid] = transfer
        self._emit('Changed', GLib.Variant('(aa{sv})', ([pack(transfer)],)))
        return guid

    def change(self, guid, **facts):
        """What has become different, told to whoever listens."""
        changed = {key.replace('_', '-'): value for key, value in facts.items()}
        self.transfers[guid].update(changed)
        self._emit('Changed', GLib.Variant('(aa{sv})', ([pack({'id': guid, **changed})],)))

    def remove(self, guid):
        del self.transfers[guid]
        self._emit('Removed', GLib.Variant('(as)', ([guid],)))

    def _emit(self, signal, parameters):
        self.bus.emit_signal(None, PATH, INTERFACE, signal, parameters)

    def _asked(self, bus, sender, path, interface, name):
        return GLib.Variant('s', '0')

    def _called(self, bus, sender, path, interface, method, parameters, invocation):
        arguments = parameters.unpack()
        if method == 'SetAppId':
            invocation.return_value(None)
            return
        self.calls.append((method, *arguments))
        if self.is_deaf and method == 'List':
            invocation.return_dbus_error('org.freedesktop.DBus.Error.ServiceUnknown', 'Nobody is there')
            return
        if self.refusal is not None and method not in ('List', 'Subscribe', 'Unsubscribe'):
            invocation.return_dbus_error('io.github.ferrytransfer.Ferry.Error.NotFound', self.refusal)
            return
        if method == self.slow_method:
            self.unanswered.append((invocation, method, arguments))
            return
        invocation.return_value(self._answer(method, arguments))

    def catch_up(self):
        """Answers what the slow method was asked."""
        self.slow_method = None
        while self.unanswered:
            invocation, method, arguments = self.unanswered.pop(0)
            invocation.return_value(self._answer(method, arguments))

    def _answer(self, method, arguments):
        if method == 'List':
            first = arguments[0].get('offset', 0)
            end = first + (arguments[0].get('limit', 0) or len(self.transfers))
            listed = list(self.transfers.values())[first:end]
            return GLib.Variant('(aa{sv})', ([pack(transfer) for transfer in listed],))
        if method == 'CreateDownloads':
            guids = [self.add(uri, state=RUNNING if options.get('start') else IDLE,
                              priority=options.get('priority', 0), name=options.get('name', ''), group=options.get('group', ''))
                     for uri, options in arguments[0]]
            return GLib.Variant('(as)', (guids,))
        if method == 'CreateUploads':
            guids = [self.add(uri, kind=UPLOAD, state=RUNNING if options.get('start') else IDLE,
                              file=options['file'] if 'file' in options else options['parts'][0]['file'])
                     for uri, options in arguments[0]]
            return GLib.Variant('(as)', (guids,))
        if method == 'CreateGroup':
            return GLib.Variant('(u)', arguments[1:])
        if method == 'Remove':
            for guid in arguments[0]:
                self.remove(guid)
        for guid in arguments[0] if method in AFTER else ():
            self.change(guid, state=AFTER[method], started=True)
        return None
