#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Downloads an address into a file, and says where it is: download.py URI FILE
import sys
import gi
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, Gio, GLib

def on_created(downloader, result):
    downloader.create_download_finish(result).attach_async(None, on_end)

def on_end(operation, result):
    loop.quit()
    print(operation.attach_finish(result) and operation.get_result_file().get_path())

loop = GLib.MainLoop()
downloader = Ferry.BackgroundDownloader()
downloader.set_start_at_once(True)
downloader.create_download_async(sys.argv[1], Gio.File.new_for_path(sys.argv[2]), None, on_created)
loop.run()
