/** Sends arbitrary bytes on a new connection, and returns the bytes received. */

import { connect } from 'node:net'
import { type Received, readAnswers } from './answers.ts'

export interface Exchange extends Received {
  /** Why waiting ended: all answers came, the server closed the connection, or it was silent for a while. */
  readonly ended: 'answered' | 'closed' | 'silence'
  /** Of the connection, e.g. `ECONNREFUSED`. */
  readonly error?: string
}

export interface WireOptions {
  readonly host: string
  readonly port: number
  /** The method, as answers to HEAD have no body. */
  readonly method: string
  /** How many answers to wait for. */
  readonly expected: number
  /** Not waited for longer: half a request, rightly, is never answered. */
  readonly patienceMs: number
}

/** A server may close the connection while it receives a request: the error is returned, not thrown. */
export function exchange(bytes: Buffer, { host, port, method, expected, patienceMs }: WireOptions): Promise<Exchange> {
  return new Promise((resolve) => {
    let text = ''
    let error: string | undefined
    const socket = connect({ host, port })
    const end = (ended: Exchange['ended']) => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ ...readAnswers(text, method), ended, ...(error !== undefined && { error }) })
    }
    const timer = setTimeout(end, patienceMs, 'silence')
    socket.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
      error = code
    })
    socket.on('close', () => end('closed'))
    socket.on('data', (part) => {
      text += part.toString('latin1')
      if (readAnswers(text, method).answers.length >= expected) end('answered')
    })
    socket.write(bytes)
  })
}
