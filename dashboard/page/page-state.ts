/** All that the page shows, in one place: whoever changes it tells those who draw it. */
import type {
  Chapter,
  Echo,
  LabInfo,
  LoadEvent,
  LoadWish,
  ModeInfo,
  PartState,
  RequestsEvent,
  StackEvent,
} from '../server/events.ts'
import { Browser, type Exchange } from './panels/browser.ts'
import type { Picture } from './picture/picture.ts'
import { changeLoad, changeStack, listen, readChapters } from './server-connection.ts'
import { type Language, pickLanguage } from './texts/texts.ts'

/** A copy of somebody's credential in other hands. */
export interface Loot {
  readonly mode: string
  readonly user: string
  readonly echo: Echo
}

/** What the load balancer's log has told in the last second. */
export interface Flow {
  readonly perSecond: number
  readonly shown: number
}

/** Remembered in this browser. */
const kept = { language: 'lab-language', theme: 'lab-theme' } as const
export const themes = ['auto', 'dark', 'light'] as const
export type Theme = (typeof themes)[number]

const maxExchanges = 200
/** A slider passes many places on its way: the load is changed where it comes to rest. */
const restMs = 200
/** A chapter does not wait for ever for a part that does not come back. */
const upWithinMs = 15_000

export class PageState {
  readonly info: LabInfo
  readonly browser: Browser
  picture: Picture | undefined
  mode: ModeInfo
  user: string
  asCookie = false
  stack: StackEvent = { replicas: [] }
  load: LoadEvent | undefined
  /** Asked for, and not yet what the lab says. */
  wish: LoadWish | undefined
  flow: Flow = { perSecond: 0, shown: 0 }
  isOnline = true
  /** Newest first. */
  exchanges: readonly Exchange[] = []
  loot: Loot | undefined
  /** Actions under way, so that no button is pressed twice. */
  busy: ReadonlySet<string> = new Set()
  problem: string | undefined
  language: Language
  theme: Theme
  chapters: readonly Chapter[] = []
  /** Which chapter is open. */
  chapter: number | undefined
  /** Signs (`#see:…`) that were seen since it was opened. */
  seen: ReadonlySet<string> = new Set()
  /** Parts that were seen not to be up since then. */
  wereAway: ReadonlySet<string> = new Set()
  /** The newest exchange when it was opened: what came before proves nothing. */
  since: string | undefined
  /** Whether the lab is being brought to where every chapter begins. */
  isPreparing = false
  /** Whether it could be: no chapter is said to begin where it does not. */
  isRestored = true
  readonly #redraws = new Set<() => void>()
  #wishing: ReturnType<typeof setTimeout> | undefined
  #underWay = new Map<string, Promise<unknown>>()
  #counted = { count: 0, shown: 0 }
  readonly #bytes = new Map<string, NonNullable<Exchange['bytes']>>()

  constructor(info: LabInfo) {
    const asked = new URLSearchParams(location.hash.slice(1))
    this.info = info
    this.mode =
      info.modes.find(({ name }) => name === asked.get('mode')) ??
      info.modes.find(({ name }) => name === 'memory') ??
      (info.modes[0] as ModeInfo)
    this.user = info.users[0]?.name ?? ''
    this.language = pickLanguage([asked.get('lang'), localStorage.getItem(kept.language), ...navigator.languages])
    this.chapter = Number(asked.get('chapter')) || undefined
    const theme = localStorage.getItem(kept.theme)
    this.theme = themes.find((name) => name === theme) ?? 'auto'
    this.browser = new Browser(info, (exchange) => this.#onExchange(exchange))
    this.browser.pidOf = (name) => this.stack.replicas.find((replica) => replica.name === name)?.pid
  }

  /** Begins to listen to the lab. */
  begin(): void {
    listen({
      onRequests: (event) => this.#onRequests(event),
      onStack: (stack) => this.#onStack(stack),
      onLoad: (load) => this.change({ load }),
      onLine: (isOnline) => this.change({ isOnline }),
    })
    setInterval(() => {
      const { count, shown } = this.#counted
      this.#counted = { count: 0, shown: 0 }
      if (count > 0 || this.flow.perSecond > 0) this.change({ flow: { perSecond: count, shown } })
    }, 1_000)
    if (this.chapter === undefined) void this.browser.look(this.mode)
    else void this.#prepare()
    void this.#readChapters()
  }

  onRedraw(redraw: () => void): () => void {
    this.#redraws.add(redraw)
    return () => this.#redraws.delete(redraw)
  }

  change(changes: Partial<PageState>): void {
    Object.assign(this, changes)
    for (const redraw of this.#redraws) redraw()
  }

  /** Whoever may set the load takes it along. */
  async choose(mode: ModeInfo): Promise<void> {
    this.change({ mode })
    if (this.info.mayControl && (this.wish ?? this.load)?.ratePerSecond) this.askForLoad({})
    await this.browser.look(mode)
  }

  /** Changes the load in the mode that is chosen; soon, since more wishes may follow. */
  askForLoad(changes: Partial<Omit<LoadWish, 'mode'>>): void {
    const { client = 'browser', ratePerSecond = 0 } = this.wish ?? this.load ?? {}
    const most = this.mode.maxRatePerSecond
    const wanted = { client, ratePerSecond, ...changes }
    this.change({ wish: { ...wanted, ratePerSecond: Math.min(most, wanted.ratePerSecond), mode: this.mode.name } })
    clearTimeout(this.#wishing)
    this.#wishing = setTimeout(() => void this.applyWish(), restMs)
  }

  /** Asks for it now; resolves when the lab has done it. */
  async applyWish(): Promise<void> {
    clearTimeout(this.#wishing)
    const { wish } = this
    if (wish === undefined) return
    const problem = await changeLoad(wish)
    this.change({ problem })
    if (this.wish === wish) this.#forgetWish(problem === undefined ? wish : {})
  }

  /** The lab will say so too, but perhaps later than somebody asks. */
  #forgetWish(load: Partial<LoadWish>): void {
    clearTimeout(this.#wishing)
    this.change({ wish: undefined, load: this.load && { ...this.load, ...load } })
  }

  speak(language: Language): void {
    localStorage.setItem(kept.language, language)
    this.change({ language })
    void this.#readChapters()
  }

  /** Opens a chapter of the workshop, or closes it. */
  open(chapter: number | undefined): void {
    this.change({ chapter })
    if (chapter !== undefined) void this.#prepare()
  }

  /**
   * Every chapter begins alike, whatever was done before: this browser is a stranger, and where it may control the lab all
   * parts are up, as many as at first, without load.
   */
  async #prepare(): Promise<void> {
    this.change({ isPreparing: true, isRestored: true })
    await this.#underWay.get('browser')
    await this.during('browser', async () => {
      if (this.info.mayControl) {
        this.#forgetWish({ ratePerSecond: 0 })
        await this.changeStack({ verb: 'restore' })
        this.change({ isRestored: this.problem === undefined && (await this.#allAreUp()) })
      }
      await this.browser.forgetAll()
      const afresh = { asCookie: false, loot: undefined, seen: new Set<string>(), wereAway: new Set<string>() }
      this.change({ ...afresh, since: this.exchanges[0]?.id, isPreparing: false })
    })
  }

  /** Whether the picture shows all parts as up before that takes too long to be waited for. */
  #allAreUp(): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (areUp: boolean) => {
        clearTimeout(late)
        ignore()
        resolve(areUp)
      }
      const look = () => {
        if (this.stack.replicas.length > 0 && partsOf(this.stack).every(({ state }) => state === 'up')) end(true)
      }
      const late = setTimeout(() => end(false), upWithinMs)
      const ignore = this.onRedraw(look)
      look()
    })
  }

  async #readChapters(): Promise<void> {
    this.change({ chapters: await readChapters(this.language) })
  }

  dress(theme: Theme): void {
    localStorage.setItem(kept.theme, theme)
    this.change({ theme })
  }

  /** Does something that takes a while, once at a time for each name. */
  async during(name: string, work: () => Promise<unknown>): Promise<void> {
    if (this.busy.has(name)) return
    this.change({ busy: new Set([...this.busy, name]) })
    const done = work()
    this.#underWay.set(
      name,
      done.catch(() => {}),
    )
    try {
      await done
    } finally {
      this.#underWay.delete(name)
      this.change({ busy: new Set([...this.busy].filter((other) => other !== name)) })
    }
  }

  changeStack(action: Parameters<typeof changeStack>[0]): Promise<void> {
    return this.during(JSON.stringify(action), async () => {
      const problem = await changeStack(action)
      this.change({ problem })
    })
  }

  #onStack(stack: StackEvent): void {
    const away = partsOf(stack).flatMap(({ name, state }) => (state === 'up' ? [] : [name]))
    this.change({ stack, ...(away.length > 0 && { wereAway: new Set([...this.wereAway, ...away]) }) })
  }

  #onRequests({ shown, count }: RequestsEvent): void {
    this.#counted = { count: this.#counted.count + count, shown: this.#counted.shown + shown.length }
    this.picture?.add(shown, ({ id }) => this.browser.isOwn(id))
    const own = shown.filter(({ id }) => this.browser.isOwn(id))
    if (own.length === 0) return
    // The log may be quicker than the answer.
    for (const { id, bytesSent, bytesReceived } of own)
      this.#bytes.set(id, { sent: bytesSent, received: bytesReceived })
    for (const id of [...this.#bytes.keys()].slice(0, -maxExchanges)) this.#bytes.delete(id)
    this.change({ exchanges: this.exchanges.map((exchange) => this.#withBytes(exchange)) })
  }

  #onExchange(exchange: Exchange | undefined): void {
    const fresh = exchange === undefined ? [] : [this.#withBytes(exchange)]
    this.change({ exchanges: [...fresh, ...this.exchanges].slice(0, maxExchanges) })
  }

  #withBytes(exchange: Exchange): Exchange {
    const bytes = this.#bytes.get(exchange.id)
    return bytes && !exchange.bytes ? { ...exchange, bytes } : exchange
  }
}

/** Replicas, and Redis where there is one. */
export function partsOf({
  replicas,
  redis,
}: StackEvent): readonly { readonly name: string; readonly state: PartState }[] {
  return redis ? [...replicas, { name: 'redis', state: redis.state }] : replicas
}
