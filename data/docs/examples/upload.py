# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Uploads a file as part of a form, and prints what the server answered.

import sys

import gi
gi.require_version('Ferry', '1.0')
from gi.repository import Ferry, Gio, GLib

loop = GLib.MainLoop()
failures = []


def give_up(error):
    failures.append(error.message)
    loop.quit()


def on_created(uploader, result):
    try:
        upload = uploader.create_upload_from_parts_finish(result)
    except GLib.Error as error:
        give_up(error)
        return
    upload.attach_async(None, on_ended)


def on_ended(upload, result):
    try:
        upload.attach_finish(result)
    except GLib.Error as error:
        give_up(error)
        return
    upload.get_result_stream_at_async(0, None, on_opened)


def on_opened(upload, result):
    try:
        answer = upload.get_result_stream_at_finish(result)
    except GLib.Error as error:
        give_up(error)
        return
    print(answer.read_bytes(10000, None).get_data().decode())
    loop.quit()


title = Ferry.ContentPart.new('title', None)
title.set_text('A letter')
letter = Ferry.ContentPart.new('letter', None)
letter.set_file(Gio.File.new_for_commandline_arg(sys.argv[2]))

uploader = Ferry.BackgroundUploader()
uploader.set_start_at_once(True)
uploader.create_upload_from_parts_async(sys.argv[1], [title, letter], None, None, None, on_created)
loop.run()
sys.exit('\n'.join(failures) or 0)
