/** A container engine, asked over its socket: the API of Docker, which Podman speaks as well. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'

/** An engine at an address that has the form of `DOCKER_HOST`. */
export interface Engine {
  readonly address: string
  /** Resolves to what a JSON answer says, undefined where it says nothing. Throws `EngineRefusal`, or why nobody answers. */
  ask<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T>
  /** A stream in both directions, such as a container's input and output. */
  open(path: string, body?: object): Promise<Socket>
}

/** The engine has answered that it will not, with an HTTP status and a sentence of its own. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** @param address - `unix:///path/of/a/socket` or `tcp://host:port` */
export function engineAt(address: string): Engine {
  const { protocol, pathname, hostname, port } = new URL(address)
  const at = protocol === 'unix:' ? { socketPath: decodeURIComponent(pathname) } : { host: hostname, port }
  const send = (method: string, path: string, body?: object, headers: Record<string, string> = {}): ClientRequest => {
    const text = body === undefined ? '' : JSON.stringify(body)
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const length = method === 'POST' ? { 'content-length': Buffer.byteLength(text) } : {}
    // No agent: some questions are answered only when a container ends, and must not keep others waiting.
    return request({
      ...at,
      method,
      path,
      agent: false,
      headers: { host: 'engine', ...type, ...length, ...headers },
    }).end(text)
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

// Progress, as of a download, comes as several objects, which is no JSON.
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
