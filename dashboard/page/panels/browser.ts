/** Sends this page's requests through the load balancer, and keeps the credential of each mode. */
import type { Echo, LabInfo, ModeInfo } from '../../protocol/events.ts'
import type { Action } from '../actions.ts'
import { forgeToken } from '../token.ts'

/** One request of this page and its response. */
export interface Exchange {
  /** Also the `X-Request-Id` header, which the access log records. */
  readonly id: string
  readonly atMs: number
  readonly mode: string
  /** `attacker`: sent by another client with a copy of the credential. */
  readonly action: Action | 'attacker'
  readonly method: string
  readonly path: string
  /** undefined where there was no response. */
  readonly status: number | undefined
  /** The `reason` of an error response. */
  readonly reason: string | undefined
  readonly replica: string | undefined
  /** The response body; JSON is indented. */
  readonly body: string
  readonly tookMs: number
  /** Known once the request is in the access log. */
  readonly bytes?: { readonly sent: number; readonly received: number }
}

/** The credential of one mode. */
export interface Credential {
  /** The user of the last login; undefined before a login and after a logout. */
  readonly user: string | undefined
  /** The replica that answered the login, and its process id at that time. */
  readonly issuedBy: string | undefined
  readonly issuedByPid: number | undefined
  /** Stored by this script: a token, or user name and password. */
  readonly authorization: string | undefined
  readonly refreshToken: string | undefined
  /** What the browser really sends, as the server received it. It includes HttpOnly cookies, which no script can read. */
  readonly sent: Echo
}

const noCredential: Credential = {
  user: undefined,
  issuedBy: undefined,
  issuedByPid: undefined,
  authorization: undefined,
  refreshToken: undefined,
  sent: {},
}

interface Call {
  readonly action: Action
  readonly method: string
  /** Without the mode's prefix. */
  readonly path: string
  readonly body?: object
}

/** The requests and credentials of this page. */
export class Browser {
  readonly #info: LabInfo
  readonly #onChange: (exchange?: Exchange) => void
  readonly #credentials = new Map<string, Credential>()
  readonly #pageId = Math.random().toString(36).slice(2, 8)
  #count = 0
  /** Looks up the current process id of a replica. */
  pidOf: (replica: string) => number | undefined = () => undefined

  constructor(info: LabInfo, onChange: (exchange?: Exchange) => void) {
    this.#info = info
    this.#onChange = onChange
  }

  /** Whether this page sent the request. */
  isOwn(id: string): boolean {
    return id.startsWith(`page-${this.#pageId}-`)
  }

  credential(mode: string): Credential {
    return this.#credentials.get(mode) ?? noCredential
  }

  /** @param asCookie in token modes: request the token in an HttpOnly cookie */
  async logIn(mode: ModeInfo, user: string, asCookie: boolean): Promise<Exchange> {
    const password = this.#info.users.find(({ name }) => name === user)?.password ?? ''
    const wantsCookie = mode.credential === 'token' && asCookie
    const body = { username: user, password, ...(wantsCookie && { cookie: true }) }
    this.#keep(mode.name, { authorization: undefined, refreshToken: undefined })
    const { exchange, json } = await this.#call(mode, { action: 'login', method: 'POST', path: '/login', body })
    if (exchange.status === 200) {
      const { replica } = exchange
      this.#keep(mode.name, {
        user,
        issuedBy: replica,
        issuedByPid: replica === undefined ? undefined : this.pidOf(replica),
        ...(mode.credential === 'password' && { authorization: `Basic ${btoa(`${user}:${password}`)}` }),
      })
      this.#keepTokens(mode.name, json)
    }
    return this.#report(mode, exchange)
  }

  /** Sends the request of a button. */
  async act(mode: ModeInfo, action: Exclude<Action, 'login'>): Promise<Exchange> {
    if (action === 'post-other') return this.#changeOthersPost(mode)
    const { exchange, json } = await this.#call(mode, this.#callOf(mode, action))
    const isOut = action === 'logout' || action === 'logout-all'
    if (isOut && exchange.status === 204) this.#credentials.set(mode.name, noCredential)
    else if (exchange.status === 200) this.#keepTokens(mode.name, json)
    return this.#report(mode, exchange)
  }

  /** Changes the token's payload and keeps its signature. Works only on a token that this script can read. */
  async forge(mode: ModeInfo): Promise<void> {
    const { authorization } = this.credential(mode.name)
    const token = authorization?.replace(/^Bearer /, '')
    if (token) this.#keep(mode.name, { authorization: `Bearer ${forgeToken(token, { role: 'admin' })}` })
    await this.refreshSent(mode)
  }

  /** Deletes the credentials of every mode, cookies included. */
  async forgetAll(): Promise<void> {
    this.#credentials.clear()
    const forget = ({ name }: ModeInfo) => fetch(`/${name}/lab-echo`, { method: 'DELETE' }).catch(() => undefined)
    await Promise.all(this.#info.modes.map(forget))
    this.#onChange()
  }

  /** Lets another client send a request with the copied credential. */
  async sendAsAttacker(mode: ModeInfo, copy: Echo): Promise<Exchange> {
    const id = this.#nextId()
    const startMs = performance.now()
    const response = await fetch('/lab/api/attacker', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode: mode.name, id, ...copy }),
    }).catch(() => undefined)
    const received = response?.ok
      ? ((await response.json()) as { status: number; replica?: string; body: string })
      : undefined
    const exchange: Exchange = {
      id,
      atMs: Date.now(),
      mode: mode.name,
      action: 'attacker',
      method: 'GET',
      path: `/${mode.name}/me`,
      status: received?.status,
      reason: reasonIn(parse(received?.body ?? '')),
      replica: received?.replica,
      body: pretty(received?.body ?? ''),
      tookMs: performance.now() - startMs,
    }
    this.#onChange(exchange)
    return exchange
  }

  #callOf({ name }: ModeInfo, action: Exclude<Action, 'login' | 'post-other'>): Call {
    const { user = 'nobody', refreshToken } = this.credential(name)
    const clock = new Date().toLocaleTimeString('en-GB')
    const calls: Record<typeof action, Omit<Call, 'action'>> = {
      me: { method: 'GET', path: '/me' },
      cart: { method: 'GET', path: '/cart' },
      'cart-add': { method: 'POST', path: '/cart', body: { item: `apple-${this.#count}` } },
      posts: { method: 'GET', path: '/posts' },
      'post-add': { method: 'POST', path: '/posts', body: { title: `Hello from ${user}`, body: `It is ${clock}.` } },
      admin: { method: 'GET', path: '/admin/users' },
      refresh: { method: 'POST', path: '/refresh', body: refreshToken ? { refresh_token: refreshToken } : {} },
      logout: { method: 'POST', path: '/logout' },
      'logout-all': { method: 'POST', path: '/logout-all' },
    }
    return { action, ...calls[action] }
  }

  /** Finds a post of another user and tries to change it. */
  async #changeOthersPost(mode: ModeInfo): Promise<Exchange> {
    const { user } = this.credential(mode.name)
    const list = await this.#call(mode, { action: 'posts', method: 'GET', path: '/posts' })
    await this.#report(mode, list.exchange)
    const { posts = [] } = list.json as { posts?: readonly { id: number; author: string }[] }
    const other = posts.find(({ author }) => author !== user)
    if (other === undefined) return list.exchange
    const body = { title: 'Not by its author', body: `${user} was here.` }
    const { exchange } = await this.#call(mode, {
      action: 'post-other',
      method: 'PUT',
      path: `/posts/${other.id}`,
      body,
    })
    return this.#report(mode, exchange)
  }

  async #call(mode: ModeInfo, { action, method, path, body }: Call): Promise<{ exchange: Exchange; json: object }> {
    const id = this.#nextId()
    const startMs = performance.now()
    const url = `/${mode.name}${path}`
    const response = await fetch(url, {
      method,
      headers: {
        'x-request-id': id,
        ...(body && { 'content-type': 'application/json' }),
        ...this.#authorization(mode),
      },
      ...(body && { body: JSON.stringify(body) }),
      ...fetchOptions(mode),
    }).catch(() => undefined)
    const text = response === undefined ? '' : await response.text().catch(() => '')
    const json = parse(text)
    const exchange: Exchange = {
      id,
      atMs: Date.now(),
      mode: mode.name,
      action,
      method,
      path: url,
      status: response?.status,
      reason: reasonIn(json),
      replica: response?.headers.get('x-replica') ?? undefined,
      body: pretty(text),
      tookMs: performance.now() - startMs,
    }
    return { exchange, json }
  }

  /** Reports an exchange after it has read which credential the browser sends from now on. */
  async #report(mode: ModeInfo, exchange: Exchange): Promise<Exchange> {
    await this.#readSent(mode)
    this.#onChange(exchange)
    return exchange
  }

  async #readSent(mode: ModeInfo): Promise<void> {
    const url = `/${mode.name}/lab-echo`
    const response = await fetch(url, { headers: this.#authorization(mode), ...fetchOptions(mode) }).catch(
      () => undefined,
    )
    this.#keep(mode.name, { sent: response?.ok ? ((await response.json()) as Echo) : {} })
  }

  /** Updates `sent`: cookies survive a reload of the page. */
  async refreshSent(mode: ModeInfo): Promise<void> {
    await this.#readSent(mode)
    this.#onChange()
  }

  #authorization({ name }: ModeInfo): Record<string, string> {
    const { authorization } = this.credential(name)
    return authorization === undefined ? {} : { authorization }
  }

  #keepTokens(mode: string, json: object): void {
    const { access_token, refresh_token } = json as { access_token?: string; refresh_token?: string }
    if (access_token) this.#keep(mode, { authorization: `Bearer ${access_token}` })
    if (refresh_token) this.#keep(mode, { refreshToken: refresh_token })
  }

  #keep(mode: string, changes: Partial<Credential>): void {
    this.#credentials.set(mode, { ...this.credential(mode), ...changes })
  }

  #nextId(): string {
    this.#count += 1
    return `page-${this.#pageId}-${this.#count}`
  }
}

/** `omit` keeps the browser from opening its own password dialogue after a 401 with a Basic challenge. */
function fetchOptions({ credential }: ModeInfo): RequestInit {
  return { cache: 'no-store', ...(credential === 'password' && { credentials: 'omit' as const }) }
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}

const reasonIn = (json: object) => (json as { reason?: string }).reason

function pretty(text: string): string {
  const json = parse(text)
  return Object.keys(json).length > 0 ? JSON.stringify(json, null, 2) : text
}
