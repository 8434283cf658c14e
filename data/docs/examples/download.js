// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Downloads an address, and says where the file is.

import Ferry from 'gi://Ferry?version=1.0';
import Gio from 'gi://Gio';
import { programArgs } from 'system';

Gio._promisify(Ferry.BackgroundDownloader.prototype, 'create_download_async', 'create_download_finish');
Gio._promisify(Ferry.TransferOperation.prototype, 'attach_async', 'attach_finish');

const downloader = new Ferry.BackgroundDownloader();
downloader.set_start_at_once(true);
const download = await downloader.create_download_async(programArgs[0], null, null);

// From here on the download is Ferry's: it goes on without this program.
await download.attach_async(null);
print(download.get_result_file().get_path());
