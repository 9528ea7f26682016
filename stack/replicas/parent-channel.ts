/**
 * Loaded before a replica's program in a container, which has no IPC channel to the lab's process: `process.send` writes a
 * marked line to standard output, lines of standard input become `message` events, and its end becomes `disconnect`.
 */
import { createInterface } from 'node:readline'
import { messageLine } from '../launchers/containers/message-lines.ts'

process.send = (message: unknown) => process.stdout.write(messageLine(message))

createInterface({ input: process.stdin })
  .on('line', (line) => process.emit('message', JSON.parse(line), undefined))
  .on('close', () => process.emit('disconnect'))
