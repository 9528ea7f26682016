/**
 * Loaded before a replica's program in a container, where nobody can be its parent: what `process.send` tells goes out as a
 * marked line of output, what a parent would tell comes in as lines of input, and their end is the parent's.
 */
import { createInterface } from 'node:readline'
import { messageLine } from '../launchers/containers/message-lines.ts'

process.send = (message: unknown) => process.stdout.write(messageLine(message))

createInterface({ input: process.stdin })
  .on('line', (line) => process.emit('message', JSON.parse(line), undefined))
  .on('close', () => process.emit('disconnect'))
