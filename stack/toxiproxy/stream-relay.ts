/** Relays one direction of a connection through a proxy, as the current toxics allow. */
import type { Readable, Writable } from 'node:stream'
import type { Effect } from './toxics.ts'

interface StreamRelayOptions {
  readonly from: Readable
  readonly to: Writable
  /** The effects of this direction's current toxics. A toxic keeps the same object. */
  readonly effects: () => readonly Effect[]
  /** Numbers from 0 to 1, for jitter. */
  readonly random: () => number
  /** Called with the number of bytes that a toxic dropped. */
  readonly onDrop: (bytes: number) => void
  /** Ends both directions. */
  readonly breakUp: (how: 'close' | 'reset') => void
}

/** A chunk that arrived. Without bytes: the end of the direction, which is delayed like data. */
interface Piece {
  bytes?: Buffer
  readonly arrivedAt: number
  /** The delay by each toxic that was active at arrival; it ends when the toxic is removed. */
  readonly holdsMs: ReadonlyMap<Effect, number>
}

/** Above this limit nothing more is read, so that the sender is slowed down as by a slow network. */
const maxHeldBytes = 1 << 20

/** Under a bandwidth limit, bytes pass in slices of this length. */
const sliceMs = 20

/** Relays bytes from one stream to another under toxics. */
export class StreamRelay {
  readonly #options: StreamRelayOptions
  readonly #held: Piece[] = []
  readonly #breakTimers = new Map<Effect, NodeJS.Timeout>()
  #heldBytes = 0
  /** Bytes were swallowed, so later bytes must not arrive. */
  #hasLostBytes = false
  /** When the bandwidth limit allows the next slice. */
  #nextSliceAt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: StreamRelayOptions) {
    this.#options = options
    options.from.on('data', (bytes) => this.#receive(bytes)).on('end', () => this.#receive())
    options.to.on('drain', () => this.#forward())
    this.refresh()
  }

  /** Call this after a toxic was added or removed. */
  refresh(): void {
    const effects = this.#options.effects()
    for (const [effect, timer] of this.#breakTimers) {
      if (effects.includes(effect)) continue
      clearTimeout(timer)
      this.#breakTimers.delete(effect)
    }
    for (const effect of effects) if (effect.breaks?.from === 'meeting') this.#startBreakTimer(effect)
    this.#nextSliceAt = 0
    if (effects.some(({ swallows }) => swallows)) this.#swallowHeld()
    else if (this.#hasLostBytes) this.#options.breakUp('close')
    this.#forward()
  }

  /** Drops held bytes and clears all timers. */
  stop(): void {
    clearTimeout(this.#timer)
    for (const timer of this.#breakTimers.values()) clearTimeout(timer)
    this.#breakTimers.clear()
    this.#held.length = 0
  }

  #receive(bytes?: Buffer): void {
    const effects = this.#options.effects()
    for (const effect of effects) if (effect.breaks?.from === 'first-data') this.#startBreakTimer(effect)
    const isSwallowed = effects.some(({ swallows }) => swallows === 'data-and-end' || (bytes && swallows))
    if (isSwallowed) {
      this.#hasLostBytes = true
      this.#options.onDrop(bytes?.length ?? 0)
      return
    }
    const holdsMs = new Map(effects.map((effect) => [effect, effect.delayMs?.(this.#options.random) ?? 0]))
    this.#held.push({ arrivedAt: performance.now(), holdsMs, ...(bytes && { bytes }) })
    this.#heldBytes += bytes?.length ?? 0
    if (this.#heldBytes > maxHeldBytes) this.#options.from.pause()
    this.#forward()
  }

  /** Forwards what is due now, and sets a timer for the rest. */
  #forward(): void {
    clearTimeout(this.#timer)
    const { to } = this.#options
    for (let first = this.#held[0]; first && to.writable && !to.writableNeedDrain; first = this.#held[0]) {
      const waitMs = Math.max(this.#dueAt(first), this.#nextSliceAt) - performance.now()
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#forward(), Math.ceil(waitMs))
        return
      }
      if (first.bytes) this.#forwardSlice(first, first.bytes)
      else {
        this.#held.shift()
        to.end()
      }
    }
  }

  #forwardSlice(piece: Piece, bytes: Buffer): void {
    const { from, to, effects } = this.#options
    const bytesPerMs = Math.min(...effects().map((effect) => effect.bytesPerMs ?? Number.POSITIVE_INFINITY))
    const size = Math.min(bytes.length, Math.max(1, Math.floor(bytesPerMs * sliceMs)))
    to.write(bytes.subarray(0, size))
    if (size === bytes.length) this.#held.shift()
    else piece.bytes = bytes.subarray(size)
    // Compensates for a late timer, by at most one slice.
    this.#nextSliceAt = Math.max(this.#nextSliceAt, performance.now() - sliceMs) + size / bytesPerMs
    this.#heldBytes -= size
    if (this.#heldBytes <= maxHeldBytes && from.isPaused()) from.resume()
  }

  #dueAt({ arrivedAt, holdsMs }: Piece): number {
    return this.#options.effects().reduce((due, effect) => due + (holdsMs.get(effect) ?? 0), arrivedAt)
  }

  #swallowHeld(): void {
    if (this.#heldBytes === 0) return
    this.#hasLostBytes = true
    this.#options.onDrop(this.#heldBytes)
    this.#heldBytes = 0
    const end = this.#held.filter(({ bytes }) => !bytes)
    this.#held.splice(0, this.#held.length, ...end)
    this.#options.from.resume()
  }

  #startBreakTimer(effect: Effect): void {
    const { breaks } = effect
    if (!breaks || this.#breakTimers.has(effect)) return
    this.#breakTimers.set(
      effect,
      setTimeout(() => this.#options.breakUp(breaks.how), breaks.afterMs),
    )
  }
}
