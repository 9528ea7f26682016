/** Scales: from a figure to a place between 0 and 1, with the ticks that a reader needs. Pure. */

export interface Tick {
  /** 0–1. */
  readonly at: number
  readonly label: string
}

export interface Scale {
  /** 0–1; what lies beyond an end stands at it. */
  at(value: number): number
  readonly ticks: readonly Tick[]
}

const clamped = (at: number) => Math.min(1, Math.max(0, at))

/** From 0 to the first round number at or above `most`. */
export function linearScale(most: number, label: (value: number) => string): Scale {
  const step = roundStep(most)
  const end = Math.max(1, Math.ceil(most / step - 1e-9)) * step
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step)
  return {
    at: (value) => clamped(value / end),
    ticks: ticks.map((value) => ({ at: value / end, label: label(Number(value.toPrecision(12))) })),
  }
}

/** 1, 2 or 5 times a power of ten, such that two to five of them reach `most`. */
export function roundStep(most: number): number {
  if (!(most > 0)) return 1
  const rough = most / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  return power * ([1, 2, 5].find((times) => times * power >= rough * 0.999) ?? 10)
}

/** Powers of ten around what is shown. */
export function logScale([least, most]: readonly [number, number], label: (value: number) => string): Scale {
  const from = Math.floor(Math.log10(least) + 1e-9)
  const to = Math.max(from + 1, Math.ceil(Math.log10(most) - 1e-9))
  const at = (value: number) => clamped((Math.log10(value) - from) / (to - from))
  const powers = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index))
  return { at, ticks: powers.map((value) => ({ at: at(value), label: label(value) })) }
}
