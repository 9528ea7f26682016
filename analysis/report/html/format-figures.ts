/** Figures as pages show them. Pure. */

import type { Interval } from '../../statistics/interval.ts'

/** `67.4 %`, never broken between lines; small ones to two digits that count. */
export function percent(share: number): string {
  const value = share * 100
  if (value === 0 || value >= 1) return `${value.toFixed(1)}\u00a0%`
  return `${value.toPrecision(2)}\u00a0%`
}

export function percentInterval([low, high]: Interval): string {
  return `${(low * 100).toFixed(1)}–${percent(high)}`
}

/** Three digits that count, no more: `4.43`, `27.1`, `1,240`. */
export function figure(value: number): string {
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size >= 100) return Math.round(value).toLocaleString('en')
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumFractionDigits: 6 })
}

export const whole = (value: number) => Math.round(value).toLocaleString('en')

/** With its unit: `430 µs`, `4.43 ms`, `1.2 s`; of nothing `0 s`. */
export function duration(ms: number): string {
  if (ms === 0) return '0\u00a0s'
  if (ms < 1) return `${figure(ms * 1_000)}\u00a0µs`
  return ms < 1_000 ? `${figure(ms)}\u00a0ms` : `${figure(ms / 1_000)}\u00a0s`
}
