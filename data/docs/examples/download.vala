// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Downloads an address, and says where the file is.

async void run (string address) throws Error
{
  var downloader = new Ferry.BackgroundDownloader ();

  downloader.set_start_at_once (true);
  var download = yield downloader.create_download_async (address, null, null);

  // From here on the download is Ferry's: it goes on without this program.
  yield download.attach_async (null);
  print ("%s\n", download.get_result_file ().get_path ());
}

int main (string[] arguments)
{
  var loop = new MainLoop ();
  var status = 0;

  run.begin (arguments[1], (object, result) => {
    try
      {
        run.end (result);
      }
    catch (Error error)
      {
        printerr ("%s\n", error.message);
        status = 1;
      }
    loop.quit ();
  });
  loop.run ();
  return status;
}
