/** Draws requests as dots that travel between the page's own boxes: no frame is drawn while none is on its way. */
import type { SeenRequest } from '../../server/events.ts'
import { type Outcome, outcomeOf, outcomes } from '../outcome.ts'
import { moveAlong, type Point, type Wire, wireBetween } from './curve.ts'

/** Where a dot is at a time: a way of several legs, each from one box to another. */
interface Leg {
  readonly from: string
  readonly to: string
  readonly ms: number
  /** How it looks on this leg. */
  readonly as: Outcome | 'travelling'
}

interface Dot {
  readonly legs: readonly Leg[]
  readonly startMs: number
  readonly endMs: number
  readonly isMine: boolean
  readonly label: string
  /** Dots of one moment side by side rather than on top of each other, −1…1. */
  readonly lane: number
}

const legMs = { mine: 420, crowd: 260 }
/** More than that and a slow machine would do nothing else. */
const maxDots = 300
const colourNames = [...outcomes, 'travelling', 'wire', 'wire-off', 'text', 'panel'] as const
const fewDots = 60
/** Dots of one event start spread over the time until the next one. */
const spreadMs = 100

/** The way of a request as the access log tells it: to every replica that was asked, and back with what came of it. */
export function legsOf(request: SeenRequest, source: string, isMine: boolean): readonly Leg[] {
  const ms = isMine ? legMs.mine : legMs.crowd
  const outcome = outcomeOf(request.status)
  const asked = request.inVain.flatMap((replica): Leg[] => [
    { from: 'nginx', to: replica, ms, as: 'travelling' },
    { from: replica, to: 'nginx', ms, as: 'failed' },
  ])
  const answered: readonly Leg[] =
    request.replica === undefined
      ? []
      : [
          { from: 'nginx', to: request.replica, ms, as: 'travelling' },
          { from: request.replica, to: 'nginx', ms, as: outcome },
        ]
  return [
    { from: source, to: 'nginx', ms, as: 'travelling' },
    ...asked,
    ...answered,
    { from: 'nginx', to: source, ms, as: outcome },
  ]
}

export class Picture {
  readonly #canvas: HTMLCanvasElement
  readonly #stage: HTMLElement
  readonly #context: CanvasRenderingContext2D
  readonly #resized: ResizeObserver
  /** All boxes are below each other. */
  #isNarrow = false
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)')
  #dots: Dot[] = []
  /** Where labels are in this frame. */
  #labels: Point[] = []
  #frame: number | undefined
  #boxes = new Map<string, DOMRect>()
  #states = new Map<string, string>()
  /** Found out once for each two boxes, as long as no box moves: dots ask sixty times a second. */
  readonly #wires = new Map<string, Map<string, Wire | undefined>>()
  /** Where the dot is that is being drawn: one for all, since sixty times a second hundreds of points would be garbage. */
  readonly #place = { x: 0, y: 0 }
  /** All that the wires depend on, as it was drawn last. */
  #look = ''
  #colours: Record<string, string> = {}
  #frames = 0

  constructor(canvas: HTMLCanvasElement, stage: HTMLElement) {
    this.#canvas = canvas
    this.#stage = stage
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D
    this.#resized = new ResizeObserver(() => this.measure())
    this.#resized.observe(stage)
    this.measure()
  }

  close(): void {
    this.#resized.disconnect()
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame)
  }

  /** @param isMine whether a request is one of this page's own */
  add(requests: readonly SeenRequest[], isMine: (request: SeenRequest) => boolean): void {
    const nowMs = performance.now()
    for (const [index, request] of requests.entries()) {
      const mine = isMine(request)
      if (this.#calm.matches) {
        if (request.replica) this.#flash(request.replica, outcomeOf(request.status))
        continue
      }
      if (this.#dots.length >= maxDots && !mine) continue
      const legs = legsOf(request, mine ? 'you' : 'crowd', mine)
      const startMs = nowMs + (mine ? 0 : (index / requests.length) * spreadMs)
      const endMs = startMs + legs.reduce((sum, { ms }) => sum + ms, 0)
      const label = mine ? `${request.method} ${request.path.replace(/^\/[^/]+/, '')}` : ''
      this.#dots.push({ legs, startMs, endMs, isMine: mine, label, lane: mine ? 0 : Math.random() * 2 - 1 })
    }
    this.#wake()
  }

  /** Looks where the boxes are, and what colours there are; draws only where that has changed. */
  measure(): void {
    const origin = this.#stage.getBoundingClientRect()
    const ratio = Math.min(2, devicePixelRatio)
    const size = { width: Math.round(origin.width * ratio), height: Math.round(origin.height * ratio) }
    const style = getComputedStyle(this.#stage)
    const elements = [...this.#stage.querySelectorAll<HTMLElement>('[data-node]')]
    const boxes = elements.map((element): [string, DOMRect] => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return [element.dataset['node'] as string, new DOMRect(x - origin.x, y - origin.y, width, height)]
    })
    this.#boxes = new Map(boxes)
    this.#colours = Object.fromEntries(colourNames.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
    const you = this.#boxes.get('you')
    this.#isNarrow = you !== undefined && boxes.every(([, { left }]) => left < you.right)
    this.#states = new Map(elements.map(({ dataset }) => [dataset['node'] as string, dataset['state'] ?? 'up']))
    const look = JSON.stringify([size, boxes, this.#colours, [...this.#states], this.#stage.dataset['redis']])
    if (look === this.#look) return
    this.#look = look
    this.#wires.clear()
    Object.assign(this.#canvas, size) // which also wipes it
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.#draw(performance.now())
  }

  #wake(): void {
    if (this.#frame === undefined && this.#dots.length > 0) this.#frame = requestAnimationFrame(this.#tick)
  }

  readonly #tick = (nowMs: number) => {
    this.#frame = undefined
    for (const dot of this.#dots) if (dot.endMs <= nowMs) this.#land(dot)
    this.#dots = this.#dots.filter(({ endMs }) => endMs > nowMs)
    this.#draw(nowMs)
    this.#wake()
  }

  #land(dot: Dot): void {
    const answer = dot.legs.at(-2)
    if (dot.isMine && answer && answer.from !== 'you') this.#flash(answer.from, answer.as)
  }

  #flash(node: string, outcome: string): void {
    const box = this.#stage.querySelector<HTMLElement>(`[data-node="${CSS.escape(node)}"]`)
    if (!box) return
    box.dataset['flash'] = outcome
    setTimeout(() => delete box.dataset['flash'], 900)
  }

  #draw(nowMs: number): void {
    this.#frames += 1
    this.#canvas.dataset['frames'] = `${this.#frames}` // so that a picture at rest can be seen to cost nothing
    this.#labels = []
    const context = this.#context
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
    this.#drawWires()
    for (const dot of this.#dots) if (dot.startMs <= nowMs) this.#drawDot(dot, nowMs)
  }

  #drawWires(): void {
    const context = this.#context
    for (const node of this.#boxes.keys()) {
      const isReplica = node.startsWith('replica-')
      if (node !== 'you' && node !== 'crowd' && !isReplica) continue
      const wire = isReplica ? this.#wire('nginx', node) : this.#wire(node, 'nginx')
      if (!wire) continue
      const isOff = this.#states.get(node) !== 'up'
      context.strokeStyle = (isOff ? this.#colours['wire-off'] : this.#colours['wire']) ?? 'grey'
      context.lineWidth = 1.5
      context.setLineDash(isOff ? [3, 6] : [])
      this.#stroke(wire)
      if (!isReplica || this.#stage.dataset['redis'] !== 'asked') continue
      const onwards = this.#wire(node, 'redis')
      if (onwards) this.#stroke(onwards)
    }
    context.setLineDash([])
  }

  #stroke({ from, bends: [one, two], to }: Wire): void {
    const context = this.#context
    context.beginPath()
    context.moveTo(from.x, from.y)
    context.bezierCurveTo(one.x, one.y, two.x, two.y, to.x, to.y)
    context.stroke()
  }

  /** undefined where one of the boxes is not there. A way back is the way there, backwards: so that a dot stays on its wire. */
  #wire(from: string, to: string): Wire | undefined {
    const wires = this.#wires.get(from) ?? new Map<string, Wire | undefined>()
    this.#wires.set(from, wires)
    if (!wires.has(to)) wires.set(to, this.#layWire(from, to))
    return wires.get(to)
  }

  #layWire(from: string, to: string): Wire | undefined {
    const isBack = to === 'you' || to === 'crowd' || (to === 'nginx' && from.startsWith('replica-'))
    const [there, back] = isBack ? [to, from] : [from, to]
    const [a, b] = [this.#boxes.get(there), this.#boxes.get(back)]
    if (!a || !b) return undefined
    const wire = wireBetween(a, b, this.#isNarrow ? 'left' : back === 'redis' ? 'right' : undefined)
    return isBack ? { from: wire.to, bends: [wire.bends[1], wire.bends[0]], to: wire.from } : wire
  }

  #drawDot({ legs, startMs, isMine, label, lane }: Dot, nowMs: number): void {
    let left = nowMs - startMs
    for (const leg of legs) {
      if (left < leg.ms) {
        const wire = this.#wire(leg.from, leg.to)
        if (!wire) return
        const place = this.#place
        moveAlong(wire, ease(left / leg.ms), place)
        const isUpright = Math.abs(wire.to.x - wire.from.x) < Math.abs(wire.to.y - wire.from.y)
        if (isUpright) place.x += lane * 6
        else place.y += lane * 6
        drawShape(this.#context, place, this.#radius(isMine), leg.as, this.#colours[leg.as] ?? 'grey')
        if (isMine && !this.#isNarrow) this.#label(label, place) // Beside boxes there is no room for words.
        return
      }
      left -= leg.ms
    }
  }

  /** Few dots are big enough for a room's last row. */
  #radius(isMine: boolean): number {
    if (isMine) return 8
    return this.#dots.length <= fewDots ? 5 : 3.6
  }

  #label(text: string, { x, y }: Point): void {
    const context = this.#context
    context.font = '600 12px ui-monospace, monospace'
    const width = context.measureText(text).width
    // One on top of the other, nobody reads either.
    if (this.#labels.some((other) => Math.abs(other.x - x) < width && Math.abs(other.y - y) < 20)) return
    this.#labels.push({ x, y })
    const left = Math.max(4, Math.min(x - width / 2, this.#stage.clientWidth - width - 10))
    context.fillStyle = this.#colours['panel'] ?? 'black'
    context.globalAlpha = 0.85
    context.beginPath()
    context.roundRect(left - 5, y - 31, width + 10, 18, 5)
    context.fill()
    context.globalAlpha = 1
    context.fillStyle = this.#colours['text'] ?? 'white'
    context.fillText(text, left, y - 18)
  }
}

/** Each outcome has a shape of its own: colours alone say nothing to many people, and little on a pale projector. */
function drawShape(context: CanvasRenderingContext2D, { x, y }: Point, r: number, as: string, colour: string): void {
  context.fillStyle = colour
  context.strokeStyle = colour
  context.lineWidth = r / 2.4
  context.beginPath()
  if (as === 'refused') {
    context.moveTo(x - r, y - r)
    context.lineTo(x + r, y + r)
    context.moveTo(x + r, y - r)
    context.lineTo(x - r, y + r)
    context.lineWidth = r / 1.7
    context.stroke()
    return
  }
  if (as === 'forbidden') {
    context.moveTo(x, y - r * 1.2)
    context.lineTo(x + r * 1.2, y + r)
    context.lineTo(x - r * 1.2, y + r)
    context.closePath()
  } else if (as === 'failed') context.rect(x - r, y - r, 2 * r, 2 * r)
  else if (as === 'rejected') {
    context.moveTo(x, y - r * 1.3)
    context.lineTo(x + r * 1.3, y)
    context.lineTo(x, y + r * 1.3)
    context.lineTo(x - r * 1.3, y)
    context.closePath()
  } else context.arc(x, y, r, 0, 2 * Math.PI)
  if (as === 'travelling') context.stroke()
  else context.fill()
}

const ease = (share: number) => (share < 0.5 ? 2 * share ** 2 : 1 - (-2 * share + 2) ** 2 / 2)
