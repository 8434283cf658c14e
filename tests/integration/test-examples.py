#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The examples of the library's documentation: each is built as its readers would
# build it, against what is installed, and does what it says.

import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile

import ferrytest
from ferrytest import BUILD, MB, ROOT, pattern

EXAMPLES = ROOT / 'data/docs/examples'
KINDS = ('download', 'follow', 'upload')
# Loading a library with the sanitizers in it takes its time.
PATIENCE = 60


def run(*command, **options):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=PATIENCE, **options)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout


class Installation:
    """What `meson install` makes of the build, in a folder of its own."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='ferry.')
        self.root = pathlib.Path(self.folder.name)
        run('meson', 'install', '--no-rebuild', '--destdir', self.root, '-C', BUILD)

    def find(self, name):
        return next(self.root.rglob(name))

    def flags(self):
        """Ours lie below the root, those of the system do not."""
        here = os.environ | {'PKG_CONFIG_SYSROOT_DIR': str(self.root),
                             'PKG_CONFIG_PATH': str(self.find('ferry-1.pc').parent)}
        ours = run('pkg-config', '--cflags', '--libs', 'ferry-1', env=here)
        return shlex.split(ours + run('pkg-config', '--cflags', '--libs', 'gio-2.0'))

    def build(self, path):
        program = self.root / path.name.replace('.', '-')
        if path.suffix == '.c':
            run('cc', '-Wall', '-Werror', path, '-o', program, *self.flags())
        else:
            flags = [word for flag in self.flags() for word in ('-X', flag)]
            run('valac', '--vapidir', self.find('Ferry-1.0.vapi').parent, '--pkg', 'Ferry-1.0',
                *flags, path, '-o', program)
        return program


def setUpModule():
    global installation
    installation = Installation()


def tearDownModule():
    installation.folder.cleanup()


def command(path):
    """What runs an example, which is built if it must be; it prints a line at once."""
    interpreters = {'.py': ['/usr/bin/python3', '-u'], '.js': ['gjs', '-m']}
    if path.suffix in interpreters:
        return [*interpreters[path.suffix], str(path)]
    return [str(installation.build(path))]


def examples(kind):
    return sorted(EXAMPLES.glob(f'{kind}.*'))


@ferrytest.needs('gjs', 'valac')
class Examples(ferrytest.TestCase):
    def run_example(self, path, *arguments):
        answer = self.desktop.introspect([*command(path), *map(str, arguments)], PATIENCE)
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        return answer.stdout

    def assert_complains(self, words, path, *arguments):
        answer = self.desktop.introspect([*command(path), *map(str, arguments)], PATIENCE)
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn(words, answer.stderr)

    def letter(self):
        path = self.desktop.root / 'letter.txt'
        path.write_text('Ahoy')
        return path

    def test_there_is_one_of_each_kind_in_each_language(self):
        found = {path.name for path in EXAMPLES.iterdir()}
        expected = {f'{kind}.{language}' for kind in KINDS for language in ('c', 'js', 'py')}
        self.assertEqual(found, expected | {'download.vala'})

    def test_a_file_is_downloaded(self):
        address = self.server.address(f'randomAccess?length={MB}&bytesPerSec=0')
        for path in examples('download'):
            with self.subTest(path.name):
                self.assert_file(self.run_example(path, address).strip(), pattern(MB))

    def test_what_went_wrong_with_a_download_is_said(self):
        for path in examples('download'):
            with self.subTest(path.name):
                self.assert_complains('404', path, self.server.address('fault/404'))
                self.assert_complains('not an address', path, 'nonsense')

    def test_a_file_is_uploaded_and_the_answer_read(self):
        for path in examples('upload'):
            with self.subTest(path.name):
                answer = self.run_example(path, self.server.address('upload'), self.letter())
                self.assertEqual(json.loads(answer)['files'][0]['name'], 'letter.txt')

    def test_what_went_wrong_with_an_upload_is_said(self):
        for path in examples('upload'):
            with self.subTest(path.name):
                self.assert_complains('405', path, self.server.address('fault/404'), self.letter())
                self.assert_complains('no-letter.txt', path, self.server.address('upload'), 'no-letter.txt')

    def test_what_an_earlier_program_began_is_followed_to_its_end(self):
        address = self.server.address(f'randomAccess?length={MB}&bytesPerSec=0')
        for path in examples('follow'):
            with self.subTest(path.name):
                slow = self.desktop.download(address, rate_limit=10000)
                missing = self.desktop.download(self.server.address('fault/404'), start=False)
                follower = subprocess.Popen(command(path), env=self.desktop.with_library(), text=True,
                                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                first = follower.stdout.readline()
                self.desktop.change(slow, rate_limit=0)
                self.desktop.command('Start', missing)
                rest, errors = follower.communicate(timeout=PATIENCE)
                self.assertEqual((follower.returncode, errors), (0, ''))
                self.assertRegex(first, re.escape(address) + r': \d+ of \d+ bytes')
                self.assertIn(f'{address}: completed\n', rest)
                self.assertRegex(rest, 'fault/404: .*404')


if __name__ == '__main__':
    ferrytest.main()
