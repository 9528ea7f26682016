/** Draws requests as dots that move between the boxes of the diagram. Draws no frame while no dot is moving. */
import type { SeenRequest } from '../../protocol/events.ts'
import { outcomeOf, outcomes } from '../outcome.ts'
import { type Connector, connectorBetween, moveAlong, type Point } from './connector.ts'
import { drawShape } from './dot-shape.ts'
import { type Leg, legsOf } from './request-legs.ts'

interface Dot {
  readonly legs: readonly Leg[]
  readonly startMs: number
  readonly endMs: number
  readonly isMine: boolean
  readonly label: string
  /** Offset across the connector, −1 to 1, so that simultaneous dots do not cover each other. */
  readonly lane: number
}

/** Limits the work of a frame on a slow machine. */
const maxDots = 300
const colourNames = [...outcomes, 'travelling', 'connector', 'connector-off', 'text', 'panel'] as const
const fewDots = 60
/** The dots of one event start spread over the time until the next event. */
const spreadMs = 100

/** The canvas on top of the diagram. */
export class DotCanvas {
  readonly #canvas: HTMLCanvasElement
  readonly #diagram: HTMLElement
  readonly #context: CanvasRenderingContext2D
  readonly #resized: ResizeObserver
  /** Whether all boxes are stacked in one column. */
  #isNarrow = false
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')
  #dots: Dot[] = []
  /** Positions of the labels in this frame. */
  #labels: Point[] = []
  #frame: number | undefined
  #boxes = new Map<string, DOMRect>()
  #states = new Map<string, string>()
  /** Cached until a box moves, since every dot needs one in every frame. */
  readonly #connectors = new Map<string, Map<string, Connector | undefined>>()
  /** Position of the dot being drawn. Reused, because a new object per dot and frame would be garbage. */
  readonly #position = { x: 0, y: 0 }
  /** What the last drawing depended on. */
  #drawn = ''
  #colours: Record<string, string> = {}
  #frames = 0

  constructor(canvas: HTMLCanvasElement, diagram: HTMLElement) {
    this.#canvas = canvas
    this.#diagram = diagram
    this.#context = canvas.getContext('2d') as CanvasRenderingContext2D
    this.#resized = new ResizeObserver(() => this.measure())
    this.#resized.observe(diagram)
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
      if (this.#reducedMotion.matches) {
        if (request.replica) this.#flash(request.replica, outcomeOf(request.status))
        continue
      }
      if (this.#dots.length >= maxDots && !mine) continue
      const legs = legsOf(request, mine ? 'browser' : 'virtual-users', mine)
      const startMs = nowMs + (mine ? 0 : (index / requests.length) * spreadMs)
      const endMs = startMs + legs.reduce((sum, { ms }) => sum + ms, 0)
      const label = mine ? `${request.method} ${request.path.replace(/^\/[^/]+/, '')}` : ''
      this.#dots.push({ legs, startMs, endMs, isMine: mine, label, lane: mine ? 0 : Math.random() * 2 - 1 })
    }
    this.#requestFrame()
  }

  /** Reads the positions and states of the boxes and the colours, and redraws where they changed. */
  measure(): void {
    const origin = this.#diagram.getBoundingClientRect()
    const ratio = Math.min(2, devicePixelRatio)
    const size = { width: Math.round(origin.width * ratio), height: Math.round(origin.height * ratio) }
    const style = getComputedStyle(this.#diagram)
    const elements = [...this.#diagram.querySelectorAll<HTMLElement>('[data-node]')]
    const boxes = elements.map((element): [string, DOMRect] => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return [element.dataset['node'] as string, new DOMRect(x - origin.x, y - origin.y, width, height)]
    })
    this.#boxes = new Map(boxes)
    this.#colours = Object.fromEntries(colourNames.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]))
    const browser = this.#boxes.get('browser')
    this.#isNarrow = browser !== undefined && boxes.every(([, { left }]) => left < browser.right)
    this.#states = new Map(elements.map(({ dataset }) => [dataset['node'] as string, dataset['state'] ?? 'up']))
    const inputs = JSON.stringify([size, boxes, this.#colours, [...this.#states], this.#diagram.dataset['redis']])
    if (inputs === this.#drawn) return
    this.#drawn = inputs
    this.#connectors.clear()
    Object.assign(this.#canvas, size) // also clears the canvas
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.#draw(performance.now())
  }

  #requestFrame(): void {
    if (this.#frame === undefined && this.#dots.length > 0) this.#frame = requestAnimationFrame(this.#tick)
  }

  readonly #tick = (nowMs: number) => {
    this.#frame = undefined
    for (const dot of this.#dots) if (dot.endMs <= nowMs) this.#finish(dot)
    this.#dots = this.#dots.filter(({ endMs }) => endMs > nowMs)
    this.#draw(nowMs)
    this.#requestFrame()
  }

  #finish(dot: Dot): void {
    const answer = dot.legs.at(-2)
    if (dot.isMine && answer && answer.from !== 'browser') this.#flash(answer.from, answer.as)
  }

  #flash(node: string, outcome: string): void {
    const box = this.#diagram.querySelector<HTMLElement>(`[data-node="${CSS.escape(node)}"]`)
    if (!box) return
    box.dataset['flash'] = outcome
    setTimeout(() => delete box.dataset['flash'], 900)
  }

  #draw(nowMs: number): void {
    this.#frames += 1
    this.#canvas.dataset['frames'] = `${this.#frames}` // for the test that an idle diagram draws nothing
    this.#labels = []
    const context = this.#context
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height)
    this.#drawConnectors()
    for (const dot of this.#dots) if (dot.startMs <= nowMs) this.#drawDot(dot, nowMs)
  }

  #drawConnectors(): void {
    const context = this.#context
    for (const node of this.#boxes.keys()) {
      const isReplica = node.startsWith('replica-')
      if (node !== 'browser' && node !== 'virtual-users' && !isReplica) continue
      const connector = isReplica ? this.#connector('nginx', node) : this.#connector(node, 'nginx')
      if (!connector) continue
      const isOff = this.#states.get(node) !== 'up'
      context.strokeStyle = (isOff ? this.#colours['connector-off'] : this.#colours['connector']) ?? 'grey'
      context.lineWidth = 1.5
      context.setLineDash(isOff ? [3, 6] : [])
      this.#stroke(connector)
      if (!isReplica || this.#diagram.dataset['redis'] !== 'used') continue
      const toRedis = this.#connector(node, 'redis')
      if (toRedis) this.#stroke(toRedis)
    }
    context.setLineDash([])
  }

  #stroke({ from, controls: [one, two], to }: Connector): void {
    const context = this.#context
    context.beginPath()
    context.moveTo(from.x, from.y)
    context.bezierCurveTo(one.x, one.y, two.x, two.y, to.x, to.y)
    context.stroke()
  }

  /** undefined where one of the boxes is missing. The way back is the same curve reversed. */
  #connector(from: string, to: string): Connector | undefined {
    const connectors = this.#connectors.get(from) ?? new Map<string, Connector | undefined>()
    this.#connectors.set(from, connectors)
    if (!connectors.has(to)) connectors.set(to, this.#newConnector(from, to))
    return connectors.get(to)
  }

  #newConnector(from: string, to: string): Connector | undefined {
    const isBack = to === 'browser' || to === 'virtual-users' || (to === 'nginx' && from.startsWith('replica-'))
    const [there, back] = isBack ? [to, from] : [from, to]
    const [a, b] = [this.#boxes.get(there), this.#boxes.get(back)]
    if (!a || !b) return undefined
    const connector = connectorBetween(a, b, this.#isNarrow ? 'left' : back === 'redis' ? 'right' : undefined)
    return isBack
      ? { from: connector.to, controls: [connector.controls[1], connector.controls[0]], to: connector.from }
      : connector
  }

  #drawDot({ legs, startMs, isMine, label, lane }: Dot, nowMs: number): void {
    let left = nowMs - startMs
    for (const leg of legs) {
      if (left < leg.ms) {
        const connector = this.#connector(leg.from, leg.to)
        if (!connector) return
        const position = this.#position
        moveAlong(connector, ease(left / leg.ms), position)
        const isVertical = Math.abs(connector.to.x - connector.from.x) < Math.abs(connector.to.y - connector.from.y)
        if (isVertical) position.x += lane * 6
        else position.y += lane * 6
        drawShape(this.#context, position, this.#radius(isMine), leg.as, this.#colours[leg.as] ?? 'grey')
        if (isMine && !this.#isNarrow) this.#label(label, position) // a narrow page has no room for labels
        return
      }
      left -= leg.ms
    }
  }

  /** A few dots are drawn large enough for the last row of a classroom. */
  #radius(isMine: boolean): number {
    if (isMine) return 8
    return this.#dots.length <= fewDots ? 5 : 3.6
  }

  #label(text: string, { x, y }: Point): void {
    const context = this.#context
    context.font = '600 12px ui-monospace, monospace'
    const width = context.measureText(text).width
    // Overlapping labels are unreadable.
    if (this.#labels.some((other) => Math.abs(other.x - x) < width && Math.abs(other.y - y) < 20)) return
    this.#labels.push({ x, y })
    const left = Math.max(4, Math.min(x - width / 2, this.#diagram.clientWidth - width - 10))
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

const ease = (share: number) => (share < 0.5 ? 2 * share ** 2 : 1 - (-2 * share + 2) ** 2 / 2)
