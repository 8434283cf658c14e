#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The library from Python: the very lines that README shows.

import pathlib
import re
import subprocess

import ferrytest
from ferrytest import BUILD, MB, ROOT, pattern

CLIENT = BUILD / 'src/client'


def preload():
    """A library with the sanitizers in it wants them loaded before Python."""
    library, = CLIENT.glob('libferry-1.so.?')
    needed = subprocess.run(['ldd', str(library)], capture_output=True, text=True, check=True).stdout
    return re.findall(r'=> (\S*lib[au]b?san\.so\S*)', needed)


class Python(ferrytest.TestCase):
    def run_lines(self, lines, *arguments):
        environment = self.desktop.environment | {
            'GI_TYPELIB_PATH': str(CLIENT), 'LD_LIBRARY_PATH': str(CLIENT), 'LD_PRELOAD': ' '.join(preload())}
        # Python itself leaks at its end.
        environment['ASAN_OPTIONS'] = environment.get('ASAN_OPTIONS', '') + ':detect_leaks=0'
        return subprocess.run(['/usr/bin/python3', '-c', lines, *arguments], env=environment, timeout=60,
                              capture_output=True, text=True)

    def lines(self):
        return re.search(r'^```python\n(.*?)^```', (ROOT / 'README.md').read_text(), re.M | re.S)[1]

    def test_ten_lines_download_a_file(self):
        address = self.server.address(f'randomAccess?length={MB}&bytesPerSec=0')
        answer = self.run_lines(self.lines(), address)
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        path, state = answer.stdout.rsplit(maxsplit=1)
        self.assertEqual(state, 'completed')
        self.assert_file(pathlib.Path(path), pattern(MB))

    def test_all_of_the_library_can_be_seen(self):
        answer = self.run_lines('import gi; gi.require_version("Ferry", "1.0")\n'
                                'from gi.repository import Ferry\n'
                                'for name in ("BackgroundDownloader", "DownloadOperation", "TransferGroup",\n'
                                '             "ResponseInformation", "DownloadProgress", "TransferState",\n'
                                '             "WebErrorStatus", "Error", "CostPolicy", "TransferPriority"):\n'
                                '    getattr(Ferry, name)\n')
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))


if __name__ == '__main__':
    ferrytest.main()
