import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { messageLine, messageReader } from '../launchers/containers/message-lines.ts'

describe('the parent channel of a replica in a container', () => {
  it('replaces the IPC channel of a child process', async () => {
    const program = `
      process.on('message', (message) => process.send({ heard: message }))
      process.on('disconnect', () => process.exit(7))
      console.log('a line of log')
      process.send({ joining: 'é' })`
    const channel = join(import.meta.dirname, 'parent-channel.ts')
    const replica = spawn(process.execPath, ['--import', channel, '-e', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const received: unknown[] = []
    replica.stdout.on(
      'data',
      messageReader((message) => {
        received.push(message)
        if (received.length === 1) replica.stdin.write('{"peers":[]}\n')
        else replica.stdin.end()
      }),
    )
    expect(await once(replica, 'exit')).toEqual([7, null])
    expect(received).toEqual([{ joining: 'é' }, { heard: { peers: [] } }])
  })

  it('finds messages wherever the chunks are cut', () => {
    const bytes = Buffer.from(`log\n${messageLine({ a: 'ü' })}parent\n${messageLine(2)}`)
    const received: unknown[] = []
    const read = messageReader((message) => void received.push(message))
    for (const byte of bytes) read(Buffer.from([byte]))
    expect(received).toEqual([{ a: 'ü' }, 2])
  })
})
