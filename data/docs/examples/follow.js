// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Finds the downloads that are not finished, of this program's earlier runs
// too, and tells how far they get until all have ended.

import Ferry from 'gi://Ferry?version=1.0';
import Gio from 'gi://Gio';

Gio._promisify(Ferry.BackgroundDownloader, 'get_current_downloads_async', 'get_current_downloads_finish');
Gio._promisify(Ferry.TransferOperation.prototype, 'attach_async', 'attach_finish');

async function follow(download) {
  const address = download.get_requested_uri();
  download.connect('progress', (_, progress) =>
    print(`${address}: ${progress.bytes_received} of ${progress.total_bytes_to_receive} bytes`));
  try {
    await download.attach_async(null);
    print(`${address}: completed`);
  } catch (error) {
    print(`${address}: ${error.message}`);
  }
}

const downloads = await Ferry.BackgroundDownloader.get_current_downloads_async(null);
await Promise.all([...downloads].map(follow));
