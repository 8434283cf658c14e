# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Downloads an address, and says where the file is.

import sys

import gi
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, GLib

loop = GLib.MainLoop()
failures = []


def give_up(error):
    failures.append(error.message)
    loop.quit()


def on_created(downloader, result):
    try:
        download = downloader.create_download_finish(result)
    except GLib.Error as error:
        give_up(error)
        return
    # From here on the download is Ferry's: it goes on without this program.
    download.attach_async(None, on_ended)


def on_ended(download, result):
    try:
        download.attach_finish(result)
    except GLib.Error as error:
        give_up(error)
        return
    print(download.get_result_file().get_path())
    loop.quit()


downloader = Ferry.BackgroundDownloader()
downloader.set_start_at_once(True)
downloader.create_download_async(sys.argv[1], None, None, on_created)
loop.run()
sys.exit('\n'.join(failures) or 0)
