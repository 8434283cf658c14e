#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The service in a sandbox as Flatpak makes them: of the person's folders it has
# Downloads, and empty ones of its own in place of all others.

import shlex
import subprocess
import unittest

from gi.repository import Gio, GLib

import ferrytest

HOME = '/people/anna'
DOWNLOADS = f'{HOME}/Downloads'
SYSTEM = ('bwrap', '--tmpfs', '/', '--ro-bind', '/usr', '/usr', '--ro-bind', '/etc', '/etc',
          '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64',
          '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp')

# What GLib asks for itself belongs to it.
PORTAL = '''<node>
  <interface name="org.freedesktop.portal.Background">
    <method name="RequestBackground">
      <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
    </method>
    <method name="SetStatus"><arg type="a{sv}" direction="in"/></method>
  </interface>
  <interface name="org.freedesktop.portal.ProxyResolver">
    <method name="Lookup"><arg type="s" direction="in"/><arg type="as" direction="out"/></method>
  </interface>
</node>'''
ANSWERS = {'RequestBackground': GLib.Variant('(o)', ('/request',)), 'SetStatus': None,
           'Lookup': GLib.Variant('(as)', (['direct://'],))}


class Sandbox(ferrytest.Desktop):
    def inside(self):
        (self.root / 'info').write_text('[Application]\nname=io.github.ferrytransfer.Ferry\n')
        return shlex.join([*SYSTEM, '--ro-bind', str(ferrytest.BUILD), str(ferrytest.BUILD),
                           '--bind', str(self.root), str(self.root), '--bind', str(self.downloads), DOWNLOADS,
                           '--ro-bind', str(self.root / 'info'), '/.flatpak-info'])


def has_sandboxes():
    try:
        return subprocess.run([*SYSTEM, 'true'], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@unittest.skipUnless(has_sandboxes(), 'bwrap makes no sandboxes here')
class SandboxTest(ferrytest.TestCase):
    desktop_class = Sandbox
    settings = {'download_folder': DOWNLOADS}

    def setUp(self):
        super().setUp()
        self.small = self.server.address('randomAccess?length=1000&bytesPerSec=0')
        self.slow = self.server.address('randomAccess?length=100000000&bytesPerSec=100000')

    def assert_fails(self, word, **options):
        id = self.desktop.download(self.small, **options)
        transfer = self.desktop.wait(id, 'error')
        self.assertIn(word, transfer['error-message'])

    def test_saves_where_the_person_finds_it(self):
        transfer = self.desktop.wait(self.desktop.download(self.small), 'completed')
        self.assertEqual(transfer['file'], f'{DOWNLOADS}/randomAccess')
        self.assertEqual((self.desktop.downloads / 'randomAccess').stat().st_size, 1000)
        self.assert_no_leftovers()

    def test_saves_nothing_where_it_would_be_lost(self):
        for folder in (HOME, f'{HOME}/Documents', '/tmp', '/srv/images', '/var/tmp'):
            self.assert_fails('sandbox', folder=folder)
        self.assert_fails('does not exist', folder=f'{DOWNLOADS}/films')

    def test_says_that_a_file_is_out_of_reach(self):
        error = self.assert_refused('AccessDenied', self.desktop.upload, self.server.address('upload/'),
                                    f'{HOME}/Documents/letter')
        self.assertIn('sandbox', error.message)
        self.assert_refused('NotFound', self.desktop.upload, self.server.address('upload/'), f'{DOWNLOADS}/letter')

    def test_tells_everybody_what_changes(self):
        """The proxy of a sandbox lets no signal out that is for one caller."""
        heard = []
        listener = self.desktop.connect()
        listener.signal_subscribe(None, ferrytest.INTERFACE, 'Changed', None, None, Gio.DBusSignalFlags.NONE,
                                  lambda *signal: heard.append(signal[-1]))
        self.desktop.call('Subscribe')
        self.desktop.wait(self.desktop.download(self.small), 'completed')
        ferrytest.until(lambda: heard, 'the signal')

    def test_asks_the_portal_to_go_on_after_log_in(self):
        calls = []

        def on_call(bus, sender, path, interface, method, parameters, invocation):
            calls.append((method, parameters.unpack()[-1]))
            invocation.return_value(ANSWERS[method])
            if method == 'RequestBackground':
                request = '/'.join(('/org/freedesktop/portal/desktop/request', sender[1:].replace('.', '_'),
                                    calls[-1][1]['handle_token']))
                portal.emit_signal(None, request, 'org.freedesktop.portal.Request', 'Response',
                                   GLib.Variant('(ua{sv})', (0, {})))

        def wait_for(method, condition):
            ferrytest.until(lambda: any(name == method and condition(options) for name, options in calls), method)

        portal = self.desktop.connect()
        for interface in Gio.DBusNodeInfo.new_for_xml(PORTAL).interfaces:
            portal.register_object('/org/freedesktop/portal/desktop', interface, on_call, None, None)
        Gio.bus_own_name_on_connection(portal, 'org.freedesktop.portal.Desktop', Gio.BusNameOwnerFlags.NONE)
        ferrytest.until(lambda: self.desktop.ask_bus('NameHasOwner', 'org.freedesktop.portal.Desktop'), 'the portal')
        id = self.desktop.download(self.slow)
        wait_for('RequestBackground', lambda options: options['autostart'])
        wait_for('SetStatus', lambda options: options['message'].startswith('1 '))
        calls.clear()
        self.desktop.kill()
        self.desktop.wait(id, 'running')
        wait_for('RequestBackground', lambda options: options['autostart'])
        self.desktop.command('Cancel', id)
        wait_for('RequestBackground', lambda options: not options['autostart'])


if __name__ == '__main__':
    ferrytest.main()
