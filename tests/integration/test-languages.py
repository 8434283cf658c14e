#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What is said in the languages of persons, and what is not: the service and the
# command line with a locale of their own and the translations of the build.

import subprocess

import ferrytest
from ferrytest import ALWAYS, BUILD, ROOT, needs
from gi.repository import GLib

# A program that knows nothing of Ferry's translations.
FOREIGN = '''
import gi, locale
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, Gio, GLib

locale.setlocale(locale.LC_ALL, '')
loop = GLib.MainLoop()

def on_created(uploader, result):
    try:
        uploader.create_upload_finish(result)
    except GLib.Error as error:
        print(error.message)
    loop.quit()

elsewhere = Gio.File.new_for_uri('resource:///file')
Ferry.BackgroundUploader().create_upload_async('http://example.org/', elsewhere, None, on_created)
loop.run()
'''
LANGUAGES = (ROOT / 'po/LINGUAS').read_text().split()


@needs('localedef')
class Languages(ferrytest.CommandLineCase):
    def setUp(self):
        super().setUp()
        self.speak({
            'LC_ALL': 'de_DE.UTF-8',
            'LOCPATH': str(self.make_locale('de_DE')),
            'LD_PRELOAD': str(BUILD / 'tests/integration/ferry-test-words.so'),
            'FERRY_TEST_LOCALEDIR': str(BUILD / 'po'),
            'ASAN_OPTIONS': self.desktop.environment.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0',
        })

    def make_locale(self, name):
        folder = self.desktop.folder('locales')
        result = subprocess.run(['localedef', '-i', name, '-f', 'UTF-8', folder / f'{name}.UTF-8'],
                                capture_output=True, text=True)
        if result.returncode != 0:
            self.skipTest(f'the locale {name} can not be made: {result.stderr}')
        return folder

    def speak(self, variables):
        """To programs that are started from now on, the service among them."""
        self.desktop.environment |= variables
        self.desktop.bus.call_sync(
            'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
            'UpdateActivationEnvironment', GLib.Variant('(a{ss})', (variables,)), None, 0, -1, None)

    def missing(self):
        return self.server.address('fault/404')

    def test_the_service_says_in_german_what_went_wrong(self):
        transfer = self.desktop.wait(self.desktop.download(self.missing()), 'error')
        self.assertEqual(transfer['error-message'], 'Der Server sagt, dass es die Datei nicht gibt (404)')

    def test_the_service_refuses_in_german(self):
        error = self.assert_refused('InvalidArgument', self.desktop.download, 'gopher://example.org/')
        self.assertIn('Adressen der Art »gopher:« werden nicht unterstützt', error.message)

    def test_ferryctl_speaks_german(self):
        self.assertIn('Aufruf:', self.ctl('--help').stdout)
        answer = self.ctl('get', self.missing(), status=1)
        self.assertIn('Der Server sagt, dass es die Datei nicht gibt (404)', answer.stderr)

    def test_sizes_and_shares_are_written_as_in_germany(self):
        address = self.server.address('randomAccess?length=1234567&bytesPerSec=0')
        self.assertIn('gespeichert (1,2\xa0MB)', self.ctl('get', address).stdout)
        self.assertIn('100\xa0%', self.ctl('list', '--all').stdout)

    def test_the_library_speaks_german_in_any_program(self):
        answer = self.desktop.python(FOREIGN)
        self.assertEqual(answer.stdout, 'Nur Dateien auf diesem Rechner können hochgeladen werden\n', answer.stderr)

    def test_what_a_script_reads_is_the_same_in_every_language(self):
        *_, end = self.objects('get', self.missing(), status=1)
        self.assertLessEqual(ALWAYS, end.keys())
        self.assertEqual((end['kind'], end['state'], end['error_code'], end['http_status'], end['priority']),
                         ('download', 'error', 'not-found', 404, 'default'))

    def test_every_language_has_its_own_help(self):
        helps = set()
        for language in LANGUAGES:
            self.speak({'LANGUAGE': language})
            helps.add(self.ctl('--help').stdout)
        self.speak({'LANGUAGE': 'en'})
        self.assertEqual(len(helps | {self.ctl('--help').stdout}), len(LANGUAGES) + 1)


if __name__ == '__main__':
    ferrytest.main()
