// SPDX-License-Identifier: GPL-3.0-or-later
//
// server.mjs FOLDER LOG PORT: the tus server that most of the world runs, with
// its files in FOLDER. Says where it listens. A line of the log has, between
// tabs: method, address, Upload-Offset, status (0 for no answer), bytes of the
// body received.

import fs from 'node:fs'
import http from 'node:http'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const [folder, log, port] = process.argv.slice(2)
const tus = new Server({
  path: '/BackgroundTransferSample/tus',
  relativeLocation: true,
  datastore: new FileStore({ directory: folder }),
})

// Node's HTTP parser hands each piece of a body to push, once.
function countBody(request) {
  const push = request.push
  request.received = 0
  request.push = (piece, ...rest) => {
    request.received += piece?.length ?? 0
    return push.call(request, piece, ...rest)
  }
}

const listener = http.createServer((request, response) => {
  countBody(request)
  response.on('close', () => {
    const offset = request.headers['upload-offset'] ?? '-'
    const status = response.writableFinished ? response.statusCode : 0
    fs.appendFileSync(log, [request.method, request.url, offset, status, request.received].join('\t') + '\n')
  })
  tus.handle(request, response)
})

listener.listen(Number(port), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${listener.address().port}/BackgroundTransferSample/tus`)
})
process.on('SIGTERM', () => process.exit(0))
