import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import { openConnection } from './database.ts'

const folder = mkdtempSync(join(tmpdir(), 'lab-database-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes for 300 ms to a new file that is not in WAL mode yet, as a replica that started a moment earlier may do. */
const writer = `
  const { parentPort, workerData } = require('node:worker_threads')
  const { DatabaseSync } = require('node:sqlite')
  const connection = new DatabaseSync(workerData)
  connection.exec('BEGIN IMMEDIATE')
  parentPort.postMessage('writing')
  setTimeout(() => connection.exec('COMMIT'), 300)
`

test('opening a new file waits while another replica writes to it', async () => {
  const file = join(folder, 'lab.sqlite')
  const worker = new Worker(writer, { eval: true, workerData: file })
  await new Promise((resolve) => worker.once('message', resolve))
  const connection = openConnection(file)
  expect(connection.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  connection.close()
  await worker.terminate()
})
