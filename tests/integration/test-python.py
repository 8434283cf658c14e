#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The library from Python: the very lines that README shows.

import json
import re

import ferrytest
from ferrytest import MB, ROOT, pattern

UPLOAD = '''
import gi, sys
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, Gio, GLib

loop = GLib.MainLoop()

def on_created(uploader, result):
    uploader.create_upload_from_parts_finish(result).attach_async(None, on_ended)

def on_ended(upload, result):
    upload.attach_finish(result)
    upload.get_result_stream_at_async(0, None, on_opened)

def on_opened(upload, result):
    print(upload.get_result_stream_at_finish(result).read_bytes(10000, None).get_data().decode())
    loop.quit()

title = Ferry.ContentPart.new('title', None)
title.set_text('A letter')
letter = Ferry.ContentPart.new('letter', None)
letter.set_file(Gio.File.new_for_path(sys.argv[2]))
uploader = Ferry.BackgroundUploader()
uploader.set_start_at_once(True)
uploader.create_upload_from_parts_async(sys.argv[1], [title, letter], None, None, None, on_created)
loop.run()
'''

SEVERAL = '''
import gc, gi, sys
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, Gio, GLib

loop = GLib.MainLoop()
kept = []

def on_downloads(downloader, result):
    kept.extend(downloader.create_downloads_finish(result))
    uploader = Ferry.BackgroundUploader()
    uploader.create_uploads_async(sys.argv[1:3], [Gio.File.new_for_path(sys.argv[3])] * 2, None, on_uploads)

def on_uploads(uploader, result):
    kept.extend(uploader.create_uploads_finish(result))
    loop.quit()

downloader = Ferry.BackgroundDownloader()
downloader.create_downloads_async(sys.argv[1:3], None, on_downloads)
loop.run()
del downloader
gc.collect()
print(*(operation.get_requested_uri() for operation in kept), *(len(operation.get_guid()) for operation in kept))
kept.clear()
gc.collect()
'''

SEVERAL_IN_JAVASCRIPT = '''
const { Ferry, Gio, GLib } = imports.gi;
const System = imports.system;

const loop = new GLib.MainLoop(null, false);
const addresses = ARGV.slice(0, 2);
const kept = [];
let downloader = new Ferry.BackgroundDownloader();
downloader.create_downloads_async(addresses, null, (source, result) => {
  kept.push(...source.create_downloads_finish(result));
  const file = Gio.File.new_for_path(ARGV[2]);
  const uploader = new Ferry.BackgroundUploader();
  uploader.create_uploads_async(addresses, [file, file], null, (other, answer) => {
    kept.push(...other.create_uploads_finish(answer));
    loop.quit();
  });
});
loop.run();
downloader = null;
System.gc();
print(...kept.map(operation => operation.get_requested_uri()), ...kept.map(operation => operation.get_guid().length));
kept.length = 0;
System.gc();
'''


class Python(ferrytest.TestCase):
    def lines(self):
        return re.search(r'^```python\n(.*?)^```', (ROOT / 'README.md').read_text(), re.M | re.S)[1]

    def test_ten_lines_download_a_file(self):
        address = self.server.address(f'randomAccess?length={MB}&bytesPerSec=0')
        answer = self.desktop.python(self.lines(), address)
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        self.assert_file(answer.stdout.strip(), pattern(MB))

    def test_ten_lines_say_what_went_wrong_and_end(self):
        for address, words in (('nonsense', 'address'), (self.server.address('fault/404'), '404')):
            answer = self.desktop.python(self.lines(), address)
            self.assertNotEqual(answer.returncode, 0)
            self.assertIn(words, answer.stderr)

    def test_a_form_is_uploaded_and_its_answer_read(self):
        path = self.desktop.root / 'letter.txt'
        path.write_text('Ahoy')
        answer = self.desktop.python(UPLOAD, self.server.address('upload'), str(path))
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        self.assertEqual(json.loads(answer.stdout)['files'][0]['name'], 'letter.txt')

    def keep_several(self, run, lines):
        path = self.desktop.root / 'letter.txt'
        path.write_text('Ahoy')
        addresses = [self.server.address('upload?one'), self.server.address('upload?two')]
        answer = run(lines, *addresses, str(path))
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))
        self.assertEqual(answer.stdout.split(), addresses * 2 + ['36'] * 4)

    def test_several_that_are_made_at_once_live_as_long_as_they_are_kept(self):
        self.keep_several(self.desktop.python, SEVERAL)

    @ferrytest.needs('gjs')
    def test_several_that_are_made_at_once_live_as_long_in_javascript(self):
        self.keep_several(self.desktop.javascript, SEVERAL_IN_JAVASCRIPT)

    def test_all_of_the_library_can_be_seen(self):
        answer = self.desktop.python('import gi; gi.require_version("Ferry", "1.0")\n'
                                'from gi.repository import Ferry\n'
                                'for name in ("BackgroundDownloader", "DownloadOperation", "TransferGroup",\n'
                                '             "BackgroundUploader", "UploadOperation", "ContentPart",\n'
                                '             "ResponseInformation", "TransferProgress", "TransferState",\n'
                                '             "WebErrorStatus", "Error", "CostPolicy", "TransferPriority"):\n'
                                '    getattr(Ferry, name)\n')
        self.assertEqual((answer.returncode, answer.stderr), (0, ''))


if __name__ == '__main__':
    ferrytest.main()
