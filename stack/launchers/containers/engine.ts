/** A client of a container engine's socket: Docker's HTTP API, which Podman also implements. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'

/** A container engine. */
export interface Engine {
  /** In the form of `DOCKER_HOST`. */
  readonly address: string
  /** Resolves to the parsed JSON answer, undefined where there is none. Throws `EngineRefusal`, or the connection's error. */
  ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T>
  /** Opens a stream in both directions, such as a container's input and output. */
  open(path: string, body?: object): Promise<Socket>
}

/** The engine answered with an error: its HTTP status and message. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Some requests are answered only when a container ends, a download is over, or the stream ends. */
const takesItsTime = /\/(wait|attach|start|stop)\b|^\/images\/create\b|^\/exec\//
const defaultTimeoutMs = 60_000

/**
 * @param address - `unix:///path/of/a/socket` or `tcp://host:port`
 * @param timeoutMs - how long an ordinary request may stay without an answer
 */
export function engineAt(address: string, timeoutMs = defaultTimeoutMs): Engine {
  const { protocol, pathname, hostname, port } = new URL(address)
  const at = protocol === 'unix:' ? { socketPath: decodeURIComponent(pathname) } : { host: hostname, port }
  const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}): ClientRequest => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const length = method === 'POST' ? { 'content-length': Buffer.byteLength(text) } : {}
    // No agent: some requests are answered only when a container ends, and must not block others.
    const sent = request({
      ...at,
      method,
      path,
      agent: false,
      headers: { host: 'engine', ...type, ...length, ...headers },
    })
    if (!takesItsTime.test(path)) {
      const silent = `the container engine at ${address} did not answer ${method} ${path} within ${timeoutMs / 1_000} s`
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(silent)))
    }
    return sent.end(text)
  }
  return {
    address,
    ask: async <T>(method: string, path: string, body?: object) => {
      const { status, text } = await answerOf(send(method, path, body))
      if (status >= 400) throw new EngineRefusal(status, reasonIn(text))
      return (isJson(text) ? JSON.parse(text) : undefined) as T
    },
    open: (path, body) =>
      new Promise((resolve, reject) => {
        const sent = send('POST', path, body, { connection: 'Upgrade', upgrade: 'tcp' })
        sent.once('upgrade', (_answer, stream, head) => {
          if (head.length > 0) stream.unshift(head)
          resolve(stream as Socket)
        })
        answerOf(sent).then(({ status, text }) => reject(new EngineRefusal(status, reasonIn(text))), reject)
      }),
  }
}

function answerOf(sent: ClientRequest): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject)
    sent.once('response', async (answer: IncomingMessage) => {
      try {
        const text = Buffer.concat(await answer.toArray()).toString('utf8')
        resolve({ status: answer.statusCode ?? 0, text })
      } catch (error) {
        reject(error)
      }
    })
  })
}

// Progress, as of a download, is a sequence of JSON objects.
function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text) && !/\}\s*\n\s*\{/.test(text)
}

function reasonIn(text: string): string {
  try {
    return (JSON.parse(text) as { message?: string }).message ?? text
  } catch {
    return text.trim()
  }
}
