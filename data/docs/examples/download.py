# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Downloads an address, and says where the file is.

import sys

import gi
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, GLib

loop = GLib.MainLoop()


def on_created(downloader, result):
    download = downloader.create_download_finish(result)
    # From here on the download is Ferry's: it goes on without this program.
    download.attach_async(None, on_ended)


def on_ended(download, result):
    loop.quit()
    download.attach_finish(result)
    print(download.get_result_file().get_path())


downloader = Ferry.BackgroundDownloader()
downloader.set_start_at_once(True)
downloader.create_download_async(sys.argv[1], None, None, on_created)
loop.run()
