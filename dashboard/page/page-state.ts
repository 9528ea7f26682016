/** The state of the page, in one object. Every change re-renders the page. */
import type { Chapter } from '../protocol/chapter.ts'
import type { Echo, LabInfo, LoadEvent, ModeInfo, PartState, RequestsEvent, StackEvent } from '../protocol/events.ts'
import type { LoadRequest } from '../protocol/requests.ts'
import type { DotCanvas } from './diagram/dot-canvas.ts'
import { Browser, type Exchange } from './panels/browser.ts'
import { changeLoad, changeStack, listen, readChapters } from './server-connection.ts'
import { type Language, pickLanguage, type Texts } from './texts/texts.ts'

/** The properties of every component. */
export interface View {
  readonly page: PageState
  readonly t: Texts
}

/** An attacker's copy of a user's credential. */
export interface StolenCredential {
  readonly mode: string
  readonly user: string
  readonly echo: Echo
}

/** Requests in the load balancer's log during the last second. */
export interface Flow {
  readonly perSecond: number
  /** How many of them the diagram shows. */
  readonly shown: number
}

const storageKeys = { language: 'lab-language', theme: 'lab-theme' } as const
export const themes = ['auto', 'dark', 'light'] as const
/** A colour theme. */
export type Theme = (typeof themes)[number]

const maxExchanges = 200
/** A moving slider passes many values; the load changes where it stays this long. */
const sliderRestMs = 200
/** How long a chapter waits for every part to be up. */
const upWithinMs = 15_000

export class PageState {
  readonly info: LabInfo
  readonly browser: Browser
  dots: DotCanvas | undefined
  mode: ModeInfo
  asCookie = false
  stack: StackEvent = { replicas: [] }
  load: LoadEvent | undefined
  /** The load that was requested and is not confirmed by the server yet. */
  requestedLoad: LoadRequest | undefined
  flow: Flow = { perSecond: 0, shown: 0 }
  isOnline = true
  /** Newest first. */
  exchanges: readonly Exchange[] = []
  stolen: StolenCredential | undefined
  /** Names of operations in progress; their buttons are disabled. */
  busy: ReadonlySet<string> = new Set()
  problem: string | undefined
  language: Language
  theme: Theme
  chapters: readonly Chapter[] = []
  /** Number of the open chapter. */
  chapter: number | undefined
  /** Targets of the `#see:` links that were confirmed since the chapter was opened. */
  seen: ReadonlySet<string> = new Set()
  /** Parts that were not up at some time since then. */
  wentDown: ReadonlySet<string> = new Set()
  /** Id of the newest exchange when the chapter was opened; only later ones count as observations. */
  lastExchangeBefore: string | undefined
  /** Whether the lab is being restored for the open chapter. */
  isPreparing = false
  /** Whether the last restore succeeded. */
  isRestored = true
  readonly #redraws = new Set<() => void>()
  #loadTimer: ReturnType<typeof setTimeout> | undefined
  readonly #running = new Map<string, Promise<unknown>>()
  #counted = { count: 0, shown: 0 }
  readonly #bytes = new Map<string, NonNullable<Exchange['bytes']>>()

  constructor(info: LabInfo) {
    const hash = new URLSearchParams(location.hash.slice(1))
    this.info = info
    this.mode =
      info.modes.find(({ name }) => name === hash.get('mode')) ??
      info.modes.find(({ name }) => name === 'memory') ??
      (info.modes[0] as ModeInfo)
    this.language = pickLanguage([hash.get('lang'), localStorage.getItem(storageKeys.language), ...navigator.languages])
    this.chapter = Number(hash.get('chapter')) || undefined
    const theme = localStorage.getItem(storageKeys.theme)
    this.theme = themes.find((name) => name === theme) ?? 'auto'
    this.browser = new Browser(info, (exchange) => this.#onExchange(exchange))
    this.browser.pidOf = (name) => this.stack.replicas.find((replica) => replica.name === name)?.pid
  }

  /** Subscribes to the server's events and opens the chapter that the address names. */
  start(): void {
    listen({
      onRequests: (event) => this.#onRequests(event),
      onStack: (stack) => this.#onStack(stack),
      onLoad: (load) => this.change({ load }),
      onConnection: (isOnline) => this.change({ isOnline }),
    })
    setInterval(() => {
      const { count, shown } = this.#counted
      this.#counted = { count: 0, shown: 0 }
      if (count > 0 || this.flow.perSecond > 0) this.change({ flow: { perSecond: count, shown } })
    }, 1_000)
    if (this.chapter === undefined) void this.browser.refreshSent(this.mode)
    else void this.#prepare()
    void this.#readChapters()
  }

  /** @returns a function that unsubscribes */
  onRedraw(redraw: () => void): () => void {
    this.#redraws.add(redraw)
    return () => this.#redraws.delete(redraw)
  }

  change(changes: Partial<PageState>): void {
    Object.assign(this, changes)
    for (const redraw of this.#redraws) redraw()
  }

  /** Selects a mode. A page that may control the lab moves a running load to it. */
  async selectMode(mode: ModeInfo): Promise<void> {
    this.change({ mode })
    if (this.info.mayControl && (this.requestedLoad ?? this.load)?.ratePerSecond) this.requestLoad({})
    await this.browser.refreshSent(mode)
  }

  /** Requests a load in the selected mode, after a short delay during which further changes replace it. */
  requestLoad(changes: Partial<Omit<LoadRequest, 'mode'>>): void {
    const { client = 'browser', ratePerSecond = 0 } = this.requestedLoad ?? this.load ?? {}
    const wanted = { client, ratePerSecond, ...changes }
    const limited = Math.min(this.mode.maxRatePerSecond, wanted.ratePerSecond)
    this.change({ requestedLoad: { ...wanted, ratePerSecond: limited, mode: this.mode.name } })
    clearTimeout(this.#loadTimer)
    this.#loadTimer = setTimeout(() => void this.applyRequestedLoad(), sliderRestMs)
  }

  /** Sends the requested load without delay; resolves when the server has applied it. */
  async applyRequestedLoad(): Promise<void> {
    clearTimeout(this.#loadTimer)
    const { requestedLoad } = this
    if (requestedLoad === undefined) return
    const problem = await changeLoad(requestedLoad)
    this.change({ problem })
    if (this.requestedLoad === requestedLoad) this.#clearRequestedLoad(problem === undefined ? requestedLoad : {})
  }

  /** Shows `load` until the next load event arrives. */
  #clearRequestedLoad(load: Partial<LoadRequest>): void {
    clearTimeout(this.#loadTimer)
    this.change({ requestedLoad: undefined, load: this.load && { ...this.load, ...load } })
  }

  setLanguage(language: Language): void {
    localStorage.setItem(storageKeys.language, language)
    this.change({ language })
    void this.#readChapters()
  }

  setTheme(theme: Theme): void {
    localStorage.setItem(storageKeys.theme, theme)
    this.change({ theme })
  }

  /** @param chapter undefined closes the workshop */
  openChapter(chapter: number | undefined): void {
    this.change({ chapter })
    if (chapter !== undefined) void this.#prepare()
  }

  /**
   * Every chapter starts from the same state: this browser is not logged in. If this page may control the lab, the initial
   * replicas and Redis are up and there is no load.
   */
  async #prepare(): Promise<void> {
    this.change({ isPreparing: true, isRestored: true })
    await this.#running.get('browser')
    await this.runExclusive('browser', async () => {
      if (this.info.mayControl) {
        this.#clearRequestedLoad({ ratePerSecond: 0 })
        await this.changeStack({ verb: 'restore' })
        this.change({ isRestored: this.problem === undefined && (await this.#allAreUp()) })
      }
      await this.browser.forgetAll()
      const initial = { asCookie: false, stolen: undefined, seen: new Set<string>(), wentDown: new Set<string>() }
      this.change({ ...initial, lastExchangeBefore: this.exchanges[0]?.id, isPreparing: false })
    })
  }

  /** Whether every part is up within the time limit. */
  #allAreUp(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (areUp: boolean) => {
        clearTimeout(timer)
        unsubscribe()
        resolve(areUp)
      }
      const check = () => {
        if (this.stack.replicas.length > 0 && partsOf(this.stack).every(({ state }) => state === 'up')) end(true)
      }
      const timer = setTimeout(() => end(false), upWithinMs)
      const unsubscribe = this.onRedraw(check)
      check()
    })
  }

  async #readChapters(): Promise<void> {
    this.change({ chapters: await readChapters(this.language) })
  }

  /** Runs `work` unless an operation of the same name is in progress. */
  async runExclusive(name: string, work: () => Promise<unknown>): Promise<void> {
    if (this.busy.has(name)) return
    this.change({ busy: new Set([...this.busy, name]) })
    const done = work()
    this.#running.set(
      name,
      done.catch(() => {}),
    )
    try {
      await done
    } finally {
      this.#running.delete(name)
      this.change({ busy: new Set([...this.busy].filter((other) => other !== name)) })
    }
  }

  changeStack(action: Parameters<typeof changeStack>[0]): Promise<void> {
    return this.runExclusive(JSON.stringify(action), async () => {
      const problem = await changeStack(action)
      this.change({ problem })
    })
  }

  #onStack(stack: StackEvent): void {
    const down = partsOf(stack).flatMap(({ name, state }) => (state === 'up' ? [] : [name]))
    this.change({ stack, ...(down.length > 0 && { wentDown: new Set([...this.wentDown, ...down]) }) })
  }

  #onRequests({ shown, count }: RequestsEvent): void {
    this.#counted = { count: this.#counted.count + count, shown: this.#counted.shown + shown.length }
    this.dots?.add(shown, ({ id }) => this.browser.isOwn(id))
    const own = shown.filter(({ id }) => this.browser.isOwn(id))
    if (own.length === 0) return
    // The log event may arrive before the response.
    for (const { id, bytesSent, bytesReceived } of own)
      this.#bytes.set(id, { sent: bytesSent, received: bytesReceived })
    for (const id of [...this.#bytes.keys()].slice(0, -maxExchanges)) this.#bytes.delete(id)
    this.change({ exchanges: this.exchanges.map((exchange) => this.#withBytes(exchange)) })
  }

  #onExchange(exchange: Exchange | undefined): void {
    const added = exchange === undefined ? [] : [this.#withBytes(exchange)]
    this.change({ exchanges: [...added, ...this.exchanges].slice(0, maxExchanges) })
  }

  #withBytes(exchange: Exchange): Exchange {
    const bytes = this.#bytes.get(exchange.id)
    return bytes && !exchange.bytes ? { ...exchange, bytes } : exchange
  }
}

/** The replicas, and Redis where the stack has one. */
export function partsOf({
  replicas,
  redis,
}: StackEvent): readonly { readonly name: string; readonly state: PartState }[] {
  return redis ? [...replicas, { name: 'redis', state: redis.state }] : replicas
}
