#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each transfer has the app id of who made it, by whatever way; and what one
# program calls a group is not the group of another.

import contextlib
import sqlite3

import ferrytest
from ferrytest import SERIALIZED

PARALLEL = 0

# Makes a group and a download in it; tells how the group behaves and who is in it.
PROGRAM = '''#!/usr/bin/python3
import gi, sys
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, Gio, GLib

address, name, behavior, *app_id = sys.argv[1:]
application = Gio.Application(application_id=app_id[0]) if app_id else None
loop = GLib.MainLoop()

def on_group(source, result):
    downloader.set_transfer_group(Ferry.TransferGroup.create_finish(result))
    downloader.create_download_async(address, None, None, on_download)

def on_download(source, result):
    global download
    download = downloader.create_download_finish(result)
    group = downloader.get_transfer_group()
    print(download.get_guid(), int(group.get_behavior()))
    Ferry.BackgroundDownloader.get_current_downloads_for_transfer_group_async(group, None, on_members)

def on_members(source, result):
    members = Ferry.BackgroundDownloader.get_current_downloads_for_transfer_group_finish(result)
    print(*(member.get_guid() for member in members))
    loop.quit()

downloader = Ferry.BackgroundDownloader()
Ferry.TransferGroup.create_async(name, Ferry.TransferBehavior(int(behavior)), None, on_group)
loop.run()
'''


class AppIds(ferrytest.CommandLineCase):
    def address(self):
        return self.server.address('randomAccess?length=1000&bytesPerSec=0')

    def run_program(self, name, group='album', behavior=PARALLEL, app_id=None):
        """The id of its download, how its group behaves and the ids of those in it."""
        path = self.desktop.root / name
        path.write_text(PROGRAM)
        path.chmod(0o755)
        command = [str(path), self.address(), group, str(behavior)] + ([app_id] if app_id else [])
        answer = self.desktop.introspect(command, 60)
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        id, behavior, *members = answer.stdout.split()
        return id, int(behavior), members

    def rows(self, columns, table):
        """Of the journal, which the service has closed."""
        self.desktop.end()
        with contextlib.closing(sqlite3.connect(self.desktop.state_folder / 'journal.sqlite')) as journal:
            return set(journal.execute(f'SELECT {columns} FROM {table}'))

    def assert_app_ids(self, wanted):
        """By id: told on the bus, kept in the journal, told by a new service, shown by ferryctl."""
        told = lambda: {transfer['id']: transfer['app-id'] for transfer in self.desktop.list()}
        self.assertEqual(told(), wanted)
        self.assertEqual(self.rows('id, app_id', 'transfer'), set(wanted.items()))
        self.assertEqual(told(), wanted)
        for id, app_id in wanted.items():
            self.assertEqual(self.objects('show', id)[0]['app'], app_id)

    def test_of_ferryctl_is_its_name(self):
        path = self.desktop.root / 'letter'
        path.write_text('Ahoy')
        got, = self.objects('get', '--detach', self.address())
        put, = self.objects('put', '--detach', path, self.server.address('upload'))
        self.assert_app_ids({got['id']: 'ferryctl', put['id']: 'ferryctl'})

    def test_of_an_application_is_its_own(self):
        id, _, _ = self.run_program('harbor', app_id='org.example.Harbor')
        self.assert_app_ids({id: 'org.example.Harbor'})

    def test_of_another_program_is_its_name(self):
        id, _, _ = self.run_program('harbor')
        self.assert_app_ids({id: 'harbor'})

    def test_groups_of_two_programs_do_not_mix(self):
        first, first_behavior, first_members = self.run_program('harbor', behavior=SERIALIZED)
        second, second_behavior, second_members = self.run_program('lighthouse', behavior=PARALLEL)
        self.assertEqual((first_behavior, first_members), (SERIALIZED, [first]))
        self.assertEqual((second_behavior, second_members), (PARALLEL, [second]))
        # Nor is it a group of ferryctl's, until that makes one.
        got, = self.objects('get', '--detach', '--group=album', self.address())
        # The same program finds its group again, as it was made.
        third, third_behavior, third_members = self.run_program('harbor', behavior=PARALLEL)
        self.assertEqual((third_behavior, set(third_members)), (SERIALIZED, {first, third}))
        self.assert_app_ids({first: 'harbor', second: 'lighthouse', got['id']: 'ferryctl', third: 'harbor'})
        self.assertEqual(self.rows('app_id, name, behavior', 'transfer_group'),
                         {('harbor', 'album', SERIALIZED), ('lighthouse', 'album', PARALLEL), ('ferryctl', 'album', PARALLEL)})


if __name__ == '__main__':
    ferrytest.main()
