/** A client that logs in and sends requests, and keeps its credential as it was at the login, as an attacker's copy would be. */
import type { Replica, Stack } from '../../stack/stack.ts'

/** A response. */
export interface Answer {
  readonly status: number
  readonly replica: string
  /** The JSON body. */
  readonly body: Readonly<Record<string, unknown>>
}

/** One user's client in one mode. */
export class Visitor {
  readonly #base: string
  readonly #user: string
  #headers: Record<string, string> = {}

  constructor(origin: string, mode: string, user = 'alice') {
    this.#base = `${origin}/${mode}`
    this.#user = user
  }

  /** The credential's header lines, as they are sent in a request. */
  get credential(): string {
    return Object.entries(this.#headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')
  }

  /** Keeps the token or cookie of the response; in password modes, which issue neither, the password. */
  async logIn(): Promise<Answer> {
    const password = `${this.#user}-password`
    const response = await this.#send('POST', '/login', { username: this.#user, password })
    const answer = await read(response)
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    const { access_token } = answer.body
    if (access_token !== undefined) this.#headers = { authorization: `Bearer ${access_token}` }
    else if (cookies.length > 0) this.#headers = { cookie: cookies.join('; ') }
    else if (answer.status === 200) this.#headers = { authorization: `Basic ${btoa(`${this.#user}:${password}`)}` }
    return answer
  }

  async ask(path = '/me'): Promise<Answer> {
    return read(await this.#send('GET', path))
  }

  /** A new token in the response replaces the old one. */
  async post(path: string, body: object = {}): Promise<Answer> {
    const answer = await read(await this.#send('POST', path, body))
    const { access_token } = answer.body
    if (access_token !== undefined) this.#headers = { authorization: `Bearer ${access_token}` }
    return answer
  }

  #send(method: string, path: string, body?: object): Promise<Response> {
    const headers = { ...this.#headers, ...(body && { 'content-type': 'application/json' }) }
    return fetch(`${this.#base}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  }
}

/** The replica that sent `answer`; after a login in a memory mode it holds the session. */
export function homeReplica({ replicas }: Stack, { replica }: Answer): Replica {
  const found = replicas.find(({ name }) => name === replica)
  if (found === undefined) throw new Error(`the login was answered by an unknown replica: ${replica || 'no name'}`)
  return found
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  return { status: response.status, replica: response.headers.get('x-replica') ?? '', body }
}
