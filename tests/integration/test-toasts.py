#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The person is told when a transfer ends, and may answer.

import ferrytest

SMALL = 'randomAccess?length=1000&bytesPerSec=0'
SLOW = 'randomAccess?length=100000000&bytesPerSec=1000000'
PROGRAM = '''[Desktop Entry]
Type=Application
Name=Program
Exec=sh -c "echo \\\\"$XDG_ACTIVATION_TOKEN $0\\\\" >> {log}" %f
MimeType={types};
'''


class ToastCase(ferrytest.TestCase):
    file_manager = True

    def setUp(self):
        super().setUp()
        self.shell = ferrytest.Shell(self.desktop, self.file_manager)
        self.addCleanup(self.shell.end)

    def fetch(self, path, state, **options):
        id = self.desktop.download(self.server.address(path), **options)
        self.desktop.wait(id, state)
        return id

    def see(self, count=1):
        """The toasts, once so many are there; never more."""
        ferrytest.until(lambda: len(self.shell.notified) >= count, 'told')
        self.assertEqual(len(self.shell.notified), count)
        return self.shell.notified

    def see_one(self):
        toast, = self.see()
        return toast


class Toasts(ToastCase):
    def test_tells_success(self):
        self.fetch('fault/disposition?sample=plain', 'completed')
        toast = self.see_one()
        self.assertEqual((toast.title, toast.body), ('Download Finished', 'report.pdf'))
        self.assertEqual(list(toast.actions), ['default', 'open', 'show'])
        self.assertEqual(toast.hints['desktop-entry'], 'io.github.ferrytransfer.Ferry')

    def test_tells_of_an_upload(self):
        path = self.desktop.downloads / 'letter.txt'
        path.write_text('Dear Sir')
        self.desktop.wait(self.desktop.upload(self.server.address('upload'), path), 'completed')
        toast = self.see_one()
        self.assertEqual((toast.title, toast.body), ('Upload Finished', 'letter.txt'))
        self.assertEqual(list(toast.actions), ['default'])

    def test_tells_failure(self):
        self.fetch('fault/404', 'error')
        toast = self.see_one()
        self.assertEqual(toast.title, 'Download Failed')
        self.assertEqual(list(toast.actions), ['default', 'retry'])

    def test_tells_failure_of_an_upload(self):
        path = self.desktop.downloads / 'letter.txt'
        path.write_text('Dear Sir')
        self.desktop.wait(self.desktop.upload(self.server.address('fault/404'), path), 'error')
        toast = self.see_one()
        self.assertEqual(toast.title, 'Upload Failed')
        self.assertEqual(list(toast.actions), ['default', 'retry'])

    def test_tells_nothing_of_what_was_canceled(self):
        id = self.desktop.download(self.server.address(SLOW))
        self.desktop.wait(id, 'running')
        self.desktop.command('Cancel', id)
        self.desktop.wait(id, 'canceled')
        self.fetch('fault/404', 'error')
        self.assertEqual(self.see_one().title, 'Download Failed')

    def test_tells_nothing_when_the_caller_says_so(self):
        self.fetch(SMALL, 'completed', toast=False)
        self.fetch('fault/404', 'error')
        self.assertEqual(self.see_one().title, 'Download Failed')

    def fetch_alone(self, path, state):
        """A group of one is never part of a burst."""
        self.groups = getattr(self, 'groups', 0) + 1
        self.fetch(path, state, group=f'group {self.groups}')

    def told(self, word):
        return sum(word in toast.title for toast in self.shell.notified)

    def fetch_until_told(self):
        """A change of the settings takes its time."""
        before = self.told('Finished')

        def is_told():
            self.fetch_alone(SMALL, 'completed')
            return self.told('Finished') > before
        ferrytest.until(is_told, 'told of success')

    def test_each_kind_can_be_switched_off_at_any_time(self):
        self.desktop.change_settings(toast_success=False)
        self.fetch_alone(SMALL, 'completed')
        self.fetch_alone('fault/404', 'error')
        self.assertEqual(self.see_one().title, 'Download Failed')
        self.desktop.change_settings(toast_success=True, toast_failure=False)
        self.fetch_until_told()
        self.fetch_alone('fault/404', 'error')
        self.fetch_until_told()
        self.assertEqual(self.told('Failed'), 1)

    def test_tells_once_that_the_journal_was_set_aside(self):
        self.desktop.change_settings(toast_success=False, toast_failure=False)
        self.desktop.state_folder.mkdir(mode=0o700, parents=True)
        (self.desktop.state_folder / 'journal.sqlite').write_bytes(b'This is no journal. ' * 500)
        self.desktop.list()
        self.see()
        self.desktop.end()
        self.desktop.list()
        self.fetch('fault/404', 'error')
        aside, = self.desktop.state_folder.glob('journal.sqlite.unreadable-*')
        self.assertIn(aside.name, self.see_one().body)

    def test_tells_how_many_transfers_of_a_damaged_journal_were_saved(self):
        address = self.server.address(SMALL)
        self.desktop.create([(address, {'start': False})] * 3)
        self.desktop.end()
        journal = self.desktop.state_folder / 'journal.sqlite'
        content = journal.read_bytes()
        # Of the page of an index: 10, and only ids.
        index = next(at for at in range(4096, len(content), 4096) if content[at] == 10 and content[at + 4] == 3)
        journal.write_bytes(content[:index] + b'x' * 4096 + content[index + 4096:])
        self.assertEqual(len(self.desktop.list()), 3)
        body = self.see_one().body
        self.assertIn('3 transfers could be saved', body)
        aside = [path.name for path in self.desktop.state_folder.glob('journal.sqlite.unreadable-*')]
        self.assertIn(min(aside, key=len), body)

    def test_names_from_a_server_are_no_markup(self):
        self.fetch('fault/disposition?value=attachment;%20filename=%22%3Cb%3E%26.txt%22', 'completed')
        self.assertNotRegex(self.see_one().body, r'&(?!amp;|lt;|gt;|quot;|apos;|#)')


class Many(ToastCase):
    settings = {'max-parallel': 32, 'max-per-host': 32}

    def create(self, *paths, **options):
        ids = self.desktop.create([(self.server.address(path), options) for path in paths])
        for id in ids:
            self.desktop.wait(id, 'completed', 'error')
        return ids

    def test_a_burst_is_told_as_a_number(self):
        ids = self.create(*[SMALL] * 12)
        ferrytest.until(lambda: [toast.body for toast in self.shell.toasts.values()] ==
                        ['12 downloads have finished'], 'one summary')
        self.shell.choose(self.shell.notified[-1], 'default')
        ferrytest.until(lambda: self.shell.activated, 'the window was asked')
        kind, shown = self.shell.activated[0][1][0]
        self.assertEqual((kind, sorted(shown)), ('download', sorted(ids)))

    def test_a_burst_with_failures_can_be_tried_again(self):
        self.create(*[SMALL] * 5, 'fault/404')
        ferrytest.until(lambda: [toast.body for toast in self.shell.toasts.values()] ==
                        ['1 of 6 downloads failed'], 'one summary')
        self.assertEqual(list(self.shell.notified[-1].actions), ['default', 'retry'])
        self.shell.choose(self.shell.notified[-1], 'retry')
        self.server.wait_answers('fault/404', 2)
        toast, = ferrytest.until(lambda: list(self.shell.toasts.values()), 'told again')
        # Where all of it took long it is a burst of its own.
        self.assertTrue(toast.title == 'Download Failed' or toast.body == '1 of 6 downloads failed', toast.body)

    def test_what_nobody_wants_to_know_is_not_in_the_number(self):
        self.desktop.change_settings(toast_failure=False)
        self.create(*[SMALL] * 5, 'fault/404')
        ferrytest.until(lambda: any(toast.body == '5 downloads have finished' for toast in self.shell.toasts.values()),
                        'the summary')

    def test_a_group_is_told_once_when_all_have_ended(self):
        self.create(SMALL, SMALL, SMALL, group='all')
        toast = self.see_one()
        self.assertEqual((toast.title, toast.body), ('Downloads Finished', '3 downloads have finished'))
        self.assertEqual(list(toast.actions), ['default', 'show'])

    def test_one_that_fails_makes_a_group_fail(self):
        ids = self.create(SMALL, 'fault/404', SMALL, group='all')
        toast = self.see_one()
        self.assertEqual((toast.title, toast.body), ('Downloads Failed', '1 of 3 downloads failed'))
        self.shell.choose(toast, 'retry')
        self.see(2)
        self.server.wait_answers('fault/404', 2)
        self.assertEqual(self.desktop.state(ids[0]), 'completed')

    def test_a_group_that_was_canceled_in_part_is_told_without_that(self):
        slow, = self.desktop.create([(self.server.address(SLOW), {'group': 'all'})])
        self.desktop.wait(slow, 'running')
        ids = self.desktop.create([(self.server.address('notifications?delay=1'), {'group': 'all'})] * 2)
        self.desktop.command('Cancel', slow)
        for id in ids:
            self.desktop.wait(id, 'completed')
        self.assertEqual(self.see_one().body, '2 downloads have finished')

    def test_uploads_and_downloads_have_words_of_their_own(self):
        path = self.desktop.downloads / 'letter.txt'
        path.write_text('Dear Sir')
        self.desktop.create([(self.server.address('upload'), {'file': str(path), 'group': 'up'})] * 2, 'CreateUploads')
        self.assertEqual(self.see_one().title, 'Uploads Finished')
        self.desktop.create([(self.server.address('upload'), {'file': str(path), 'group': 'both'})], 'CreateUploads')
        self.desktop.create([(self.server.address(SMALL), {'group': 'both'})])
        ferrytest.until(lambda: self.shell.notified[-1].title == 'Transfers Finished', 'the other words')


class Answers(ToastCase):
    def test_a_click_opens_the_window_at_the_row(self):
        id = self.fetch(SMALL, 'completed')
        self.shell.choose(self.see_one(), 'default', 'token-of-the-click')
        ferrytest.until(lambda: self.shell.activated, 'the window was asked')
        (name, (parameter,), platform), = self.shell.activated
        self.assertEqual((name, parameter), ('show-transfers', ('download', [id])))
        self.assertEqual(platform['activation-token'], 'token-of-the-click')
        self.assertEqual(platform['desktop-startup-id'], 'token-of-the-click')

    def test_a_click_on_an_upload_means_the_other_page(self):
        path = self.desktop.downloads / 'letter.txt'
        path.write_text('Dear Sir')
        id = self.desktop.upload(self.server.address('upload'), path)
        self.shell.choose(self.see_one(), 'default')
        ferrytest.until(lambda: self.shell.activated, 'the window was asked')
        self.assertEqual(self.shell.activated[0][1], [('upload', [id])])

    def test_files_are_shown_where_they_are(self):
        file = self.desktop.show(self.fetch(SMALL, 'completed', name='a b.txt'))['file']
        self.shell.choose(self.see_one(), 'show')
        ferrytest.until(lambda: self.shell.shown, 'the file manager was asked')
        self.assertEqual(self.shell.shown, [(['file://' + file.replace(' ', '%20')], 'token')])

    def test_a_retry_tries_again(self):
        id = self.fetch('fault/404', 'error')
        first = self.see_one()
        self.shell.choose(first, 'retry')
        self.assertEqual(self.see(2)[1].body, first.body)
        self.assertEqual(self.desktop.state(id), 'error')

    def test_a_retry_says_why_it_is_none(self):
        id = self.fetch('fault/404', 'error')
        first = self.see_one()
        self.desktop.command('Remove', id)
        self.shell.choose(first, 'retry')
        toast = self.see(2)[1]
        self.assertEqual((toast.title, toast.body), ('Not Everything Can Be Tried Again', 'It is no longer in the list'))
        self.assertEqual(list(toast.actions), ['default'])

    def test_a_retry_tries_each_again_that_can_be(self):
        ids = [self.desktop.download(self.server.address(path), group='all') for path in ('fault/404', 'fault/404', SMALL)]
        for id in ids:
            self.desktop.wait(id, 'completed', 'error')
        toast = ferrytest.until(lambda: next((toast for toast in self.shell.notified if '2 of 3' in toast.body), None),
                                'told of the group')
        self.desktop.command('Remove', ids[0])
        self.shell.choose(toast, 'retry')
        self.server.wait_answers('fault/404', 3)
        self.desktop.wait(ids[1], 'error')

    def test_an_answer_that_comes_too_late_does_no_harm(self):
        ids = [self.fetch(SMALL, 'completed'), self.fetch('fault/404', 'error')]
        toasts = self.see(2)
        self.desktop.command('Remove', *ids)
        for toast in toasts:
            for action in toast.actions:
                self.shell.choose(toast, action)
        self.assert_alive()
        self.assertEqual(self.shell.shown, [])

    def test_the_service_waits_for_an_answer(self):
        self.desktop.change_settings(idle_timeout=1)
        self.fetch(SMALL, 'completed')
        toast = self.see_one()
        self.wait_for_an_idle_service()
        self.assertTrue(self.desktop.is_running())
        self.shell.choose(toast, 'default')
        ferrytest.until(lambda: self.shell.activated, 'the window was asked')
        ferrytest.until(lambda: not self.desktop.is_running(), 'it has gone')


class Programs(ToastCase):
    file_manager = False

    def setUp(self):
        super().setUp()
        self.log = self.desktop.root / 'programs.log'
        folder = self.desktop.folder('data/applications')
        (folder / 'program.desktop').write_text(PROGRAM.format(log=self.log, types='text/plain;inode/directory'))
        (folder / 'mimeapps.list').write_text('[Default Applications]\n'
                                              'text/plain=program.desktop\ninode/directory=program.desktop\n')

    def launched(self):
        return ferrytest.until(lambda: self.log.exists() and self.log.read_text(), 'a program was started')

    def test_a_file_is_opened_by_its_program(self):
        file = self.desktop.show(self.fetch(SMALL, 'completed', name='a.txt'))['file']
        self.shell.choose(self.see_one(), 'open')
        self.assertEqual(self.launched(), f'token {file}\n')

    def test_a_file_that_no_program_opens_is_shown_in_its_folder(self):
        self.fetch(SMALL, 'completed', name='a.ferry-test')
        self.shell.choose(self.see_one(), 'open')
        self.assertEqual(self.launched(), f'token {self.desktop.downloads}\n')

    def test_without_a_file_manager_that_selects_the_folder_is_opened(self):
        self.fetch(SMALL, 'completed')
        self.shell.choose(self.see_one(), 'show')
        self.assertEqual(self.launched(), f'token {self.desktop.downloads}\n')


class NoToasts(ferrytest.TestCase):
    def test_nobody_shows_them_and_nothing_breaks(self):
        id = self.desktop.download(self.server.address('fault/404'))
        self.desktop.wait(id, 'error')
        self.assert_alive()


if __name__ == '__main__':
    ferrytest.main()
