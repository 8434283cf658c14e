# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Finds the downloads that are not finished, of this program's earlier runs too,
# and tells how far they get until all have ended.

import sys

import gi
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, GLib

loop = GLib.MainLoop()
unfinished = set()


def on_found(source, result):
    try:
        unfinished.update(Ferry.BackgroundDownloader.get_current_downloads_finish(result))
    except GLib.Error as error:
        print(error.message, file=sys.stderr)
    for download in unfinished:
        download.connect('progress', on_progress)
        download.attach_async(None, on_ended)
    if not unfinished:
        loop.quit()


def on_progress(download, progress):
    print(f'{download.get_requested_uri()}: {progress.bytes_received} of {progress.total_bytes_to_receive} bytes')


def on_ended(download, result):
    try:
        download.attach_finish(result)
        print(f'{download.get_requested_uri()}: completed')
    except GLib.Error as error:
        print(f'{download.get_requested_uri()}: {error.message}')
    unfinished.remove(download)
    if not unfinished:
        loop.quit()


Ferry.BackgroundDownloader.get_current_downloads_async(None, on_found)
loop.run()
