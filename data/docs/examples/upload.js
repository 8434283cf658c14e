// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Uploads a file, and prints what the server answered.

import Ferry from 'gi://Ferry?version=1.0';
import Gio from 'gi://Gio';
import { programArgs } from 'system';

Gio._promisify(Ferry.BackgroundUploader.prototype, 'create_upload_async', 'create_upload_finish');
Gio._promisify(Ferry.TransferOperation.prototype, 'attach_async', 'attach_finish');
Gio._promisify(Ferry.UploadOperation.prototype, 'get_result_stream_at_async', 'get_result_stream_at_finish');

const [address, path] = programArgs;
const uploader = new Ferry.BackgroundUploader();
uploader.set_start_at_once(true);
const file = Gio.File.new_for_commandline_arg(path);
const upload = await uploader.create_upload_async(address, file, null);

await upload.attach_async(null);
const answer = await upload.get_result_stream_at_async(0, null);
print(new TextDecoder().decode(answer.read_bytes(10000, null).get_data()));
