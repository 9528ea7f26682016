/** One direction of one connection through a proxy: takes bytes from one end to the other, as the toxics of the moment let it. */
import type { Readable, Writable } from 'node:stream'
import type { Effect } from './toxics.ts'

interface StreamRelayOptions {
  readonly from: Readable
  readonly to: Writable
  /** The effects of this direction's toxics, as they are now. The same toxic is the same object each time. */
  readonly effects: () => readonly Effect[]
  /** Numbers from 0 to 1, for jitter. */
  readonly random: () => number
  /** Ends the whole connection. */
  readonly breakUp: (how: 'close' | 'reset') => void
}

/** What arrived together. Without bytes: the end of the direction, which is held back like data. */
interface Piece {
  bytes?: Buffer
  readonly arrivedAt: number
  /** How long each toxic of that moment holds it back: as long as it is there. */
  readonly holdsMs: ReadonlyMap<Effect, number>
}

/** Above this much held back, no more is read: then the sender feels it, as it would any slow network. */
const maxHeldBytes = 1 << 20

/** Under a limited bandwidth, bytes pass in slices of so many ms. */
const sliceMs = 20

export class StreamRelay {
  readonly #options: StreamRelayOptions
  readonly #held: Piece[] = []
  readonly #fuses = new Map<Effect, NodeJS.Timeout>()
  #heldBytes = 0
  /** Bytes are missing: what follows them must never arrive. */
  #hasHole = false
  /** When bandwidth lets the next slice pass. */
  #nextSliceAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: StreamRelayOptions) {
    this.#options = options
    options.from.on('data', (bytes) => this.#take(bytes)).on('end', () => this.#take())
    options.to.on('drain', () => this.#pass())
    this.refresh()
  }

  /** To be called when a toxic has come or gone. */
  refresh(): void {
    const effects = this.#options.effects()
    for (const [effect, fuse] of this.#fuses) {
      if (effects.includes(effect)) continue
      clearTimeout(fuse)
      this.#fuses.delete(effect)
    }
    for (const effect of effects) if (effect.breaks?.from === 'meeting') this.#light(effect)
    this.#nextSliceAt = 0
    if (effects.some(({ swallows }) => swallows)) this.#swallowHeld()
    else if (this.#hasHole) this.#options.breakUp('close')
    this.#pass()
  }

  /** Forgets what it holds, and all timers. */
  stop(): void {
    clearTimeout(this.#timer)
    for (const fuse of this.#fuses.values()) clearTimeout(fuse)
    this.#fuses.clear()
    this.#held.length = 0
  }

  #take(bytes?: Buffer): void {
    const effects = this.#options.effects()
    for (const effect of effects) if (effect.breaks?.from === 'first-data') this.#light(effect)
    const isSwallowed = effects.some(({ swallows }) => swallows === 'data-and-end' || (bytes && swallows))
    if (isSwallowed) {
      this.#hasHole = true
      return
    }
    const holdsMs = new Map(effects.map((effect) => [effect, effect.delayMs?.(this.#options.random) ?? 0]))
    this.#held.push({ arrivedAt: performance.now(), holdsMs, ...(bytes && { bytes }) })
    this.#heldBytes += bytes?.length ?? 0
    if (this.#heldBytes > maxHeldBytes) this.#options.from.pause()
    this.#pass()
  }

  /** Hands on what may go now, and comes back for the rest. */
  #pass(): void {
    clearTimeout(this.#timer)
    const { to } = this.#options
    for (let first = this.#held[0]; first && to.writable && !to.writableNeedDrain; first = this.#held[0]) {
      const waitMs = Math.max(this.#dueAt(first), this.#nextSliceAt) - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#pass(), Math.ceil(waitMs))
        return
      }
      if (first.bytes) this.#passSlice(first, first.bytes)
      else {
        this.#held.shift()
        to.end()
      }
    }
  }

  #passSlice(piece: Piece, bytes: Buffer): void {
    const { from, to, effects } = this.#options
    const bytesPerMs = Math.min(...effects().map((effect) => effect.bytesPerMs ?? Number.POSITIVE_INFINITY))
    const size = Math.min(bytes.length, Math.max(1, Math.floor(bytesPerMs * sliceMs)))
    to.write(bytes.subarray(0, size))
    if (size === bytes.length) this.#held.shift()
    else piece.bytes = bytes.subarray(size)
    // A timer that came late is made up for, but by no more than one slice.
    this.#nextSliceAt = Math.max(this.#nextSliceAt, performance.now() - sliceMs) + size / bytesPerMs
    this.#heldBytes -= size
    if (this.#heldBytes <= maxHeldBytes && from.isPaused()) from.resume()
  }

  #dueAt({ arrivedAt, holdsMs }: Piece): number {
    return this.#options.effects().reduce((due, effect) => due + (holdsMs.get(effect) ?? 0), arrivedAt)
  }

  #swallowHeld(): void {
    if (this.#heldBytes === 0) return
    this.#hasHole = true
    this.#heldBytes = 0
    const end = this.#held.filter(({ bytes }) => !bytes)
    this.#held.splice(0, this.#held.length, ...end)
    this.#options.from.resume()
  }

  #light(effect: Effect): void {
    const { breaks } = effect
    if (!breaks || this.#fuses.has(effect)) return
    this.#fuses.set(
      effect,
      setTimeout(() => this.#options.breakUp(breaks.how), breaks.afterMs),
    )
  }
}
