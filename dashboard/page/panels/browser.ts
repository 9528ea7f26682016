/** What this browser does in a mode: real requests through the load balancer, with the credential that the mode goes by. */
import type { Echo, LabInfo, ModeInfo } from '../../server/events.ts'
import type { Action } from '../actions.ts'
import { forgeToken } from '../token.ts'

/** One request of this page and its answer. */
export interface Exchange {
  /** Also its `X-Request-Id`, by which the access log knows it. */
  readonly id: string
  readonly atMs: number
  readonly mode: string
  /** `thief`: sent with a copy of the credential, by somebody else. */
  readonly action: Action | 'thief'
  readonly method: string
  readonly path: string
  /** undefined where no answer came. */
  readonly status: number | undefined
  /** Why not, as the problem document says. */
  readonly reason: string | undefined
  readonly replica: string | undefined
  /** The answer's body, for people. */
  readonly body: string
  readonly tookMs: number
  /** Added when the access log has told. */
  readonly bytes?: { readonly sent: number; readonly received: number }
}

/** What is held of a mode's credential, and what of it travels. */
export interface Credential {
  /** Who logged in last; undefined where nobody did, or where he logged out. */
  readonly user: string | undefined
  /** The replica that answered the login, and the process that it then was. */
  readonly issuedBy: string | undefined
  readonly issuedByPid: number | undefined
  /** Kept by this script: a token, or name and password. */
  readonly authorization: string | undefined
  readonly refreshToken: string | undefined
  /** What really went out last time, as the server saw it; cookies among it, which no script can read. */
  readonly sent: Echo
}

const nobody: Credential = {
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
  /** Below the mode's prefix. */
  readonly path: string
  readonly body?: object
}

export class Browser {
  readonly #info: LabInfo
  readonly #onChange: (exchange?: Exchange) => void
  readonly #credentials = new Map<string, Credential>()
  readonly #tab = Math.random().toString(36).slice(2, 8)
  #count = 0
  /** Which process a replica is at present. */
  pidOf: (replica: string) => number | undefined = () => undefined

  constructor(info: LabInfo, onChange: (exchange?: Exchange) => void) {
    this.#info = info
    this.#onChange = onChange
  }

  /** Whether a request was sent by this page. */
  isOwn(id: string): boolean {
    return id.startsWith(`page-${this.#tab}-`)
  }

  credential(mode: string): Credential {
    return this.#credentials.get(mode) ?? nobody
  }

  /** Logs in; where a mode gives tokens, `asCookie` asks for an HttpOnly cookie instead. */
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
    return this.#told(mode, exchange)
  }

  async act(mode: ModeInfo, action: Exclude<Action, 'login'>): Promise<Exchange> {
    if (action === 'post-other') return this.#changeAnothersPost(mode)
    const { exchange, json } = await this.#call(mode, this.#callOf(mode, action))
    const isOut = action === 'logout' || action === 'logout-all'
    if (isOut && exchange.status === 204) this.#credentials.set(mode.name, nobody)
    else if (exchange.status === 200) this.#keepTokens(mode.name, json)
    return this.#told(mode, exchange)
  }

  /** Changes what the token says, and leaves its signature. Only where a script can get at it. */
  async forge(mode: ModeInfo): Promise<void> {
    const { authorization } = this.credential(mode.name)
    const token = authorization?.replace(/^Bearer /, '')
    if (token) this.#keep(mode.name, { authorization: `Bearer ${forgeToken(token, { role: 'admin' })}` })
    await this.look(mode)
  }

  /** As if this browser had never been here: in no mode does it hold or send anything to say who it is. */
  async forgetAll(): Promise<void> {
    this.#credentials.clear()
    const forget = ({ name }: ModeInfo) => fetch(`/${name}/lab-echo`, { method: 'DELETE' }).catch(() => undefined)
    await Promise.all(this.#info.modes.map(forget))
    this.#onChange()
  }

  /** Somebody else knocks with a copy of what this browser sends. */
  async knockAsThief(mode: ModeInfo, loot: Echo): Promise<Exchange> {
    const id = this.#nextId()
    const startMs = performance.now()
    const answer = await fetch('/lab/api/thief', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ mode: mode.name, id, ...loot }),
    }).catch(() => undefined)
    const told = answer?.ok ? ((await answer.json()) as { status: number; replica?: string; body: string }) : undefined
    const exchange: Exchange = {
      id,
      atMs: Date.now(),
      mode: mode.name,
      action: 'thief',
      method: 'GET',
      path: `/${mode.name}/me`,
      status: told?.status,
      reason: reasonIn(parse(told?.body ?? '')),
      replica: told?.replica,
      body: pretty(told?.body ?? ''),
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

  /** Looks for a post of somebody else, and tries to change it. */
  async #changeAnothersPost(mode: ModeInfo): Promise<Exchange> {
    const { user } = this.credential(mode.name)
    const list = await this.#call(mode, { action: 'posts', method: 'GET', path: '/posts' })
    await this.#told(mode, list.exchange)
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
    return this.#told(mode, exchange)
  }

  async #call(mode: ModeInfo, { action, method, path, body }: Call): Promise<{ exchange: Exchange; json: object }> {
    const id = this.#nextId()
    const startMs = performance.now()
    const url = `/${mode.name}${path}`
    const answer = await fetch(url, {
      method,
      headers: {
        'x-request-id': id,
        ...(body && { 'content-type': 'application/json' }),
        ...this.#authorization(mode),
      },
      ...(body && { body: JSON.stringify(body) }),
      ...fetchTerms(mode),
    }).catch(() => undefined)
    const text = answer === undefined ? '' : await answer.text().catch(() => '')
    const json = parse(text)
    const exchange: Exchange = {
      id,
      atMs: Date.now(),
      mode: mode.name,
      action,
      method,
      path: url,
      status: answer?.status,
      reason: reasonIn(json),
      replica: answer?.headers.get('x-replica') ?? undefined,
      body: pretty(text),
      tookMs: performance.now() - startMs,
    }
    return { exchange, json }
  }

  /** Tells the page of an exchange once it is known what the browser would send now. */
  async #told(mode: ModeInfo, exchange: Exchange): Promise<Exchange> {
    await this.#askWhatIsSent(mode)
    this.#onChange(exchange)
    return exchange
  }

  async #askWhatIsSent(mode: ModeInfo): Promise<void> {
    const url = `/${mode.name}/lab-echo`
    const answer = await fetch(url, { headers: this.#authorization(mode), ...fetchTerms(mode) }).catch(() => undefined)
    this.#keep(mode.name, { sent: answer?.ok ? ((await answer.json()) as Echo) : {} })
  }

  /** Looks at what is there already: cookies outlive a reload of the page. */
  async look(mode: ModeInfo): Promise<void> {
    await this.#askWhatIsSent(mode)
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
    return `page-${this.#tab}-${this.#count}`
  }
}

/** The browser would answer a challenge for a password with a dialogue of its own, if it were allowed credentials of its own. */
function fetchTerms({ credential }: ModeInfo): RequestInit {
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
