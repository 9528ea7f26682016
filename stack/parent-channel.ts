/**
 * Loaded before a replica's program in a container, where nobody can be its parent: what `process.send` tells goes out as a
 * marked line of output, what a parent would tell comes in as lines of input, and their end is the parent's.
 */
import { createInterface } from 'node:readline'

process.send = (message: unknown) => process.stdout.write(`parent-channel: ${JSON.stringify(message)}\n`)

createInterface({ input: process.stdin })
  .on('line', (line) => process.emit('message', JSON.parse(line), undefined))
  .on('close', () => process.emit('disconnect'))
